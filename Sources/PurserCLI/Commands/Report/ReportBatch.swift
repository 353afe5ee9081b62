import CommandKit
import PurserDomain
import PurserServices
import PurserStore
import SystemKit

/// `purser report batch`
struct ReportBatch: Command {
  var agent: String?
  var size: Int64?
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "batch", "Record many calls: one JSON object on each line of standard input.",
    Option(
      "agent", "The agent of lines that name none; otherwise the current one.", value: "id",
      completion: .agents),
    Option("batch-size", "Lines of one transaction, 1 to 100000; otherwise 10000.", value: "n"),
    WriteOptions.parameters,
    examples: ["purser report batch", "purser report batch --batch-size 500 --agent main --json"],
    discussion: """
      A line: {"outcome": "failure", "profile": "openai:work", "agent": "main", \
      "model": "openai/gpt-5.2", "status": 429, "code": "rate_limit_exceeded", "message": "Slow down", \
      "retryAfter": 60, "latencyMs": 840, "tokensIn": 1200, "tokensOut": 0, "at": 1770000000000}. \
      Outcome (success or failure) and profile are needed; \
      the rest may be left out, and other members are left out of account. The status 0 stands for no answer. \
      'retryAfter' is in seconds, or a date as HTTP has it, and counts up to 31 days. A latency or a count of tokens that \
      cannot be one is left out and told of; the outcome is kept. 'at' is when the call ended, in \
      milliseconds or seconds since 1970 or as RFC 3339: when the line was read, unless it is given, and never later. A \
      call that ended before what is known of its profile, before it was cleared or began before its key was replaced \
      is recorded and moves no window.

      Each batch is one transaction and one event; it ends when it is full, when its first line was read 200 ms ago \
      and nothing more is waiting, and with the input. Told to stop, the run first records what it read. A line that cannot be read, is longer than 128 KB or names an agent or a \
      profile that is not there is named with its number and left out; the others are kept, and the exit \
      code is 1. What fails for another reason takes its batch back and ends the run; batches before it stay.
      """,
    build: Self.checked)

  private static func checked(
    agent: ReportingAgent, size: Int64?, write: WriteOptions
  ) throws(UsageError) -> ReportBatch {
    if let size, !(1...100_000).contains(size) {
      throw UsageError(
        .invalidValue, "The value '\(size)' is invalid for '--batch-size <n>'.",
        subject: "--batch-size", hint: "Give a number from 1 to 100000.")
    }
    return ReportBatch(agent: try agent.name(), size: size, write: write)
  }

  func run(in context: CommandContext) throws -> ReportBatchView {
    guard !context.streams.isInputTerminal else {
      throw UsageError(
        .unsupported, "Standard input is a terminal.", subject: "standard input",
        hint: "Pipe the lines in: purser report batch <calls.jsonl")
    }
    _ = try context.storeForWriting()
    try context.requireRevision(write)
    var run = BatchRun(command: self, context: context)
    do {
      try run.all()
    } catch {
      if run.totals.recorded > 0, !write.dryRun {
        context.note("The lines up to \(run.lastRecorded) are recorded, later ones are not.")
      }
      throw error
    }
    return ReportBatchView(run.totals, isDryRun: write.dryRun, now: context.now)
  }
}

/// Reads lines and records them batch by batch.
private struct BatchRun {
  /// So long a line waits for others, in milliseconds; a stream that never pauses has a batch recorded then.
  private static let longestWait: Int64 = 200

  let command: ReportBatch
  let context: CommandContext
  private let judge = FailureJudge()
  private var names = CheckedNames()
  /// With `--if-revision` the revision that this run itself left.
  private var write: WriteOptions
  private let size: Int
  private var lines: [RecordBatch.Line] = []
  /// When the last piece of the input was read, and when the first line that is not recorded was.
  private var readAt: Timestamp
  private var begun: Timestamp?
  private(set) var totals = ReportTotals()
  /// Number of the last line of the last batch.
  private(set) var lastRecorded = 0

  init(command: ReportBatch, context: CommandContext) {
    self.command = command
    self.context = context
    size = Int(command.size ?? 10_000)
    write = command.write
    readAt = context.now
  }

  mutating func all() throws {
    do {
      try readAll()
    } catch {
      // What was read is not there to be read again; only a second signal keeps it from being recorded.
      if (error as? SystemError)?.code == .interrupted || context.streams.isInterrupted() {
        try Interrupt.deferred { try record() }
      }
      throw error
    }
  }

  private mutating func readAll() throws {
    var input = InputLines(limit: ReportedCall.maximumBytes)
    reading: while true {
      switch try piece() {
      case .bytes(let bytes):
        readAt = context.now
        try input.take(bytes) { try add($0) }
      case .pause: try record()
      case .end: break reading
      }
      // An input without pauses is one piece: what follows it is the end.
      if context.streams.readPiece == nil { break }
    }
    try input.end { try add($0) }
    try record()
    totals.lines = input.count
  }

  private func piece() throws -> StandardStreams.Piece {
    guard let read = context.streams.readPiece else {
      return .bytes(try context.streams.readInput(1 << 30))
    }
    return try read(wait)
  }

  /// How long more may arrive for the batch. A file or a fast stream has more ready at once and fills it.
  private var wait: Int32 {
    guard let begun else { return Int32(Self.longestWait) }
    let age = (context.now - begun).milliseconds
    // By a clock that was set meanwhile nothing can be told.
    return (0...Self.longestWait).contains(age) ? Int32(Self.longestWait - age) : 0
  }

  private mutating func add(_ line: InputLines.Line) throws {
    guard let bytes = line.bytes else {
      totals.refuse(
        RecordBatch.Fault(
          line: line.number, code: "too_large", message: "The line is longer than 128 KB."))
      return
    }
    do throws(DomainError) {
      var call = try ReportedCall(line: bytes, names: &names)
      for name in call.leftOut { totals.remark(on: name, line: line.number) }
      // Another process may record later calls before the batch is.
      call.at = call.at ?? readAt
      lines.append(RecordBatch.Line(number: line.number, call: call))
      begun = begun ?? readAt
    } catch {
      totals.refuse(
        RecordBatch.Fault(
          line: line.number, code: error.code.rawValue, message: error.message))
    }
    if lines.count >= size { try record() }
  }

  private mutating func record() throws {
    guard let last = lines.last else { return }
    let written = try context.write(write, usesSecrets: true) {
      [lines, judge, command, context] session in
      try RecordBatch(judge: judge, vault: context.vault).run(lines, in: session) { name in
        guard let name else {
          return try CurrentAgent.reporting(command.agent, in: session, context.environment)
        }
        do {
          return try CurrentAgent.reporting(name, in: session, context.environment)
        } catch let error as UsageError {
          // A text that is no agent's id is a fault of its line, not of the command.
          throw StoreError(.notFound, error.message, subject: error.subject ?? name)
        }
      }
    }
    totals.add(written.value, of: lines.count, event: written.event)
    if write.ifRevision != nil, let event = written.event { write.ifRevision = event }
    lastRecorded = last.number
    lines.removeAll(keepingCapacity: true)
    begun = nil
  }
}

extension CurrentAgent {
  /// Returns the agent whose runtime reports: the one that `name` names, or the current one. Throws `not_found`.
  static func reporting(
    _ name: String?, in session: Session<some Any>, _ environment: Environment
  ) throws -> Agent.ID {
    let found = try name.map { try named($0, in: session) } ?? find(in: session, environment)
    guard let found else {
      throw StoreError(
        .notFound, "There are no agents.", subject: "agents", hint: "purser agents add ID")
    }
    return found.id
  }
}
