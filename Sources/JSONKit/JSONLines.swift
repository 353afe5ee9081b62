/// Finds the lines and columns of many places in one text.
///
/// It notes that of every 1,024th byte and counts on from there, so a place far into a text, or far into a line, takes no
/// longer than one at its beginning.
struct JSONLines<Bytes: RandomAccessCollection> where Bytes.Element == UInt8, Bytes.Index == Int {
  private static var distance: Int { 1024 }

  private let bytes: Bytes
  private var marks = [JSONPosition.start]

  /// The lines of `bytes`, whose first index is 0.
  init(_ bytes: Bytes) {
    self.bytes = bytes
    for (mark, offset) in stride(
      from: Self.distance, through: bytes.count, by: Self.distance
    ).enumerated() {
      marks.append(marks[mark].moved(from: offset - Self.distance, to: offset, in: bytes))
    }
  }

  /// Returns the place of the byte at `offset`, or of the end when the text is shorter.
  func position(of offset: Int) -> JSONPosition {
    let offset = min(offset, bytes.count)
    let mark = offset / Self.distance
    return marks[mark].moved(from: mark * Self.distance, to: offset, in: bytes)
  }
}

extension JSONPosition {
  /// The place of the first byte.
  static let start = JSONPosition(line: 1, column: 1)

  /// The place of the byte at `offset` of `bytes`.
  init(offset: Int, in bytes: [UInt8]) {
    self = Self.start.moved(from: 0, to: min(offset, bytes.count), in: bytes)
  }

  /// Returns the place of the byte at `target`, when this is that of the byte at `offset` before it.
  fileprivate func moved<Bytes: RandomAccessCollection>(
    from offset: Int, to target: Int, in bytes: Bytes
  ) -> JSONPosition where Bytes.Element == UInt8, Bytes.Index == Int {
    var (line, column) = (line, column)
    for place in offset..<target {
      let byte = bytes[place]
      if byte == 0x0A || byte == 0x0D && (place + 1 == bytes.count || bytes[place + 1] != 0x0A) {
        line += 1
        column = 1
      } else if byte & 0xC0 != 0x80 {
        column += 1
      }
    }
    // A byte order mark at the very beginning takes no column in an editor.
    if offset == 0, line == 1, bytes.starts(with: JSONParser.byteOrderMark) {
      column = max(1, column - 1)
    }
    return JSONPosition(line: line, column: column)
  }
}
