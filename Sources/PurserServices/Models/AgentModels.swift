package import PurserDomain
package import PurserStore

/// What the configuration of one agent, or of the defaults, comes to once inheritance is applied:
/// routes, aliases, allowlist, providers and settings.
///
/// A class, since a fleet hands thousands of them around.
package final class AgentModels: Sendable {
  /// The agent; nil for the defaults themselves.
  package let agent: Agent?
  package let settings: EffectiveSettings
  /// Reads what people and files call a model.
  package let resolver: ModelResolver
  /// The models of the conversation.
  package let text: EffectiveRoute
  /// The models for images.
  package let image: EffectiveRoute
  /// The models that the configuration names, the agent's first, each once, in list order.
  package let modelSettings: [StoredModelSetting]
  /// The providers in force: an agent's own stands for that of the defaults.
  package let providers: [StoredProvider]
  /// The providers of the models in use for text and images, in order with repetitions; programs on this machine need no
  /// credential and are left out.
  package let providersInUse: [String]

  private let own: ScopeConfiguration
  private let defaults: ScopeConfiguration

  /// The scope this is the view of.
  package var scope: ScopeID { agent.map { .agent($0.id) } ?? .defaults }

  /// Combines what stands at the agent's scope and at the defaults.
  ///
  /// `providerModels` gives the models that the providers in force define; it is asked only when a name
  /// without a provider has to be explained, since there may be thousands. `defaultView` is the view of the defaults, where
  /// it is at hand: an agent with no routes, aliases, models and providers of its own has the same routes.
  package init(
    agent: Agent?, own: ScopeConfiguration, base: DefaultsBase, defaultView: AgentModels? = nil,
    providerModels: () throws -> [ModelRef]
  ) rethrows {
    self.agent = agent
    self.own = own
    defaults = base.configuration
    settings = EffectiveSettings(own: own.settings, defaults: base.configuration.settings)
    providers = Self.layered(agent, own.providers, base.providers)
    let scope: ScopeID = agent.map { .agent($0.id) } ?? .defaults
    let isPlain = agent == nil || (own.aliases.isEmpty && own.modelSettings.isEmpty)
    modelSettings = isPlain ? base.configuration.modelSettings : Self.layered(own, base)

    if let defaultView, isPlain, own.routes.isEmpty, own.providers.isEmpty {
      (resolver, text, image) = (defaultView.resolver, defaultView.text, defaultView.image)
      providersInUse = defaultView.providersInUse
      return
    }
    var resolver = base.resolver
    if !isPlain {
      let stored = own.aliases.map { Alias(name: $0.name, target: $0.ref) }
      resolver.aliases = base.plainAliases.adding(stored, scope: scope)
        .adding(builtIns: base.builtIns, configured: modelSettings.map(\.ref))
      resolver.configured = modelSettings.map(\.ref)
    }
    let builtIn = resolver.naming.defaultModel
    let hasPrimary = [own.routes[.text], base.configuration.routes[.text]].contains {
      $0?.primary?.trimmed.isEmpty == false
    }
    let purposes: [Purpose] = [.text, .image]
    let texts = purposes.flatMap { purpose in
      [own.routes[purpose], base.configuration.routes[purpose]].compactMap { $0 }
        .flatMap { [$0.primary].compactMap { $0 } + $0.fallbacks }
    }
    let isBare = texts.contains {
      !$0.utf8.contains(UInt8(ascii: "/")) && resolver.aliases.lookup($0) == nil
    }
    if isBare || (!hasPrimary && providers.contains { $0.definition.id == builtIn.provider }) {
      resolver.offered = try providerModels()
      resolver.configured += resolver.offered
    }
    self.resolver = resolver

    let rule = settings.agentPrimaryRule
    func route(_ purpose: Purpose) -> EffectiveRoute {
      EffectiveRoute(
        purpose: purpose,
        agent: agent == nil ? nil : own.routes[purpose]?.setting(at: scope),
        defaults: base.configuration.routes[purpose]?.setting(at: .defaults),
        rule: rule, resolver: resolver)
    }
    let (text, image) = (route(.text), route(.image))
    (self.text, self.image) = (text, image)
    providersInUse = (text.providers + image.providers).filter { !CLIBackend.contains($0) }
  }

  /// The route for any purpose.
  package func route(_ purpose: Purpose) -> EffectiveRoute {
    switch purpose {
    case .text: text
    case .image: image
    default:
      EffectiveRoute(
        purpose: purpose, agent: agent == nil ? nil : own.routes[purpose]?.setting(at: scope),
        defaults: defaults.routes[purpose]?.setting(at: .defaults),
        rule: settings.agentPrimaryRule, resolver: resolver)
    }
  }

  /// The allowlist in force.
  package var allowlist: Allowlist {
    Allowlist(
      agent: agent == nil ? nil : own.allowlist.policy(at: scope),
      defaults: defaults.allowlist.policy(at: .defaults),
      defaultModel: text.primary?.ref, resolver: resolver)
  }

  /// The models that the configuration names, with the places that name them.
  package var configuredEntries: [ConfiguredEntry] {
    ConfiguredEntry.list(
      text: text, image: image, configured: modelSettings.map(\.ref), aliases: resolver.aliases)
  }

  /// What stands at the scope itself for a purpose, without inheritance.
  package func ownRoute(_ purpose: Purpose) -> StoredRoute { own.routes[purpose] ?? StoredRoute() }

  /// The providers that stand at the agent itself; empty for the defaults.
  package var ownProviders: [ProviderDefinition] { agent == nil ? [] : own.providers }

  /// Whether the allowlist is that of the defaults, read with their aliases.
  package var sharesAllowlist: Bool {
    agent == nil
      || (own.aliases.isEmpty && own.modelSettings.isEmpty
        && (own.allowlist.mode ?? .inherit) == .inherit)
  }

  /// The allowlist that stands at the scope itself, without inheritance.
  package var ownAllowlist: StoredAllowlist { own.allowlist }

  /// The warnings that the configured models give, without repetition.
  package var warnings: [String] {
    let resolutions =
      [text.primary, image.primary] + (text.fallbacks + image.fallbacks).map(\.resolution)
    var seen: Set<String> = []
    return resolutions.compactMap { $0?.warning }.filter { seen.insert($0).inserted }
  }

  private static func layered(
    _ agent: Agent?, _ own: [ProviderDefinition], _ base: [StoredProvider]
  ) -> [StoredProvider] {
    guard let agent, !own.isEmpty else { return base }
    let ids = Set(own.map(\.id))
    return base.filter { !ids.contains($0.definition.id) }
      + own.map { StoredProvider(scope: .agent(agent.id), definition: $0) }
  }

  private static func layered(
    _ own: ScopeConfiguration, _ base: DefaultsBase
  ) -> [StoredModelSetting] {
    let refs = Set(own.modelSettings.map(\.ref))
    return own.modelSettings
      + base.configuration.modelSettings.filter { !refs.contains($0.ref) }
  }
}

