import Glibc

extension StandardStreams {
  /// What one look at an input brought.
  package enum Piece: Equatable, Sendable {
    /// Something arrived; never empty.
    case bytes([UInt8])
    /// Nothing arrived for a while; more may follow.
    case pause
    /// Nothing follows.
    case end
  }

  /// Returns the next line of standard input without its end; nil when nothing follows. It takes nothing of what comes
  /// behind the line. Throws `interrupted` as soon as a signal arrives, `too_large` past `limit` bytes, `io`.
  package static func readLine(limit: Int = 65_536) throws(SystemError) -> String? {
    var line: [UInt8] = []
    while true {
      try Interrupt.check()
      var byte: UInt8 = 0
      let got = unsafe Glibc.read(0, &byte, 1)
      if got < 0 {
        try waitForInput(0, after: errno)
        continue
      }
      if got == 0 && line.isEmpty { return nil }
      if got == 0 || byte == 10 {
        if line.last == 13 { line.removeLast() }
        return String(decoding: line, as: UTF8.self)
      }
      line.append(byte)
      guard line.count <= limit else {
        throw SystemError(.tooLarge, "The line is longer than \(limit) bytes.")
      }
    }
  }

  /// Returns what arrives on standard input, at most 256 KB, and waits for it as long as `milliseconds`. Throws
  /// `interrupted`, `io`.
  package static func readPiece(
    waitingMilliseconds milliseconds: Int32
  ) throws(SystemError) -> Piece {
    var wait = pollfd(fd: 0, events: Int16(POLLIN), revents: 0)
    let ready = unsafe poll(&wait, 1, milliseconds)
    try Interrupt.check()
    if ready <= 0 { return .pause }
    let size = 262_144
    var number: Int32 = 0
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: size) { buffer, count in
      let got = unsafe Glibc.read(0, buffer.baseAddress!, size)
      if got < 0 { number = errno }
      count = max(got, 0)
    }
    try Interrupt.check()
    if number == EINTR || number == EAGAIN { return .pause }
    if number != 0 { throw unreadable(0, number) }
    return bytes.isEmpty ? .end : .bytes(bytes)
  }
}
