import Dispatch
import Foundation

/// Runs the built `purser`, which lies beside the test bundle, as a process of its own.
package struct ProgramRunner: Sendable {
  /// Where a started program's standard output goes.
  package enum Output: Sendable {
    /// Kept, and returned as text.
    case collected
    /// A pipe that nobody reads: the first write fails with EPIPE.
    case closedPipe
    /// An existing file or device, such as `/dev/full`.
    case file(String)
  }

  /// The program under test.
  package var program: String
  /// The whole environment of the program; nothing is inherited.
  package var environment: [String: String]
  /// Its working directory; nil for that of the tests.
  package var folder: String?

  /// Runs `program` (the built `purser` when nil) with exactly `environment`.
  package init(
    environment: [String: String] = [:], folder: String? = nil, program: String? = nil
  ) {
    self.program = program ?? Self.builtProgram
    self.environment = environment
    self.folder = folder
  }

  /// Absolute path of the `purser` that was built together with the running tests.
  package static let builtProgram: String =
    URL(fileURLWithPath: "/proc/self/exe").resolvingSymlinksInPath()
    .deletingLastPathComponent().appendingPathComponent("purser").path

  /// Runs the program to its end; after `timeout` seconds it is killed and the result says so.
  package func run(
    _ arguments: [String], input: String = "", output: Output = .collected, timeout: Double = 60
  ) throws -> ProgramResult {
    try start(arguments, input: input, output: output).wait(timeout: timeout)
  }

  /// Starts the program and returns at once. Its output goes to files, so it never waits for a
  /// reader.
  package func start(
    _ arguments: [String], input: String = "", output: Output = .collected
  ) throws -> RunningProgram {
    let folder = try TemporaryFolder()
    let inputPath = try folder.write(input, to: "stdin")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: program)
    process.arguments = arguments
    process.environment = environment
    if let path = self.folder { process.currentDirectoryURL = URL(fileURLWithPath: path) }
    let inputFile = try FileHandle(forReadingFrom: URL(fileURLWithPath: inputPath))
    process.standardInput = inputFile
    let errorFile = try Self.writer(to: folder.write("", to: "stderr"))
    process.standardError = errorFile
    try folder.write("", to: "stdout")
    let outputFile: FileHandle
    switch output {
    case .collected: outputFile = try Self.writer(to: folder.path("stdout"))
    case .closedPipe:
      let pipe = Pipe()
      try pipe.fileHandleForReading.close()
      outputFile = pipe.fileHandleForWriting
    case .file(let path): outputFile = try Self.writer(to: path)
    }
    process.standardOutput = outputFile
    // The program has copies of its own. Thousands of runs would fill the table of open files.
    defer { for file in [inputFile, outputFile, errorFile] { try? file.close() } }
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    // The end of a program shows by a descriptor that it inherits. A second one started at the same
    // moment would inherit it too, and hide the end of the first until it has ended itself.
    try Self.starting.withLock { try Self.withoutBlockedSignals { try process.run() } }
    return RunningProgram(process: process, ended: ended, folder: folder)
  }

  private static let starting = NSLock()

  /// Runs `body` with no signal held back. Threads of a pool hold most of them back, and a program
  /// inherits that: no interrupt would reach it, and a shell would wait for its children for ever.
  private static func withoutBlockedSignals(_ body: () throws -> Void) rethrows {
    var none = sigset_t()
    var before = sigset_t()
    _ = unsafe sigemptyset(&none)
    _ = unsafe pthread_sigmask(SIG_SETMASK, &none, &before)
    defer { _ = unsafe pthread_sigmask(SIG_SETMASK, &before, nil) }
    try body()
  }

  private static func writer(to path: String) throws -> FileHandle {
    try FileHandle(forWritingTo: URL(fileURLWithPath: path))
  }
}

/// A program that was started and may still run.
package final class RunningProgram {
  private let process: Process
  private let ended: DispatchSemaphore
  private let folder: TemporaryFolder

  fileprivate init(process: Process, ended: DispatchSemaphore, folder: TemporaryFolder) {
    self.process = process
    self.ended = ended
    self.folder = folder
  }

  /// The program's process id.
  package var id: Int32 { process.processIdentifier }

  /// Sends `signal` (a number of the system, such as `SIGKILL`); does nothing when the program has
  /// ended.
  package func send(signal: Int32) {
    if process.isRunning { kill(id, signal) }
  }

  /// Waits for the end, kills after `timeout` seconds, and returns what the program left.
  package func wait(timeout: Double = 60) throws -> ProgramResult {
    var timedOut = false
    if ended.wait(timeout: .now() + timeout) == .timedOut {
      timedOut = true
      send(signal: SIGKILL)
      ended.wait()
    }
    return ProgramResult(
      exitCode: process.terminationStatus,
      signal: process.terminationReason == .uncaughtSignal ? process.terminationStatus : nil,
      output: String(decoding: try folder.bytes("stdout"), as: UTF8.self),
      errors: String(decoding: try folder.bytes("stderr"), as: UTF8.self),
      timedOut: timedOut)
  }
}

/// What a program left behind.
package struct ProgramResult: Sendable, Equatable {
  /// The exit code; the signal's number when a signal ended the program.
  package let exitCode: Int32
  /// The signal that ended the program, if one did.
  package let signal: Int32?
  /// Standard output as text.
  package let output: String
  /// Standard error as text.
  package let errors: String
  /// Whether the program was killed because it ran too long.
  package let timedOut: Bool
}
