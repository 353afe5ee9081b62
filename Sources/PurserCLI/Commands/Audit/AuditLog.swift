import CommandKit
import JSONKit
import PurserDomain
import PurserStore

/// `purser audit log`
struct AuditLog: Command {
  var scope: ScopeSelection
  var actor: String?
  var command: String?
  var range: TimeRange

  static let declaration = Declaration<Self>(
    "log", "List who changed what, newest first.",
    ScopeSelection.parameters,
    Option("by", "Only events of this actor.", value: "actor"),
    Option("command", "Only events of this command, such as 'models set'.", value: "words"),
    TimeRange.parameters,
    examples: [
      "purser audit log", "purser audit log --since '7d ago' --agent coder",
      "purser audit log --command 'models set' --limit 5 --json",
    ],
    discussion: """
      With a scope only events that changed something at one of those agents or wrote their files are listed; an agent that \
      was removed can be named, too. What an event changed: purser audit show ID.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> AuditLogView {
    let store = try context.presentStore()
    let agents = try store.read { try scope.recordedAgents(in: $0) }
    var filter = AuditFilter(actor: actor, command: command)
    filter.since = try range.since?.instant(now: context.now)
    filter.until = try range.until?.instant(now: context.now)
    filter.limit = range.limit == 0 ? nil : range.limit
    if !agents.isEmpty { filter.scopes = agents }
    return AuditLogView(store: store, filter: filter)
  }
}

/// Events as they are read.
struct AuditLogView: StreamedView {
  let store: Store
  let filter: AuditFilter

  let jsonKey = "events"

  var empty: Text { ["No events."] }

  func forEach(_ body: (AuditEvent) throws -> Void) throws {
    try store.read { try $0.trail.forEachEvent(filter, body) }
  }

  func json(_ event: AuditEvent) -> JSON { EventText(event).json }

  func text(_ event: AuditEvent) -> Text { EventText(event).summary }

  func plain(_ event: AuditEvent) -> Text { EventText(event).plain }
}
