import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import Testing

@testable import PurserServices

/// Lists in exported files that somebody changed by hand: all their sealed values have the same word there.
struct ImportChangedListsTests {
  private static let file = "state/agents/main/agent/models.json"

  /// Imports a file of `members`, exports it, has `change` change its text, and imports it again; returns the
  /// secrets of the next export and what was told.
  private func changed(
    _ members: String, _ change: (String) -> String
  ) throws -> (provider: JSON, told: [String]) {
    let world = try ImportWorld()
    try world.writeModels(
      """
      {"providers": {"p": {"baseUrl": "http://p", "api": "openai-completions", "apiKey": "P_API_KEY",
        "models": [{"id": "m"}], \(members)}}}
      """)
    try world.run()
    try world.export()
    let exported = try world.folder.text(Self.file)
    let text = change(try JSON.parse(exported).text(.compact))
    try world.folder.write(text, to: Self.file)
    let told = try world.run().messages(.secrets)
    #expect(try world.run().eventID == nil)
    try world.export(secrets: true)
    let provider = try JSON.parse(world.folder.text(Self.file))["providers"]?["p"]
    return (try #require(provider), told)
  }

  private let variables =
    #""params": {"vars": [{"name": "A_TOKEN", "value": "aaaaTok77Word"}, {"name": "B_TOKEN", "value": "bbbbTok88Word"}]}"#
  private let arguments =
    #""localService": {"args": ["--a-token", "argA77Word", "--b-token", "argB88Word"]}"#
  private let entry = (
    a: #"{"name":"A_TOKEN","value":"secretref-managed"}"#,
    b: #"{"name":"B_TOKEN","value":"secretref-managed"}"#
  )

  @Test func `two entries that changed places in an exported file changed their credentials`()
    throws
  {
    let (provider, told) = try changed("\(variables), \(arguments)") { text in
      text.replacing("\(entry.a),\(entry.b)", with: "\(entry.b),\(entry.a)")
        .replacing(
          #""--a-token","secretref-managed","--b-token""#,
          with: #""--b-token","secretref-managed","--a-token""#)
    }
    #expect(
      provider["params"]?["vars"]?.text(.compact)
        == #"[{"name":"B_TOKEN","value":"bbbbTok88Word"},{"name":"A_TOKEN","value":"aaaaTok77Word"}]"#
    )
    #expect(
      provider["localService"]?["args"]?.text(.compact)
        == #"["--b-token","argB88Word","--a-token","argA77Word"]"#)
    #expect(told.isEmpty)
  }

  @Test func `an entry that left an exported file took the credential of the others along`() throws
  {
    let (provider, told) = try changed("\(variables), \(arguments)") { text in
      text.replacing("\(entry.a),", with: "")
        .replacing(#""--a-token","secretref-managed","#, with: "")
    }
    #expect(
      provider["params"]?["vars"]?.text(.compact)
        == #"[{"name":"B_TOKEN","value":"bbbbTok88Word"}]"#)
    #expect(
      provider["localService"]?["args"]?.text(.compact) == #"["--b-token","argB88Word"]"#)
    #expect(told.isEmpty)
  }

  @Test func `a credential that nothing tells from its neighbour is told, and given to nobody`()
    throws
  {
    let (provider, told) = try changed(
      #""localService": {"args": ["serve", "--token=argA77Word", "--secret=argB88Word"]}"#
    ) { text in
      text.replacing(#""secretref-managed","secretref-managed""#, with: #""secretref-managed""#)
    }
    #expect(
      provider["localService"]?["args"]?.text(.compact) == #"["serve","secretref-managed"]"#)
    #expect(told.count == 1)
    #expect(told.first?.contains("'localService.args[1]' was not found again") == true)
  }

  private static let word = JSON.string("secretref-managed")
  private static let mark: JSON = ["$sealed": .number(JSONNumber(1)), "digest": "d"]

  @Test(
    arguments: [
      // As it was; options in another order; one of them gone; a word more.
      (#"["-a",•,"-b",•]"#, #"["-a",•,"-b",•]"#, [1, 3], []),
      (#"["-b",•,"-a",•]"#, #"["-a",•,"-b",•]"#, [3, 1], []),
      (#"["-b",•]"#, #"["-a",•,"-b",•]"#, [3], []),
      (#"["-a",•,"-b",•,"-v"]"#, #"["-a",•,"-b",•]"#, [1, 3], []),
      (#"["run",•,•]"#, #"["run",•,•]"#, [1, 2], []), (#"["run",•]"#, #"["run",•,•]"#, [], [1]),
      (#"["run",•,"-v"]"#, #"["run",•]"#, [1], []),
      (#"["-H",•]"#, #"["-H",•,"-H",•]"#, [], [1]),
      (#"["-H",•,"-H",•,"-v"]"#, #"["-H",•,"-H",•]"#, [1, 3], []),
      // By a name, by all the rest, by nothing.
      (#"[{"id":2,"v":•},{"id":1,"v":•}]"#, #"[{"id":1,"v":•},{"id":2,"v":•}]"#, [1, 0], []),
      (#"[{"name":"b","v":•,"w":1}]"#, #"[{"name":"a","v":•},{"name":"b","v":•}]"#, [1], []),
      (
        #"[{"name":"a","z":"us","v":•},{"name":"a","z":"eu","v":•}]"#,
        #"[{"name":"a","z":"eu","v":•},{"name":"a","z":"us","v":•}]"#, [1, 0], []
      ),
      (
        #"[{"name":"a","z":"x","v":•},{"name":"a","z":"y","v":•}]"#,
        #"[{"name":"a","z":"eu","v":•},{"name":"a","z":"us","v":•}]"#, [], [0, 1]
      ),
      (#"[{"v":•,"w":2}]"#, #"[{"v":•,"w":1}]"#, [0], []),
      (#"[["X-B",•],["X-A",•]]"#, #"[["X-A",•],["X-B",•]]"#, [1, 0], []),
      // A word of the gateway's, where the store has no sealed value.
      (#"["-a",•,"-b",•]"#, #"["-a",•]"#, [1], []),
    ] as [(String, String, [Int], [Int])])
  func `what stands in a changed list is known by its name`(
    _ written: String, _ known: String, _ places: [Int], _ lost: [Int]
  ) throws {
    func list(_ text: String, _ value: JSON) throws -> [JSON] {
      try #require(JSON.parse(text.replacing("•", with: value.text(.compact))).array)
    }
    let elements = try list(written, Self.word)
    let pairs = ListPairs(elements, try list(known, Self.mark))
    let marked = elements.indices.filter { elements[$0].text(.compact).contains("secretref") }
    #expect(marked.compactMap { pairs.places[$0] } == places)
    #expect(pairs.lost == lost)
  }
}
