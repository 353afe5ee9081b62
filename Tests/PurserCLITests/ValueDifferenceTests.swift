import JSONKit
import PurserStore
import Testing

@testable import PurserCLI

@Suite struct ValueDifferenceTests {
  private func told(_ before: JSON, _ after: JSON) -> [String] {
    ValueDifference.list("c", before, after).map { "\($0.name): \($0.before) -> \($0.after)" }
  }

  private static let digest = JSON.string(String(repeating: "d", count: 100))

  @Test func `a change far behind in a long value was cut away on both sides`() {
    let ids = (1...12).map { "openai:profile-number-\($0)" }
    let swapped = Array(ids.dropLast(2)) + ids.suffix(2).reversed()
    #expect(
      told(.string(ids.joined(separator: ", ")), .string(swapped.joined(separator: ", "))) == [
        "c: ...nai:profile-number-11, openai:profile-number-12 -> "
          + "...nai:profile-number-12, openai:profile-number-11"
      ])
  }

  @Test func `of objects each member that differs is told, also where a column holds them as text`()
  {
    let before: JSON = [
      "X-Api-Key": ["$sealed": 3, "digest": Self.digest], "X-Zone": "1", "X-Old": "a",
    ]
    let after: JSON = [
      "X-Api-Key": ["$sealed": 3, "digest": Self.digest], "X-Zone": "2", "X-New": "b",
    ]
    let expected = ["c.X-Zone: 1 -> 2", "c.X-Old: a -> absent", "c.X-New: absent -> b"]
    #expect(told(before, after) == expected)
    #expect(told(.string(before.text(.compact)), .string(after.text(.compact))) == expected)
  }

  @Test func `short values stand whole, and long ones keep what leads to the difference`() {
    #expect(told("a", "b") == ["c: a -> b"])
    #expect(told(.null, 1) == ["c: null -> 1"])
    let long = String(repeating: "x", count: 500)
    let parts = ValueDifference.list("c", .string(long + "1"), .string(long + "2"))
    let tail = "..." + String(repeating: "x", count: 20)
    #expect(parts == [ValueDifference(name: "c", before: tail + "1", after: tail + "2")])
    #expect(told(.string(long), .string(long + "y")).first?.hasSuffix("xxxy") == true)
  }

  @Test func `whatever differs is seen to differ`() throws {
    var random = SystemRandomNumberGenerator()
    for _ in 0..<300 {
      let length = Int.random(in: 0...300, using: &random)
      var text = (0..<length).map { _ in "ab, é日\"".randomElement(using: &random) ?? "a" }
      let before = String(text)
      text.insert("#", at: Int.random(in: 0...length, using: &random))
      for (old, new) in [(before, String(text)), (String(text), before)] {
        let told = ValueDifference.list("c", .string(old), .string(new))
        #expect(told.count == 1 && told[0].before != told[0].after, "\(old) \(new)")
      }
    }
  }
}
