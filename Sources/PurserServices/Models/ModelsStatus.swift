package import PurserDomain
package import PurserStore

/// What `models status` tells of one agent, or of the defaults in a store without agents.
package struct ModelsStatus: Sendable {
  package let models: AgentModels
  package let allowlist: Allowlist
  /// Whether the allowlist keeps the configured model from starting.
  private let isPassedOver: Bool
  package let auth: AuthOverview
  /// Models in use of which catalogs have a word to say.
  package let marks: [CatalogMark]
  /// The newest usage that is known of each account with a token or a login, sorted by provider and profile. Nobody is asked.
  package let usage: [UsageSnapshot]

  /// Reads what is configured and which credentials there are.
  package init(
    of agent: Agent?, credentials: ProviderCredentials, storePath: String,
    modelsPath: String, in session: Session<some Any>
  ) throws {
    let configured = try session.models(of: agent)
    let list = configured.allowlist
    allowlist = list
    isPassedOver = configured.text.primary.map { !list.allows($0.ref) } ?? false
    models = isPassedOver ? try configured.starting(under: list, in: session) : configured
    marks = try CatalogMark.list(of: models, in: session)
    auth = try credentials.overview(
      of: models, storePath: storePath, modelsPath: modelsPath, in: session)
    usage = try session.usage.hasAny() ? Self.newestUsage(of: agent, in: session) : []
  }

  /// What to tell the person whose configured model the allowlist keeps from starting; nil when it may start.
  package var startWarning: String? {
    guard isPassedOver, let primary = models.text.primary?.ref else { return nil }
    return allowlist.refusal(of: primary, startingWith: models.standIn)
  }

  /// By the agent's own profiles: what other agents have costs nothing here.
  private static func newestUsage(
    of agent: Agent?, in session: Session<some Any>
  ) throws -> [UsageSnapshot] {
    try session.profiles(of: agent?.id).profiles
      .filter { $0.type != .apiKey }
      .sorted { ($0.provider, $0.id) < ($1.provider, $1.id) }
      .compactMap { profile in
        let account = UsageAccount(
          provider: profile.provider, scope: profile.scope, profile: profile.id)
        return try session.usage.newest(of: account, .good)
          ?? session.usage.newest(of: account, .headers)
      }
  }
}

extension AgentModels {
  /// The default model as configured, or the resolved one where nothing is.
  package var shownDefault: String { shown(text) ?? text.primary?.ref.key ?? "" }

  /// Canonical key of the configured model for text, whether or not a list lets it start. [research/cli-and-formats.md 6.1]
  package var resolvedDefault: String { text.primary?.ref.key ?? "" }

  /// The image model as configured, nil where none is.
  package var shownImage: String? { shown(image) }

  private func shown(_ route: EffectiveRoute) -> String? {
    guard let text = route.writtenPrimary?.trimmed, !text.isEmpty else { return nil }
    return text
  }
}
