import CommandKit
import JSONKit
import PurserDomain
import PurserStore

/// `purser models auth history`
struct AuthHistory: Command {
  var profile: ProfileIDText?
  var provider: String?
  var kinds: [ProfileEventKindText]
  var event: Int64?
  var scope: ScopeSelection
  var range: TimeRange

  static let declaration = Declaration<Self>(
    "history", "List what happened to credentials, what was recorded last first.",
    Option("profile", "Only this profile.", value: "id", completion: .profiles),
    Option("provider", "Only this provider.", value: "id", completion: .providers),
    Option("kind", "Only events of this kind; several with commas or by repeating.", value: "kind"),
    Option(
      "event", "Only what this event of the trail recorded.", value: "number", completion: .events),
    ScopeSelection.parameters,
    TimeRange.parameters,
    examples: [
      "purser models auth history", "purser models auth history --kind login --since '7d ago'",
      "purser models auth history --profile openai:work --limit 5 --json",
    ],
    discussion: """
      With a scope only what those agents' runtimes reported, or what was done for them; an agent that was \
      removed can be named, too. Who made the write behind a line, and why: purser audit show N, where N is the \
      number after '#', the last column of --plain. A report that came late stands where it was recorded; --since and --until \
      go by when the call ended.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> AuthHistoryView {
    let store = try context.presentStore()
    var filter = ProfileEventFilter()
    filter.profile = try profile?.known()
    filter.provider = try provider.map { try ProviderArgument.id($0, in: context).text }
    filter.kinds = kinds.isEmpty ? nil : kinds.map(\.kind)
    filter.event = event
    filter.since = try range.since?.instant(now: context.now)
    filter.until = try range.until?.instant(now: context.now)
    filter.limit = range.limit == 0 ? nil : range.limit
    if !scope.isEmpty {
      filter.agents = try store.read { try scope.recordedAgents(in: $0) }
    }
    return AuthHistoryView(store: store, filter: filter)
  }
}

/// A kind of event as it is typed.
struct ProfileEventKindText: ArgumentValue, Equatable {
  let kind: ProfileEvent.Kind

  init(argument: String) throws(ArgumentFault) {
    guard let kind = ProfileEvent.Kind(rawValue: argument) else {
      throw ArgumentFault("Use one of: \(Self.allowedValues.joined(separator: ", ")).")
    }
    self.kind = kind
  }

  var argumentText: String { kind.rawValue }

  static var allowedValues: [String] { ProfileEvent.Kind.allCases.map(\.rawValue) }
}

/// Events as they are read, each with the actor and reason of its write.
struct AuthHistoryView: StreamedView {
  let store: Store
  let filter: ProfileEventFilter

  struct Row {
    let event: ProfileEvent
    let actor: String
    let why: String?
  }

  let jsonKey = "events"

  var empty: Text { ["No events."] }

  func forEach(_ body: (Row) throws -> Void) throws {
    try store.read { session in
      // Events of one write follow each other, so the last one is remembered.
      var known: (event: Int64, intent: Intent?)?
      try session.profileEvents.forEach(filter) { event in
        if known?.event != event.event {
          known = (event.event, try session.trail.intent(of: event.event))
        }
        let intent = known?.intent
        try body(Row(event: event, actor: intent?.actor ?? "", why: intent?.reason))
      }
    }
  }

  func text(_ row: Row) -> Text {
    let event = row.event
    let parts = ProfileEventText(event).parts + ["by \(row.actor, .cyan)", "#\(event.event)"]
    var text: Text = [parts.dropFirst().reduce(parts[0]) { $0 + "  " + $1 }]
    if let detail = event.detail { text.append("    \(detail)") }
    if let why = row.why { text.append("    \(why)") }
    return text
  }

  func plain(_ row: Row) -> Text {
    [Line.row(ProfileEventText(row.event).cells + ["\(row.event.event)"])]
  }

  func json(_ row: Row) -> JSON {
    var json = ProfileEventText(row.event).members
    json["actor"] = .string(row.actor)
    json["why"] = row.why.map { .string($0) }
    return .object(json)
  }
}
