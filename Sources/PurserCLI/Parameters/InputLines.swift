/// Parts an input into lines as its pieces come; none is kept longer than it may be.
struct InputLines {
  /// A line; nil bytes stand for one that is too long.
  struct Line: Equatable {
    /// From 1; blank lines count, too.
    let number: Int
    let bytes: [UInt8]?
  }

  private let limit: Int
  private var rest: [UInt8] = []
  private var isSkipping = false
  /// How many lines have come to their end.
  private(set) var count = 0

  /// Takes lines of at most `limit` bytes.
  init(limit: Int) { self.limit = limit }

  /// Hands each line that ends in `piece` to `body`, blank ones left out.
  mutating func take(_ piece: [UInt8], _ body: (Line) throws -> Void) rethrows {
    var start = 0
    while let end = piece[start...].firstIndex(of: UInt8(ascii: "\n")) {
      add(piece[start..<end])
      try finish(body)
      start = end + 1
    }
    add(piece[start...])
  }

  /// Hands over what stands behind the last line end.
  mutating func end(_ body: (Line) throws -> Void) rethrows {
    if isSkipping || !rest.isEmpty { try finish(body) }
  }

  private mutating func add(_ bytes: ArraySlice<UInt8>) {
    guard !isSkipping else { return }
    rest += bytes
    if rest.count > limit {
      isSkipping = true
      rest = []
    }
  }

  private mutating func finish(_ body: (Line) throws -> Void) rethrows {
    count += 1
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    if count == 1, rest.starts(with: mark) { rest.removeFirst(mark.count) }
    let line = Line(number: count, bytes: isSkipping ? nil : rest)
    rest.removeAll(keepingCapacity: true)
    let isBlank = !isSkipping && (line.bytes ?? []).allSatisfy { $0 <= 0x20 }
    isSkipping = false
    if !isBlank { try body(line) }
  }
}
