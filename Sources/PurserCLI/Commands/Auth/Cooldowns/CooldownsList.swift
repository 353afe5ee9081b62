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
      window ends by the clock; nothing has to run. With --at those that the history has as open then; their \
      steps are in no history.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> CooldownsView {
    let given = try provider.map { try ProviderArgument.id($0, in: context).text }
    let now = try context.judgedInstant()
    context.remarkOnPast()
    return try context.read { session in
      let scopes = try scope.seenScopes(in: session)
      let policy = try session.cooldownPolicy()
      var rows: [CooldownsView.Row] = []
      for (place, states) in try session.profileStates.resting(at: now, in: scopes) {
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
