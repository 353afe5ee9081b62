package import PurserDomain
package import PurserStore

/// What a fleet's models come to, one row per agent.
package struct FleetStatus: Sendable {
  /// One agent.
  package struct Row: Sendable {
    package let agent: Agent
    package let models: AgentModels
    /// Providers in use without a credential, in list order.
    package let missingProviders: [String]
    /// What a person should look at, apart from missing credentials.
    package let attention: [Attention]
  }

  /// In the order of the agents asked for.
  package let rows: [Row]

  /// Reads the models of `agents` with a number of queries that does not depend on how many they are.
  package init(
    of agents: [Agent], credentials: ProviderCredentials, in session: Session<some Any>
  ) throws {
    var shared: [String: Bool] = [:]
    rows = try zip(agents, session.models(of: agents)).map { agent, models in
      let missing = Set(models.providersInUse).filter { provider in
        guard let own = models.providers.first(where: { $0.definition.id == provider }),
          own.scope != .defaults
        else {
          if let answer = shared[provider] { return !answer }
          let inherited = models.providers.first { $0.definition.id == provider }
          let answer = credentials.serves(provider, definition: inherited?.definition)
          shared[provider] = answer
          return !answer
        }
        return !credentials.serves(provider, definition: own.definition)
      }
      return Row(
        agent: agent, models: models,
        missingProviders: missing.sorted { $0.precedesInLists($1) },
        attention: Attention.list(of: models))
    }
  }
}

/// Something about an agent's models that a person should look at.
package struct Attention: Equatable, Sendable {
  /// Stable names of the reasons.
  package enum Code: String, Equatable, Sendable {
    /// A configured text names no model.
    case unreadableModel = "unreadable_model"
    /// A bare name that nothing explains was read as a model of the default provider.
    case noProvider = "no_provider"
    /// The provider is neither defined nor one the program knows.
    case unknownProvider = "unknown_provider"
    /// The allowlist does not let the default model be chosen.
    case defaultNotAllowed = "default_not_allowed"
    /// The allowlist is in force and allows nothing.
    case nothingAllowed = "nothing_allowed"
    /// There is no folder to export to.
    case noDirectory = "no_directory"
  }

  package let code: Code
  /// A phrase without a full stop.
  package let text: String

  /// Returns what is wrong with the models of one agent, the gravest first.
  package static func list(of models: AgentModels) -> [Attention] {
    var found: [Attention] = []
    func note(_ code: Code, _ text: String) {
      let attention = Attention(code: code, text: text)
      if !found.contains(attention) { found.append(attention) }
    }
    let defined = Set(models.providers.map(\.definition.id))
    func look(_ written: String, _ resolution: Resolution?) {
      guard let resolution, resolution.basis != .unreadable else {
        return note(.unreadableModel, "'\(written.printable(limit: 80))' names no model")
      }
      if resolution.basis == .defaultProvider {
        note(.noProvider, "'\(written.printable(limit: 80))' has no provider")
      }
      let provider = resolution.ref.provider
      if !defined.contains(provider), !KnownProviders.contains(provider) {
        note(.unknownProvider, "provider '\(provider.printable(limit: 80))' is not known")
      }
    }
    for route in [models.text, models.image] {
      if let primary = route.primary { look(primary.written, primary) }
      for fallback in route.fallbacks { look(fallback.written, fallback.resolution) }
    }
    let allowlist = models.allowlist
    if let primary = models.text.primary?.ref, !allowlist.allows(primary) {
      note(
        allowlist.lines.isEmpty ? .nothingAllowed : .defaultNotAllowed,
        "default model is not allowed")
    }
    if models.agent?.agentDirectory == nil { note(.noDirectory, "no agent directory") }
    return found
  }
}
