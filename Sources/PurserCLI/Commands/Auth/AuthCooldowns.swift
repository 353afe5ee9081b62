import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser models auth cooldowns list`
struct CooldownsList: Command {
  var provider: String?
  var scope: ScopeSelection

  static let declaration = Declaration<Self>(
    "list", "List the profiles that rest now: why, since when, until when.",
    Option("provider", "Only this provider's.", value: "id", completion: .providers),
    ScopeSelection.parameters,
    examples: [
      "purser models auth cooldowns list", "purser models auth cooldowns --all-agents --json",
    ],
    discussion: """
      Without a scope every profile of the store. With agents, their own profiles and the shared ones. A \
      window ends by the clock; nothing has to run. With --at those that the history has as open then, as they \
      were opened.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> CooldownsView {
    let given = try provider.map { try ProviderArgument.id($0, in: context).text }
    let now = try context.judgedInstant()
    context.remarkOnPast()
    return try context.read { session in
      let agents = try scope.selectedAgents(in: session)
      let scopes = scope.isEmpty ? nil : Set(agents.map { ScopeID.agent($0.id) } + [.defaults])
      let policy = try session.cooldownPolicy()
      var rows: [CooldownsView.Row] = []
      for (place, states) in try session.profileStates.resting(at: now) {
        if let scopes, !scopes.contains(place) { continue }
        for (id, state) in states {
          guard let profile = try session.profiles.find(id, at: place),
            given == nil || profile.provider == given
          else { continue }
          let state = state.counting(at: profile.provider, under: policy)
          for kind in ProfileWindow.Kind.allCases {
            guard let window = state.shownWindow(kind, at: now) else { continue }
            rows.append(CooldownsView.Row(profile: profile, kind: kind, window: window))
          }
        }
      }
      rows.sort {
        $0.window.until == $1.window.until
          ? ($0.profile.scope.text, $0.profile.id) < ($1.profile.scope.text, $1.profile.id)
          : $0.window.until < $1.window.until
      }
      return CooldownsView(rows: rows, now: now)
    }
  }
}

/// The open windows, the soonest to end first.
struct CooldownsView: View {
  struct Row {
    let profile: StoredProfile
    let kind: ProfileWindow.Kind
    let window: ProfileWindow
  }

  let rows: [Row]
  let now: Timestamp

  var text: Text {
    guard !rows.isEmpty else { return ["No profile rests."] }
    var table = Table(
      "Scope", "Profile", "Kind", "Reason", "Step", "Since", "Until", "Left", "Model", "Reported by"
    )
    for row in rows {
      table.append([
        "\(row.profile.scope.text)", "\(row.profile.id)", "\(row.kind.rawValue)",
        "\(row.window.reason?.rawValue ?? "-")",
        "\(row.window.failureNumber == 0 ? "-" : "\(row.window.failureNumber)")",
        "\(row.window.since)", "\(row.window.until)", "\((row.window.until - now).remaining)",
        "\(row.window.model ?? "-")", "\(row.window.agent ?? "-")",
      ])
    }
    return table.text
  }

  var plain: Text {
    Text(rows.map { "\($0.profile.scope.text)" + Line.tab + "\($0.profile.id)" as Line })
  }

  var json: JSON {
    [
      "cooldowns": .array(
        rows.map { row in
          [
            "scope": .string(row.profile.scope.text), "profileId": .string(row.profile.id),
            "provider": .string(row.profile.provider), "kind": .string(row.kind.rawValue),
            "reason": row.window.reason.map { .string($0.rawValue) } ?? .null,
            "step": .number(JSONNumber(row.window.failureNumber)),
            "sinceAt": .number(JSONNumber(row.window.since.milliseconds)),
            "until": .number(JSONNumber(row.window.until.milliseconds)),
            "remainingMs": .number(JSONNumber((row.window.until - now).milliseconds)),
            "model": row.window.model.map { .string($0) } ?? .null,
            "agentId": row.window.agent.map { .string($0) } ?? .null,
          ]
        })
    ]
  }
}

/// `purser models auth cooldowns clear`
struct CooldownsClear: Command {
  var profile: ProfileIDText?
  var provider: String?
  var all: Bool
  var scope: ScopeSelection
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "clear", "End every window of profiles now and forget what they failed with.",
    Option("profile", "Only this profile.", value: "id", completion: .profiles),
    Option("provider", "Only this provider's.", value: "id", completion: .providers),
    Flag("all", "Those of every provider."),
    ScopeSelection.parameters,
    WriteOptions.parameters,
    examples: ["purser models auth cooldowns clear --profile openai:work"],
    discussion: "Without a scope the shared profiles; with agents, their own ones.",
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    guard profile != nil || provider != nil || all else {
      throw UsageError(
        .missingOption, "Nothing says what to clear.", subject: "--profile",
        hint: "Give --profile ID, --provider ID or --all.")
    }
    let id = try profile?.known()
    let given = try provider.map { try ProviderArgument.id($0, in: context).text }
    let written = try context.write(write) { session in
      let scopes = try id.map { try scope.writtenScopes(having: $0, in: session) }
      return try (scopes ?? scope.writtenScopes(in: session)).flatMap { scope in
        try ClearWindows().run(profile: id, provider: given, at: scope, in: session)
      }
    }
    let done: Line = write.dryRun ? "Would be cleared: " : "Cleared: "
    let lines =
      written.value.isEmpty
      ? ["Nothing to clear."]
      : Text(written.value.map { SettingLine.prefix($0.scope) + done + "\($0.id)" })
    return WriteView(
      written, in: context, lines: lines,
      members: [
        "cleared": .array(
          written.value.map {
            ["scope": .string($0.scope.text), "profileId": .string($0.id)]
          })
      ], stateRows: written.value.count)
  }
}
