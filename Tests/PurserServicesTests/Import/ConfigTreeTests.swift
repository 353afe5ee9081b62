import JSONKit
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserServices

@Suite struct ConfigTreeTests {
  private func tree(_ value: JSON) -> ConfigTree {
    ConfigTree(value, ConfigOrigin(.init(file: 0, path: .root)))
  }

  /// Where the elements of the list at `path` lie in memory.
  private func address(_ tree: ConfigTree, _ path: JSONPath) -> UInt {
    unsafe (tree[path]?.array ?? []).withUnsafeBytes { bytes in
      UInt(bitPattern: bytes.baseAddress)
    }
  }

  @Test func `a list was copied for each of its elements that changed`() {
    let list = (0..<200).map { ["match": ["provider": .string("p\($0)")]] as JSON }
    var tree = tree(["bindings": .array(list)])
    let source: JSONPath = ["bindings", 0, "match", "provider"]
    // The first change parts the list from the sample's.
    tree.put("x", at: ["bindings", 0, "match", "channel"], from: source)
    let before = address(tree, ["bindings"])
    for place in list.indices {
      let match: JSONPath = ["bindings", .index(place), "match"]
      tree.put("x", at: match.appending("channel"), from: source)
      tree.remove(match.appending("provider"))
    }
    #expect(address(tree, ["bindings"]) == before)
    #expect(tree[["bindings", 199]] == ["match": ["channel": "x"]])
    #expect(tree.origin.part(["bindings", 7, "match", "channel"]).source?.path == source)
    #expect(
      tree.origin.part(["bindings", 7, "match", "id"]).source?.path == [
        "bindings", 7, "match", "id",
      ])
  }

  @Test func `parts go together as they went one by one from the end`() throws {
    let value = try JSON.parse(
      """
      {a: [{x: [0, 1, 2, 3]}, 1, [4, 5], {y: 1, z: 2}], b: {k: 1, l: [6, 7]}, 'e\u{301}': 1, '\u{E9}': 2, c: 3}
      """, syntax: .json5)
    var tree = tree(value)
    tree.remove(all: [
      ["a", 0, "x", 0], ["a", 0, "x", 2], ["a", 1], ["a", 3, "y"], ["b", "l", 0], ["e\u{301}"],
      ["c"], ["none", 4], ["a", 9], .root,
    ])
    #expect(
      tree.value
        == (try JSON.parse(
          "{a: [{x: [1, 3]}, [4, 5], {z: 2}], b: {k: 1, l: [7]}, '\u{E9}': 2}", syntax: .json5)))
    func source(_ path: JSONPath) -> JSONPath? { tree.origin.part(path.elements).source?.path }
    #expect(source(["a", 0, "x", 1]) == ["a", 0, "x", 3])
    #expect(source(["a", 1, 1]) == ["a", 2, 1])
    #expect(source(["a", 2, "z"]) == ["a", 3, "z"])
    #expect(source(["b", "l", 0]) == ["b", "l", 1])
    #expect(source(["b", "k"]) == ["b", "k"])
  }

  @Test func `what is left out of long lists is told with the places it stood in`() throws {
    let folder = try TemporaryFolder()
    // One line, so that a place is one of a column; every third element cannot be used.
    let count = 3000
    var text = "{agents: {list: ["
    var columns: [Int] = []
    for place in 0..<count {
      if place % 3 == 1 { columns.append(text.utf8.count + 1) }
      text += place % 3 == 1 ? "7," : "{id: 'a\(place)', new: 1},"
    }
    try folder.write(text + "]}}", to: "openclaw.json")
    let config = GatewayConfig.load(directory: folder.path, environment: Environment())
    let skipped = config.findings.filter { $0.kind == .skipped }
    #expect(skipped.map(\.position?.column) == columns)
    #expect(config.findings.count == count)
    #expect(config.findings.map(\.path.elements[2]) == (0..<count).map { .index($0) })
    #expect(config.agents.count == 2000)
    #expect(
      config.place(of: ["agents", "list", 1999, "id"])?.position?.column
        == config.findings.last?.position.map { $0.column - "id: 'a2999', ".utf8.count })
  }

  @Test func `agents of an old list keep their order, and those that are there are not doubled`() {
    let old = (0..<500).map { (key: "a\($0)", value: ["n": .number(.init(Int64($0)))] as JSON) }
    let present: JSON = [["id": " a7 ", "n": 1], ["id": "z"], 5, ["id": "a7"]]
    let moved = LegacyShapes.migrated(
      tree(["routing": ["agents": .object(JSONObject(old))], "agents": ["list": present]])
    ).tree
    let list = moved[["agents", "list"]]?.array ?? []
    #expect(list.count == 503)
    #expect(list.first == ["id": " a7 ", "n": 1])
    #expect(list.dropFirst(4).first?["id"] == "a0")
    #expect(list.last?["id"] == "a499")
    #expect(
      moved.origin.part(["agents", "list", 502, "n"]).source?.path == [
        "routing", "agents", "a499", "n",
      ])
  }
}
