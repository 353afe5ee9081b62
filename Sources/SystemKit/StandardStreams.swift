import Glibc

/// The three streams a process is born with.
package enum StandardStreams {
  /// One of them, by its descriptor.
  package enum Stream: Int32, Sendable {
    case input = 0
    case output = 1
    case error = 2

    var name: String {
      switch self {
      case .input: "standard input"
      case .output: "standard output"
      case .error: "standard error"
      }
    }
  }

  /// Makes a reader that went away show as `closed_pipe` instead of ending the process. Call once
  /// at the start.
  package static func ignoreClosedPipe() { _ = signal(SIGPIPE, SIG_IGN) }

  /// Makes a file that grows past the user's limit (`ulimit -f`) show as `full` instead of ending the
  /// process. Call once at the start.
  package static func ignoreFileSizeLimit() { _ = signal(SIGXFSZ, SIG_IGN) }

  /// Takes the places of the streams that are closed, so that no file which is opened later gets one of their numbers and is
  /// taken for a stream. Reading or writing such a stream fails as before. Call first of all.
  package static func keepPlaces() {
    for descriptor: Int32 in 0...2 where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is given; the wrong direction makes every use fail.
      _ = unsafe Glibc.open("/dev/null", descriptor == 0 ? O_WRONLY : O_RDONLY)
    }
  }

  /// Writes all of `bytes`. Throws `closed_pipe` when the reader went away, `full`, `io`.
  package static func write(_ bytes: [UInt8], to stream: Stream) throws(SystemError) {
    try FileWriter.write(bytes[...], to: stream.rawValue, subject: stream.name)
  }

  /// Writes all of `text`; errors as for bytes.
  package static func write(_ text: String, to stream: Stream) throws(SystemError) {
    try write(Array(text.utf8), to: stream)
  }

  /// Returns all of standard input. Throws `too_large` past `limit` bytes, `interrupted`, `io`.
  package static func readInput(limit: Int) throws(SystemError) -> [UInt8] {
    try read(descriptor: 0, limit: limit)
  }

  /// The error for a read of `descriptor` that ended with `number` in `errno`.
  static func unreadable(_ descriptor: Int32, _ number: Int32) -> SystemError {
    let name = descriptor == 0 ? Stream.input.name : "descriptor \(descriptor)"
    var error = SystemError(errno: number, doing: "read", path: name)
    if number == EBADF {
      error.message = "Cannot read \(name): it is closed, or not open for reading."
      error.hint =
        descriptor == 0
        ? "Give the text on standard input, such as with: <FILE"
        : "Open it, such as with: \(descriptor)<FILE"
    }
    return error
  }

  /// Returns when a read of `descriptor` that ended with `number` in `errno` may be repeated: after a signal that asks for
  /// nothing, and when something has come where reading does not wait by itself, as in the pipes that Node hands over.
  /// Throws `interrupted`, and for any other number its error.
  static func waitForInput(_ descriptor: Int32, after number: Int32) throws(SystemError) {
    guard number == EINTR || number == EAGAIN else { throw unreadable(descriptor, number) }
    var wait = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    // A signal between the look and the waiting would not end it, so it has an end.
    while true {
      try Interrupt.check()
      if number == EINTR { return }
      if unsafe poll(&wait, 1, 250) > 0 { return }
    }
  }

  /// Returns all that can be read from an open descriptor, such as one named on the command line.
  /// Throws `too_large` past `limit` bytes, `interrupted`, `io`.
  package static func read(descriptor: Int32, limit: Int) throws(SystemError) -> [UInt8] {
    let name = descriptor == 0 ? Stream.input.name : "descriptor \(descriptor)"
    var bytes: [UInt8] = []
    while true {
      var number: Int32 = 0
      let chunk = unsafe [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
        let got = unsafe Glibc.read(descriptor, buffer.baseAddress!, 65_536)
        if got < 0 { number = errno }
        count = max(got, 0)
      }
      if number != 0 {
        try waitForInput(descriptor, after: number)
        continue
      }
      if chunk.isEmpty { return bytes }
      bytes += chunk
      if bytes.count > limit {
        throw SystemError(
          .tooLarge, "The text on \(name) is larger than \(limit) bytes.", subject: name)
      }
    }
  }
}
