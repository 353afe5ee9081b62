import Glibc

/// The terminal, if there is one.
package enum Terminal {
  /// Whether `stream` is a terminal.
  package static func isTerminal(_ stream: StandardStreams.Stream) -> Bool {
    isatty(stream.rawValue) == 1
  }

  /// Returns the width of `stream` in columns: `COLUMNS` when it is a number from 1 to 10000, else
  /// what the terminal says; nil when neither is known.
  package static func width(
    of stream: StandardStreams.Stream, _ environment: Environment
  ) -> Int? {
    if let text = environment["COLUMNS"], let columns = Int(text), (1...10_000).contains(columns) {
      return columns
    }
    var size = winsize()
    let result = unsafe ioctl(stream.rawValue, UInt(TIOCGWINSZ), &size)
    return result == 0 && size.ws_col > 0 ? Int(size.ws_col) : nil
  }

  /// Writes `prompt` to the controlling terminal and returns the line typed there, without showing
  /// it and without its end. The terminal is as before afterwards, also after a signal.
  ///
  /// Backspace and ^U edit, ^D on an empty line cancels. What was pasted behind the line comes with it, its line ends between, so
  /// that the caller can refuse it. Throws `unavailable` without a terminal, `interrupted` after ^C, ^D or a signal, `too_large`
  /// past `limit` bytes, once all of it has come and nothing of it can be shown any more.
  package static func readHiddenLine(
    prompt: String, limit: Int = 65_536
  ) throws(SystemError) -> [UInt8] {
    let file = unsafe open("/dev/tty", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var before = termios()
    guard file >= 0, unsafe tcgetattr(file, &before) == 0 else {
      if file >= 0 { close(file) }
      throw SystemError(
        .unavailable, "There is no terminal to ask on.",
        hint: "Give the value on standard input.")
    }
    defer { close(file) }
    let signals = SignalPause()
    defer { signals.end() }
    var quiet = before
    // Not canonical: the line discipline would cut a pasted token at 4095 bytes.
    quiet.c_lflag &= ~tcflag_t(ECHO | ECHONL | ICANON | ISIG | IEXTEN)
    _ = unsafe tcsetattr(file, TCSAFLUSH, &quiet)
    defer {
      _ = unsafe tcsetattr(file, TCSAFLUSH, &before)
      try? FileWriter.write([10], to: file, subject: "terminal")
    }
    try FileWriter.write(Array(prompt.utf8)[...], to: file, subject: "terminal")
    return try readPaste(file, limit: limit)
  }

  /// Reads a line from `file`, a terminal that waits for no whole lines, and what follows it without a pause, which nobody types:
  /// it was pasted, and would be shown by whoever reads next. Throws as `readHiddenLine`.
  package static func readPaste(_ file: Int32, limit: Int) throws(SystemError) -> [UInt8] {
    var lines = try readLine(file, limit: limit)
    while hasMore(file) {
      let next = try readLine(file, limit: limit, endsInPause: true)
      lines = joined(lines, next, limit: limit)
    }
    guard let lines else {
      throw SystemError(.tooLarge, "The line is longer than \(limit) bytes.")
    }
    return lines
  }

  private static func joined(_ lines: [UInt8]?, _ next: [UInt8]?, limit: Int) -> [UInt8]? {
    guard let lines, let next, lines.count + next.count < limit else { return nil }
    return lines + [10] + next
  }

  /// Whether more arrives before a person could have typed it.
  private static func hasMore(_ file: Int32) -> Bool {
    var wanted = pollfd(fd: file, events: Int16(POLLIN), revents: 0)
    return unsafe poll(&wanted, 1, 150) > 0 && wanted.revents == Int16(POLLIN)
  }

  /// Reads a line, nil for one longer than `limit`, which is read to its end all the same.
  private static func readLine(
    _ file: Int32, limit: Int, endsInPause: Bool = false
  ) throws(SystemError) -> [UInt8]? {
    var line: [UInt8] = []
    var isTooLong = false
    line.reserveCapacity(256)
    while !endsInPause || hasMore(file) {
      var byte: UInt8 = 0
      let count = unsafe read(file, &byte, 1)
      if count < 0 && errno == EINTR {
        if SignalPause.arrived { throw Interrupt.error }
        continue
      }
      if count < 0 { throw SystemError(errno: errno, doing: "read", path: "terminal") }
      if count == 0 { return isTooLong ? nil : line }
      switch byte {
      case 10, 13: return isTooLong ? nil : line
      case 3: throw Interrupt.error
      case 4:
        // Behind a line it belongs to what was pasted.
        guard !endsInPause, line.isEmpty, !isTooLong else { continue }
        throw Interrupt.error
      case 8, 127:
        // A whole character goes, not one byte of it.
        while let last = line.popLast(), last & 0xC0 == 0x80 {}
      case 21: line.removeAll(keepingCapacity: true)
      default:
        line.append(byte)
        if line.count > limit {
          isTooLong = true
          line.removeAll(keepingCapacity: true)
        }
      }
    }
    return isTooLong ? nil : line
  }
}
