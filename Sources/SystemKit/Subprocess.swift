import Glibc

/// Runs other programs to their end and catches what they say.
package enum Subprocess {
  /// How a program ended and what it wrote.
  package struct Outcome: Equatable, Sendable {
    /// Exit status; nil when a signal ended it.
    package var status: Int32?
    /// The signal that ended it, if one did.
    package var signal: Int32?
    package var output: [UInt8]
    package var errorOutput: [UInt8]

    /// Whether the program ended with status 0.
    package var succeeded: Bool { status == 0 }
  }

  /// Runs `arguments[0]` (looked for in `PATH` unless it holds a slash) with the other arguments,
  /// without a shell, and waits for its end.
  ///
  /// With `isStranger` its standard error goes nowhere, and what it started itself is killed with it; it
  /// then leads a group of its own.
  ///
  /// `input` goes to its standard input. With `environment` nil it gets this process's. It is killed
  /// when it takes longer than `timeoutMilliseconds` (`timed_out`), writes more than `outputLimit`
  /// bytes to one stream (`too_large`), or this process is asked to stop (`interrupted`). Throws
  /// `not_found` and `permission` when it cannot be started. A status other than 0 is no error here.
  package static func run(
    _ arguments: [String], input: [UInt8] = [], environment: Environment? = nil,
    timeoutMilliseconds: Int64 = 10_000, outputLimit: Int = 1 << 20, isStranger: Bool = false
  ) throws(SystemError) -> Outcome {
    guard let program = arguments.first, !program.isEmpty else {
      throw SystemError(.invalidPath, "No program to run was named.")
    }
    for text in arguments where text.holdsNUL {
      throw SystemError(.invalidPath, "An argument of a program contains a NUL character.")
    }
    // A program that ends before it has read its input must not take us with it.
    StandardStreams.ignoreClosedPipe()
    let deadline = SystemTime.steadyMilliseconds() + timeoutMilliseconds
    var child = try ChildProcess(
      arguments, environment: environment ?? .process(), isStranger: isStranger)
    defer { child.closeAll() }
    do {
      try child.exchange(input, deadline: deadline, limit: outputLimit)
      return try child.finish(deadline: deadline)
    } catch {
      child.kill()
      throw error
    }
  }

  /// Runs `command` through `/bin/sh -c`; everything else as `run`.
  package static func runShell(
    _ command: String, input: [UInt8] = [], environment: Environment? = nil,
    timeoutMilliseconds: Int64 = 10_000, outputLimit: Int = 1 << 20
  ) throws(SystemError) -> Outcome {
    try run(
      ["/bin/sh", "-c", command], input: input, environment: environment,
      timeoutMilliseconds: timeoutMilliseconds, outputLimit: outputLimit)
  }
}
