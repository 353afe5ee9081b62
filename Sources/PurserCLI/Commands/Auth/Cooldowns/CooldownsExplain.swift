import CommandKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser models auth cooldowns explain`
struct CooldownsExplain: Command {
  var profile: ProfileIDText?
  var provider: String?
  var scope: ScopeSelection

  static let declaration = Declaration<Self>(
    "explain",
    "Say of the profiles that rest what caused it, what would end it and what comes next.",
    Option(
      "profile", "Only this profile, whether it rests or not.", value: "id", completion: .profiles),
    Option("provider", "Only this provider's.", value: "id", completion: .providers),
    ScopeSelection.parameters,
    examples: [
      "purser models auth cooldowns explain",
      "purser models auth cooldowns explain --profile openai:work --json",
    ],
    discussion: """
      Without a scope every profile of the store. With agents, their own profiles and the shared ones. The \
      next step is what another failure of the same kind would cost once the present window has ended.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> CooldownsExplainView {
    let id = try profile?.known()
    let given = try provider.map { try ProviderArgument.id($0, in: context).text }
    let now = context.now
    return try context.presentStore().read { session in
      let scopes = try scope.seenScopes(in: session)
      return CooldownsExplainView(
        explanations: try ExplainWindows(now: now).run(
          profile: id, provider: given, at: scopes, in: session),
        now: now)
    }
  }
}

extension ScopeSelection {
  /// Returns the scopes whose profiles the selected agents see: their own and the defaults; nil, for every scope, when
  /// nothing was selected. Errors as `selectedAgents`.
  func seenScopes(in session: Session<some Any>) throws -> Set<ScopeID>? {
    isEmpty
      ? nil : Set(try selectedAgents(in: session).map { ScopeID.agent($0.id) } + [.defaults])
  }
}
