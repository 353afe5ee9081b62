package import SystemKit

/// The streams of a run, as values that a test can write down.
package struct Streams: Sendable {
  package typealias Ask = @Sendable (_ prompt: String) throws(SystemError) -> String?
  package typealias Write = @Sendable ([UInt8]) throws(SystemError) -> Void

  /// Writes to standard output. Throws `closed_pipe` when the reader went away, `full`, `io`.
  package var writeOutput: Write
  /// Writes to standard error.
  package var writeError: Write
  /// Reads all of standard input, up to a number of bytes. Throws `too_large`, `io`.
  package var readInput: @Sendable (_ limit: Int) throws(SystemError) -> [UInt8]
  /// Reads what has arrived on standard input since, and waits for it as long as so many milliseconds, for an answer to it
  /// before the input ends; nil: the input is read whole.
  package var readPiece:
    (@Sendable (_ milliseconds: Int32) throws(SystemError) -> StandardStreams.Piece)?
  /// Asks on the terminal and returns the line typed; nil at its end. Throws `interrupted`.
  package var ask: Ask
  /// Whether the user asked the run to stop; long work asks between its steps.
  package var isInterrupted: @Sendable () -> Bool = { false }
  /// Asks on the terminal for something that must not be seen. Throws `unavailable` without a terminal.
  package var askHidden: @Sendable (_ prompt: String) throws(SystemError) -> [UInt8] = {
    (_: String) throws(SystemError) in
    throw SystemError(
      .unavailable, "There is no terminal to ask on.", hint: "Give the value on standard input.")
  }
  package var isInputTerminal = false
  package var isOutputTerminal = false
  package var isErrorTerminal = false
  /// Columns of standard output; nil when not known.
  package var width: Int?

  /// Streams made of closures; none is a terminal.
  package init(
    writeOutput: @escaping Write, writeError: @escaping Write,
    readInput: @escaping @Sendable (Int) throws(SystemError) -> [UInt8],
    ask: @escaping Ask = { (_: String) throws(SystemError) in nil }
  ) {
    self.writeOutput = writeOutput
    self.writeError = writeError
    self.readInput = readInput
    self.ask = ask
  }

  /// Columns to wrap pages to: the terminal's, at most 100 so that lines stay readable, else 80.
  var pageWidth: Int { isOutputTerminal ? min(width ?? 80, 100) : 80 }
}

extension Streams {
  /// The streams of this process.
  package static func process(_ environment: Environment) -> Streams {
    StandardStreams.ignoreClosedPipe()
    StandardStreams.ignoreFileSizeLimit()
    let error: Write = { (bytes: [UInt8]) throws(SystemError) in
      try StandardStreams.write(bytes, to: .error)
    }
    var streams = Streams(
      writeOutput: { (bytes: [UInt8]) throws(SystemError) in
        try StandardStreams.write(bytes, to: .output)
      },
      writeError: error,
      readInput: { (limit: Int) throws(SystemError) in
        try StandardStreams.readInput(limit: limit)
      },
      ask: { (prompt: String) throws(SystemError) in
        try? error(Array(prompt.utf8))
        return try StandardStreams.readLine()
      })
    streams.readPiece = { (milliseconds: Int32) throws(SystemError) in
      try StandardStreams.readPiece(waitingMilliseconds: milliseconds)
    }
    streams.isInterrupted = { Interrupt.isRequested }
    streams.askHidden = { (prompt: String) throws(SystemError) in
      try Terminal.readHiddenLine(prompt: prompt)
    }
    streams.isInputTerminal = Terminal.isTerminal(.input)
    streams.isOutputTerminal = Terminal.isTerminal(.output)
    streams.isErrorTerminal = Terminal.isTerminal(.error)
    if streams.isOutputTerminal { streams.width = Terminal.width(of: .output, environment) }
    return streams
  }
}
