import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SecretKit
import Testing

/// Which texts of a configuration name a variable: upper-case names in braces, and `$NAME` alone in a place for a
/// secret. [research/cli-and-formats.md 12.4, 12.9]
struct ImportVariableNamesTests {
  /// A key as written, and the variable that it names; nil for one that counts as the key itself.
  static let keys: [(String, String?)] = [
    ("${LAB_KEY}", "LAB_KEY"), ("${A}", "A"), ("${_X}", "_X"), ("${A1_B2}", "A1_B2"),
    ("$LAB_KEY", "LAB_KEY"),
    ("${lower}", nil), ("${lab_key}", nil), ("${Lab_Key}", nil), ("${1X}", nil), ("${}", nil),
    ("${LAB_KEY", nil), ("${LAB KEY}", nil), ("${LAB-KEY}", nil), ("$lower_key", nil), ("$_X", nil),
    ("$${LAB_KEY}", nil), ("a-${lower}-b", nil),
  ]

  private func config(_ member: String) -> String {
    #"{"models": {"providers": {"lab": {"baseUrl": "https://lab", \#(member), "models": []}}}}"#
  }

  @Test(arguments: keys)
  func `a name in lower case was read as a variable of a configuration`(
    _ text: String, _ name: String?
  ) throws {
    // That it is set must not make it one.
    let world = try ImportWorld(["lower": "x", "lower_key": "x", "lab_key": "x", "LAB_KEY": "x"])
    let report = try world.run(config: config(#""apiKey": "\#(text)""#))
    let provider = try #require(try world.configuration().providers.first)
    if let name {
      #expect(provider.key == .environment(name: name))
      return
    }
    guard case .sealed(let id, _) = provider.key else {
      Issue.record("'\(text)' became \(provider.key)")
      return
    }
    let stored = try world.store.read { try #require(try $0.secrets.find(id)) }
    let sealed = try Vault(environment: world.environment).open(stored).revealText()
    #expect(sealed == (text == "$${LAB_KEY}" ? "${LAB_KEY}" : text))
    #expect(try world.run().eventID == nil)
    let isNamed = text.contains("{lower}") || text.contains("lab_key") || text.contains("Lab_Key")
    #expect(!isNamed || report.messages(.providers).contains { $0.contains("upper-case") })
  }

  @Test(arguments: ["NVIDIA", "HF", "LITELLM", "GATEWAY"])
  func `a variable that a key names was none to a header before the second import`(
    _ name: String
  ) throws {
    func provider(_ id: String, _ key: String, _ header: String = "") -> String {
      #""\#(id)": {"baseUrl": "https://\#(id)/v1", "apiKey": \#(key), \#(header) "models": [{"id": "m"}]}"#
    }
    let named = provider("nim", #""$\#(name)""#)
    let byReference = provider(
      "nim", #"{"source": "env", "provider": "default", "id": "\#(name)"}"#)
    let using = provider(
      "gw", #""ollama-local""#, #""headers": {"Authorization": "Bearer $\#(name)"},"#)
    for key in [named, byReference] {
      let file = try ImportWorld()
      try file.writeModels(#"{"providers": {\#(using), \#(key)}}"#)
      try file.run()
      #expect(try file.run().eventID == nil)

      let apart = try ImportWorld()
      try apart.writeModels(#"{"providers": {\#(key)}}"#)
      try apart.run(config: #"{"models": {"providers": {\#(using)}}}"#)
      #expect(try apart.run().eventID == nil)
      let header = try apart.configuration().providers.first { $0.id == "gw" }?.headersJSON
      #expect(header?.contains("sealed") == false, "\(header ?? "")")
    }
  }

  @Test(arguments: [("Bearer ${lower}", true), ("${lower}", true), ("Bearer ${LAB_KEY}", false)])
  func `a header with a name in lower case is no reference`(_ text: String, _ isSealed: Bool) throws
  {
    let world = try ImportWorld(["lower": "x"])
    try world.run(config: config(##""headers": {"Authorization": "\##(text)"}"##))
    let headers = try #require(try world.configuration().providers.first?.headersJSON)
    #expect(headers.contains("$sealed") == isSealed)
    #expect(headers.contains(text) == !isSealed)
  }

  @Test func `an address and a path keep names in lower case as text`() throws {
    let world = try ImportWorld(["lower": "x", "HOST": "h.example"])
    try world.run(
      config: #"""
        {"models": {"providers": {"lab": {"baseUrl": "https://${HOST}/${lower}", "models": []}}},
        "agents": {"list": [{"id": "main", "workspace": "/w/${lower}/${1X}"}]}}
        """#)
    #expect(try world.configuration().providers.first?.baseURL == "https://h.example/${lower}")
    #expect(try world.agents().first?.workspaceDirectory == "/w/${lower}/${1X}")
  }
}
