import PurserTestSupport
import Testing

/// Sixty to 250 lines are one thought; a file past 500 holds a second thing that has a name.
@Suite struct FileLengthTests {
  /// Files that may be longer, each with the reason.
  static let exceptions: [String: String] = [:]

  @Test func `no file is longer than 500 lines without a reason`() {
    let long = (SourceTree.sources + SourceTree.tests).filter { Self.lineCount($0.text) > 500 }
    #expect(long.map(\.path).filter { Self.exceptions[$0] == nil } == [])
  }

  @Test func `every exception is still needed`() {
    let long = Set(
      (SourceTree.sources + SourceTree.tests).filter { Self.lineCount($0.text) > 500 }.map(\.path))
    #expect(Self.exceptions.keys.filter { !long.contains($0) } == [])
  }

  @Test func `lines are counted as an editor counts them`() {
    #expect(Self.lineCount("a\nb\n") == 2)
    #expect(Self.lineCount("a\nb") == 2)
    #expect(Self.lineCount("") == 0)
  }

  static func lineCount(_ text: String) -> Int {
    let breaks = text.utf8.count { $0 == UInt8(ascii: "\n") }
    return text.isEmpty || text.hasSuffix("\n") ? breaks : breaks + 1
  }
}
