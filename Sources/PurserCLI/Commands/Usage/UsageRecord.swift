import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser usage record`
struct UsageRecord: Command {
  var agent: String?
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "record", "Keep what a runtime tells of an account's limits: JSON on standard input.",
    Option(
      "agent", "The agent of what names none; otherwise shared profiles are meant.", value: "id",
      completion: .agents),
    WriteOptions.parameters,
    examples: ["purser usage record", "purser usage record --agent main --json"],
    discussion: """
      One object, an array of them, or one on each line: {"provider": "anthropic", "profileId": \
      "anthropic:manual", "agent": "main", "capturedAt": 1770000000000, "plan": "max", "windows": [{"label": "5h", \
      "usedPercent": 38.5, "resetAt": 1770003600000}, {"label": "requests", "limit": 100, "remaining": 40}]}. \
      Provider and windows, or an error in their place, are needed. Instants are milliseconds or seconds since \
      1970, or RFC 3339; shares beyond 0 to 100 are cut. Members that are not known are left out of account. What \
      cannot be read is named with its number and left out; the rest is kept in one event, and the exit code is 1.
      """,
    build: Self.checked)

  private static func checked(
    agent: ReportingAgent, write: WriteOptions
  ) throws(UsageError) -> UsageRecord {
    UsageRecord(agent: try agent.name(), write: write)
  }

  func run(in context: CommandContext) throws -> UsageRecordView {
    guard !context.streams.isInputTerminal else {
      throw UsageError(
        .unsupported, "Standard input is a terminal.", subject: "standard input",
        hint: "Pipe the document in: purser usage record <usage.json")
    }
    var faults: [UsageRecordView.Fault] = []
    var told: [(number: Int, usage: ToldUsage)] = []
    for (number, document) in try documents(in: context) {
      do throws(DomainError) {
        told.append((number, try ToldUsage(document, now: context.now)))
      } catch {
        faults.append(UsageRecordView.Fault(number: number, message: error.message))
      }
    }
    let written = try context.write(write) { session in
      var snapshots: [UsageSnapshot] = []
      var unknown: [UsageRecordView.Fault] = []
      for (number, usage) in told {
        do {
          snapshots.append(try snapshot(usage, in: session))
        } catch let error as StoreError {
          guard error.code == .notFound || error.code == .invalid else { throw error }
          unknown.append(UsageRecordView.Fault(number: number, message: error.message))
        }
      }
      try session.usage.record(snapshots)
      return (snapshots, unknown)
    }
    faults += written.value.1
    return UsageRecordView(
      snapshots: written.value.0, faults: faults.sorted { $0.number < $1.number },
      event: written.event, isDryRun: written.isDryRun)
  }

  /// The documents of the input with their numbers, from 1; what is no JSON is null, which no document is.
  private func documents(in context: CommandContext) throws -> [(number: Int, document: JSON)] {
    let text = try context.standardInput()
    let limits = JSONLimits(bytes: 16 << 20, depth: 16, duplicates: .lastWins)
    if let whole = try? JSON.parse(text, limits: limits) {
      let all = whole.array ?? [whole]
      return all.enumerated().map { ($0.offset + 1, $0.element) }
    }
    var documents: [(number: Int, document: JSON)] = []
    func add(_ line: InputLines.Line) {
      let document = line.bytes.flatMap { try? JSON.parse($0, limits: limits) }
      documents.append((line.number, document ?? .null))
    }
    var lines = InputLines(limit: ToldUsage.maximumBytes)
    lines.take(Array(text.utf8), add)
    lines.end(add)
    return documents
  }

  private func snapshot(
    _ told: ToldUsage, in session: Session<ReadWrite>
  ) throws -> UsageSnapshot {
    let agent = try (told.agent ?? self.agent).map { try CurrentAgent.named($0, in: session) }
    var scope = ScopeID.defaults
    if let id = told.profile {
      let asked = agent.map { ScopeID.agent($0.id) } ?? .defaults
      guard let profile = try session.profile(id, usedAt: asked) else {
        throw StoreError.noProfile(id.printable(limit: 80), at: asked)
      }
      guard profile.provider == told.provider else {
        throw StoreError(
          .invalid, "Auth profile '\(id)' is for \(profile.provider), not \(told.provider).",
          subject: id, hint: "Name the profile of that provider.")
      }
      scope = profile.scope
    }
    return UsageSnapshot(
      UsageAccount(provider: told.provider, scope: scope, profile: told.profile),
      capturedAt: told.capturedAt, source: .runtime, plan: told.plan, error: told.error,
      windows: told.windows)
  }
}

/// What was kept, and what was left out.
struct UsageRecordView: View {
  struct Fault: Equatable {
    /// Of the line, or of the document in an array.
    let number: Int
    let message: String
  }

  let snapshots: [UsageSnapshot]
  let faults: [Fault]
  let event: Int64?
  let isDryRun: Bool

  var exitCode: ExitCode { faults.isEmpty ? .done : .no }

  var text: Text {
    let count = "\(snapshots.count) \(snapshots.count == 1 ? "snapshot" : "snapshots")"
    var text: Text = [isDryRun ? "Would keep \(count)." : "Kept \(count)."]
    for fault in faults { text.append("\(fault.number): \(fault.message)") }
    return text
  }

  var plain: Text { [.row(["\(snapshots.count)", "\(faults.count)"])] }

  var json: JSON {
    [
      "dryRun": .bool(isDryRun), "event": event.map { .number(JSONNumber($0)) } ?? .null,
      "recorded": .number(JSONNumber(snapshots.count)),
      "faults": .array(
        faults.map {
          ["number": .number(JSONNumber($0.number)), "message": .string($0.message)]
        }),
    ]
  }
}
