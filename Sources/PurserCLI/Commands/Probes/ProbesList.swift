import CommandKit
import JSONKit
import PurserDomain
import PurserStore

/// `purser probes list`
struct ProbesList: Command {
  var filter: ProbeFilterOptions
  var scope: ScopeSelection
  var range: TimeRange

  static let declaration = Declaration<Self>(
    "list", "List results of live checks, newest first.",
    ProbeFilterOptions.parameters, ScopeSelection.parameters, TimeRange.parameters,
    examples: [
      "purser probes list", "purser probes list --provider anthropic --status auth,billing",
      "purser probes list --since '1d ago' --json",
    ],
    discussion: """
      With a scope only what those agents use: credentials of their own and shared ones.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> ProbesListView {
    var wanted = try filter.filter(scope, in: context)
    wanted.since = try range.since?.instant(now: context.now)
    wanted.until = try range.until?.instant(now: context.now)
    wanted.limit = range.limit == 0 ? nil : range.limit
    return ProbesListView(store: try context.presentStore(), filter: wanted)
  }
}

/// Results as they are read.
struct ProbesListView: StreamedView {
  let store: Store
  let filter: ProbeFilter

  let jsonKey = "results"

  var empty: Text { ["No results. Check something with: purser probes run"] }

  func forEach(_ body: (StoredProbeResult) throws -> Void) throws {
    try store.read { try $0.probes.forEachResult(filter, body) }
  }

  func text(_ row: StoredProbeResult) -> Text {
    let result = row.result
    var line: Line = "\(result.at)  run \(row.run)  \(ProbeText.model(result.target), .bold)"
    line = line + "  \(ProbeText.credential(result.target))  "
    line = line + ProbeText.status(result.status, result.reasonCode)
    if let latency = result.latencyMilliseconds { line = line + "  \(ProbeText.length(latency))" }
    if let status = result.httpStatus { line = line + "  HTTP \(status)" }
    var text: Text = [line]
    if let error = result.error { text.append("    \(error)") }
    return text
  }

  func plain(_ row: StoredProbeResult) -> Text { [ProbeText.row(row)] }

  func json(_ row: StoredProbeResult) -> JSON { ProbeText.json(row) }
}
