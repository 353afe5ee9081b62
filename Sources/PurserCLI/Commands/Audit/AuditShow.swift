import CommandKit
import JSONKit
import PurserStore

/// `purser audit show`
struct AuditShow: Command {
  var id: Int64

  static let declaration = Declaration<Self>(
    "show",
    "Show one event, every row it changed, before and after, every file it wrote and what it recorded.",
    Argument("event", "Number of the event; see: purser audit log.", completion: .events),
    examples: ["purser audit show 1", "purser audit show 1 --json"],
    build: Self.init)

  func run(in context: CommandContext) throws -> AuditShowView {
    let store = try context.presentStore()
    return try store.read { session in
      let event = try session.trail.require(id)
      let left = EventText.Left(
        prunings: try session.trail.prunings(of: id), files: try session.exportFiles.list(of: id),
        records: try session.trail.records(of: id),
        profileEvents: try session.profileEvents.list(
          of: id, limit: EventText.shownProfileEvents))
      return AuditShowView(event: event, left: left, store: store, shorten: context.shortened)
    }
  }
}

/// An event, and its changes as they are read.
struct AuditShowView: StreamedView {
  let event: AuditEvent
  let left: EventText.Left
  let store: Store
  let shorten: (String) -> String

  let jsonKey = "changes"

  private var shown: EventText { EventText(event, left: left, shorten: shorten) }

  var jsonMembers: JSONObject { ["event": shown.json] }

  var heading: Text { shown.whole }

  var empty: Text { shown.whole }

  var plainHeading: Text { shown.plainRecords }

  func forEach(_ body: (AuditChange) throws -> Void) throws {
    try store.read { try $0.trail.forEachChange(of: event.id, body) }
  }

  func json(_ change: AuditChange) -> JSON { ChangeText(change).json }

  func text(_ change: AuditChange) -> Text { ChangeText(change).text }

  func plain(_ change: AuditChange) -> Text { ChangeText(change).plain }
}
