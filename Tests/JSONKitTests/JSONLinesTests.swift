import PurserTestSupport
import Testing

@testable import JSONKit

@Suite struct JSONLinesTests {
  /// Bytes that count how often one is looked at.
  private struct CountedBytes: RandomAccessCollection {
    final class Looks { var count = 0 }

    let bytes: [UInt8]
    let looks = Looks()
    var startIndex: Int { 0 }
    var endIndex: Int { bytes.count }
    subscript(place: Int) -> UInt8 {
      looks.count += 1
      return bytes[place]
    }
  }

  /// The place by the definition: lines end with LF, CR LF or CR, columns are scalars.
  private func plain(_ offset: Int, _ bytes: [UInt8]) -> JSONPosition {
    var bytes = bytes
    var offset = offset
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      bytes.removeFirst(3)
      offset = max(0, offset - 3)
    }
    var ends: [Int] = []
    for place in bytes.indices.prefix(offset) {
      let isPair = bytes[place] == 0x0D && place + 1 < bytes.count && bytes[place + 1] == 0x0A
      if bytes[place] == 0x0A || bytes[place] == 0x0D, !isPair { ends.append(place) }
    }
    let line = bytes[..<offset].suffix(from: ends.last.map { $0 + 1 } ?? 0)
    return JSONPosition(line: ends.count + 1, column: line.count { $0 & 0xC0 != 0x80 } + 1)
  }

  @Test(arguments: 0..<40 as Range<UInt64>)
  func `a place is where counting from the beginning finds it`(seed: UInt64) {
    var random = SeededGenerator(seed: seed)
    let pieces = ["a", "{", "ü", "漢", "😀", "\n", "\r\n", "\r", "          "]
    // Some texts have long lines, and some a byte order mark.
    let breaks = seed % 4 == 0 ? 0 : pieces.count
    let usual = pieces.filter { breaks > 0 || !["\n", "\r\n", "\r"].contains($0) }
    var text = seed % 3 == 0 ? "\u{FEFF}" : ""
    for _ in 0..<Int.random(in: 0..<2500, using: &random) {
      text += usual.randomElement(using: &random) ?? ""
    }
    let bytes = Array(text.utf8)
    let lines = JSONLines(bytes)
    let near = [0, 1, 2, 3, 4, 1023, 1024, 1025, 2048, bytes.count - 1, bytes.count]
    let some = (0..<20).map { _ in Int.random(in: 0...bytes.count, using: &random) }
    for offset in near + some where (0...bytes.count).contains(offset) {
      #expect(lines.position(of: offset) == plain(offset, bytes), "seed \(seed), byte \(offset)")
      #expect(JSONPosition(offset: offset, in: bytes) == plain(offset, bytes))
    }
    #expect(lines.position(of: bytes.count + 9) == plain(bytes.count, bytes))
  }

  @Test(arguments: [("x", 4000), ("x", 16_000), ("xxx\n", 1000), ("xxx\n", 4000)])
  func `each place of a long text took the time of the whole text`(piece: String, count: Int) {
    let bytes = CountedBytes(bytes: Array(String(repeating: piece, count: count).utf8))
    let lines = JSONLines(bytes)
    for offset in [0, 1023, bytes.count / 2, bytes.count] {
      bytes.looks.count = 0
      _ = lines.position(of: offset)
      #expect(bytes.looks.count <= 1024 + 3)
    }
  }
}
