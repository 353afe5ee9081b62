import CommandKit
import JSONKit
import PurserStore

/// `purser audit show`
struct AuditShow: Command {
  var id: Int64

  static let declaration = Declaration<Self>(
    "show", "Show one event and every row it changed, before and after.",
    Argument("event", "Number of the event; see: purser audit log.", completion: .events),
    examples: ["purser audit show 1", "purser audit show 1 --json"],
    build: Self.init)

  func run(in context: CommandContext) throws -> AuditShowView {
    let store = try context.presentStore()
    return try store.read { session in
      AuditShowView(
        event: try session.trail.require(id), prunings: try session.trail.prunings(of: id),
        store: store)
    }
  }
}

/// An event, and its changes as they are read.
struct AuditShowView: StreamedView {
  let event: AuditEvent
  let prunings: [AuditPruning]
  let store: Store

  let jsonKey = "changes"

  private var shown: EventText { EventText(event, prunings: prunings) }

  var jsonMembers: JSONObject { ["event": shown.json] }

  var heading: Text { shown.whole }

  var empty: Text { shown.whole }

  func forEach(_ body: (AuditChange) throws -> Void) throws {
    try store.read { try $0.trail.forEachChange(of: event.id, body) }
  }

  func json(_ change: AuditChange) -> JSON { ChangeText(change).json }

  func text(_ change: AuditChange) -> Text { ChangeText(change).text }
}