/// What the defaults come to, made once and shared by all agents.
package struct DefaultsBase: Sendable {
  package let configuration: ScopeConfiguration
  /// Reads names as the defaults do.
  package let resolver: ModelResolver
  /// The providers of the defaults.
  package let providers: [StoredProvider]
  /// The aliases of the defaults without built-in ones.
  let plainAliases: AliasIndex
  let builtIns: [BuiltInAlias]

  /// Reads the aliases and settings of the defaults.
  package init(_ configuration: ScopeConfiguration) {
    self.configuration = configuration
    providers = configuration.providers.map { StoredProvider(scope: .defaults, definition: $0) }
    let settings = EffectiveSettings(defaults: configuration.settings)
    let naming = ModelNaming.standard
    builtIns = settings.value(.builtInAliases) == "on" ? naming.builtInAliases : []
    plainAliases = AliasIndex(
      configuration.aliases.map { Alias(name: $0.name, target: $0.ref) }, scope: .defaults)
    let refs = configuration.modelSettings.map(\.ref)
    resolver = ModelResolver(
      naming: naming, aliases: plainAliases.adding(builtIns: builtIns, configured: refs),
      configured: refs, defaultProvider: settings.value(.defaultProvider))
  }
}

extension StoredRoute {
  /// The same as the rules take it.
  package func setting(at scope: ScopeID) -> RouteSetting {
    RouteSetting(scope: scope, primary: primary, policy: policy, fallbacks: fallbacks)
  }
}

extension StoredAllowlist {
  /// The same as the rules take it; nil when the scope has no policy.
  package func policy(at scope: ScopeID) -> AllowPolicy? {
    mode.map { AllowPolicy(scope: scope, mode: $0, entries: entries) }
  }
}
