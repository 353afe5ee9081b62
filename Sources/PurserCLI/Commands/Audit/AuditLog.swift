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
      With a scope only events that changed something at one of those agents are listed; an agent that was \
      removed can be named, too. What an event changed: purser audit show ID.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> AuditLogView {
    let store = try context.presentStore()
    let agents = try store.read { try scope.recordedAgents(in: $0) }
    var filter = AuditFilter(actor: actor, command: command)
    filter.since = try range.since?.instant(now: context.now)
    filter.until = try range.until?.instant(now: context.now)
    filter.limit = range.limit == 0 ? nil : range.limit
    if agents.count == 1 { filter.scope = agents.first }
    return AuditLogView(store: store, filter: filter, agents: agents)
  }
}

/// Events as they are read.
struct AuditLogView: StreamedView {
  let store: Store
  let filter: AuditFilter
  let agents: [String]

  let jsonKey = "events"

  var empty: Text { ["No events."] }

  func forEach(_ body: (AuditEvent) throws -> Void) throws {
    try store.read { session in
      guard agents.count > 1 else { return try session.trail.forEachEvent(filter, body) }
      // Several agents: the union, so that an event over many of them is listed once.
      let wanted = try session.trail.events(atScopes: agents)
      var filter = filter
      let limit = filter.limit
      filter.limit = nil
      var count = 0
      try session.trail.forEachEvent(filter) { event in
        guard wanted.contains(event.id), count < limit ?? .max else { return }
        count += 1
        try body(event)
      }
    }
  }

  func json(_ event: AuditEvent) -> JSON { EventText(event).json }

  func text(_ event: AuditEvent) -> Text { EventText(event).summary }

  func plain(_ event: AuditEvent) -> Text { EventText(event).plain }
}
