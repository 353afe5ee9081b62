import JSONKit
import Testing

@Suite struct JSONLocatorTests {
  static let text = """
    // fleet
    {
      agents: {
        list: [{ id: 'a' },
               { id: 'ü', model: 'x' /* é */, tools: [] }],
      },
      'b.c': 1, dup: 1,
      dup: { deep: [[1, 2]] },
    }
    """

  @Test(
    arguments: [
      ([], 2, 1), (["agents"], 3, 3), (["agents", "list", 0], 4, 12),
      (["agents", "list", 1], 5, 12),
      (["agents", "list", 1, "id"], 5, 14), (["agents", "list", 1, "tools"], 5, 43),
      (["b.c"], 7, 3), (["dup"], 8, 3), (["dup", "deep", 0, 1], 8, 21),
    ] as [([JSONPath.Element], Int, Int)])
  func `a path is found where it stands`(elements: [JSONPath.Element], line: Int, column: Int) {
    #expect(
      JSONLocator.position(of: JSONPath(elements), in: Array(Self.text.utf8), syntax: .json5)
        == JSONPosition(line: line, column: column))
  }

  @Test(
    arguments: [
      ["none"], ["agents", 0], ["agents", "list", "0"], ["agents", "list", 2], ["b", "c"],
    ] as [[JSONPath.Element]])
  func `a path that is not there has no place`(elements: [JSONPath.Element]) {
    let locator = JSONLocator(Array(Self.text.utf8), syntax: .json5)
    #expect(locator != nil)
    #expect(locator?.position(of: JSONPath(elements)) == nil)
  }

  @Test func `a text that cannot be read has no places`() {
    #expect(JSONLocator(Array(Self.text.utf8), syntax: .json) == nil)
  }

  @Test(arguments: [1, 16, 17, 5000])
  func `a key of many is found where it stands`(count: Int) {
    // The second "k0" counts, and a key in another spelling of the same letters is another key.
    let lines = (0..<count).map { "k\($0): 1," } + ["'e\u{301}': 1,", "'\u{E9}': 2,", "k0: {a: 1}"]
    let locator = JSONLocator(
      Array("{\n\(lines.joined(separator: "\n"))\n}".utf8), syntax: .json5,
      limits: JSONLimits(duplicates: .lastWins))
    func line(_ path: JSONPath) -> Int? { locator?.position(of: path)?.line }
    for key in 1..<max(count, 1) { #expect(line([.key("k\(key)")]) == key + 2) }
    #expect(line(["e\u{301}"]) == count + 2)
    #expect(line(["\u{E9}"]) == count + 3)
    #expect(line(["k0"]) == count + 4)
    #expect(line(["k0", "a"]) == count + 4)
    #expect(line(["none"]) == nil)
    #expect(line([0]) == nil)
  }
}
