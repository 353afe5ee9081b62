import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser sessions set`
struct SessionsSet: Command {
  var key: SessionKeyText
  var model: String?
  var source: ChoiceSource
  var profile: ProfileIDText?
  var profileSource: ChoiceSource
  var compactions: Int64?
  var scope: ScopeSelection
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "set", "Tell a session which model to use, which profile, or both.",
    Argument("session", "The session's key, as the gateway names it."),
    Option(
      "model", "The model, perhaps with a profile behind it: REF@PROFILE.", value: "ref",
      completion: .models),
    Option("source", "Who chose the model.", value: "who", default: ChoiceSource.user),
    Option("profile", "The profile to try first.", value: "id", completion: .profiles),
    Option("profile-source", "Who chose the profile.", value: "who", default: ChoiceSource.user),
    Option(
      "compactions", "How often the session was compacted, for a profile the runtime chose.",
      value: "n"),
    ScopeSelection.parameters, WriteOptions.parameters,
    examples: [
      "purser sessions set agent:main:main --model openai/gpt-5.2@openai:work --dry-run",
      "purser sessions set agent:main:main --model openai/gpt-5.2 --source auto",
    ],
    discussion: """
      Choosing the default model removes the choice, so that the session follows the default. A model that may \
      not be chosen is refused. A profile of another provider than the model goes.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    guard model != nil || profile != nil else {
      throw UsageError(
        .missingOption, "Missing --model or --profile.", subject: "--model",
        hint: "Name one, or run: purser sessions clear \(key.argumentText)")
    }
    if let compactions, compactions < 0 || profileSource != .auto {
      throw UsageError(
        .invalidValue, "The value '\(compactions)' is invalid for '--compactions <n>'.",
        subject: "--compactions",
        hint: "Give a number that is not negative, with --profile-source auto.")
    }
    var wanted = EditSession.Selection()
    wanted.model = model
    wanted.source = source.source
    wanted.profile = try profile?.known()
    wanted.profileSource = profileSource.source
    wanted.compactions = compactions.map { Int($0) }
    let written = try context.write(write) { session in
      try scope.sessionAgents(in: session, context).map {
        try EditSession(environment: context.environment).set(
          wanted, key: key.argumentText, of: $0, in: session)
      }
    }
    var told: Set<String> = []
    for warning in written.value.compactMap(\.warning) where told.insert(warning).inserted {
      context.note("Note: \(warning)")
    }
    return WriteView(written, sessions: written.value, in: context)
  }
}

/// Who chose something.
enum ChoiceSource: String, CaseIterable, ArgumentValue {
  case user
  case auto

  var source: SessionPin.Source { self == .user ? .user : .auto }
}

extension ScopeSelection {
  /// Returns the agents whose sessions are written: the selected ones, or the current one; the defaults have no sessions.
  func sessionAgents(
    in session: Session<some Any>, _ context: CommandContext
  ) throws -> [Agent] {
    let agents = try readAgents(in: session, context.environment)
    guard !agents.isEmpty else {
      throw StoreError(
        .notFound, "There are no agents.", subject: "agents", hint: "purser agents add ID")
    }
    return agents
  }
}

extension WriteView {
  /// The answer of a write of sessions.
  init<Value>(
    _ written: Written<Value>, sessions: [EditSession.Outcome], in context: CommandContext
  ) {
    let isMany = Set(sessions.map(\.agent)).count > 1 || sessions.count > 1
    self.init(
      written, in: context,
      lines: Text(
        sessions.map { row in
          isMany
            ? "\(row.agent.text) \(row.key): \(row.acknowledgement)" : "\(row.acknowledgement)"
        }),
      members: [
        "sessions": .array(
          sessions.map { .object(SessionJSON.object($0.selection, key: $0.key, of: $0.agent)) })
      ])
  }
}
