import CommandKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser sessions clear`
struct SessionsClear: Command {
  var keys: [SessionKeyText]
  var all: Bool
  var part: ClearedPart
  var scope: ScopeSelection
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "clear", "Let sessions follow what is configured again.",
    Argument("session", "Keys of sessions."),
    Flag("all", "All sessions of the agents."),
    Option(
      "part", "What to clear; auto is what the runtime chose.", value: "part",
      default: ClearedPart.all),
    ScopeSelection.parameters, WriteOptions.parameters,
    examples: [
      "purser sessions clear agent:main:main --dry-run",
      "purser sessions clear --all --part auto --all-agents",
    ],
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    guard keys.isEmpty == all else {
      throw UsageError(
        all ? .conflict : .missingArgument,
        all ? "Give either --all or keys of sessions." : "Missing a session's key.",
        subject: "session", hint: "purser sessions list")
    }
    let written = try context.write(write) { session in
      try scope.sessionAgents(in: session, context).flatMap { agent in
        let keys =
          all
          ? try session.sessionSelections.list(of: agent.id).map(\.key)
          : keys.map(\.argumentText)
        return try keys.map {
          try EditSession().clear(part.part, key: $0, of: agent.id, in: session)
        }
      }
    }
    return WriteView(written, sessions: written.value, in: context)
  }
}

/// What can be cleared of a session.
enum ClearedPart: String, CaseIterable, ArgumentValue {
  case all
  case model
  case profile
  case auto

  var part: EditSession.Part {
    switch self {
    case .all: .all
    case .model: .model
    case .profile: .profile
    case .auto: .automatic
    }
  }
}
