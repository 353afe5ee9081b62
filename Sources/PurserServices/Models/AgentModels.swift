package import PurserDomain
package import PurserStore
import SystemKit

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
  /// The providers of the models in use for text and images, in order with repetitions; programs on this machine need no
  /// credential and are left out.
  package let providersInUse: [String]
  /// The model that starts in place of the configured one for text, which the allowlist keeps from starting; nil where that
  /// one may start, where no other can, and where nobody has looked.
  package let standIn: ModelRef?

  private let own: ScopeConfiguration
  private let base: DefaultsBase
  /// Those of `providersInUse` that images need.
  private let imageProvidersInUse: [String]
  /// The programs that the configuration runs models with.
  private let programs: [String]
  /// Whether `agent` is one; kept, since comparing that with nil copies all of it.
  private let isAgent: Bool

  /// The scope this is the view of.
  package var scope: ScopeID { agent.map { .agent($0.id) } ?? .defaults }

  /// Combines what stands at the agent's scope and at the defaults.
  ///
  /// `providerModels` gives the models that the providers in force define; it is asked only when a name
  /// without a provider has to be explained, since there may be thousands. `defaultView` is the view of the defaults, where
  /// it is at hand: an agent that reads names as they do has their routes, apart from what it says itself.
  package init(
    agent: Agent?, own: ScopeConfiguration, base: DefaultsBase, defaultView: AgentModels? = nil,
    providerModels: () throws -> [ModelRef]
  ) rethrows {
    self.agent = agent
    self.own = own
    self.base = base
    let isAgent = agent != nil
    self.isAgent = isAgent
    standIn = nil
    settings = EffectiveSettings(own: own.settings, defaults: base.configuration.settings)
    programs = settings.cliBackends
    let isPlain = !isAgent || (own.aliases.isEmpty && own.modelSettings.isEmpty)
    modelSettings = isPlain ? base.configuration.modelSettings : Self.layered(own, base)

    let scope: ScopeID = agent.map { .agent($0.id) } ?? .defaults
    let hasNoNames =
      isPlain && own.routes.isEmpty && own.providers.isEmpty
      && !own.allowlist.hasBareLine(for: base.resolver)
    let resolver =
      try (hasNoNames ? defaultView?.resolver : nil)
      ?? base.resolver(
        of: own, at: scope, configured: isPlain ? nil : modelSettings.map(\.ref),
        providerModels: providerModels)
    self.resolver = resolver

    // Where names are read the same way, what an agent says nothing of comes to what it does for the defaults.
    let shared = defaultView?.resolver === resolver ? defaultView : nil
    if let shared, own.routes.isEmpty {
      (text, image) = (shared.text, shared.image)
      (providersInUse, imageProvidersInUse) = (shared.providersInUse, shared.imageProvidersInUse)
      return
    }
    let settings = settings
    func route(_ purpose: Purpose, _ own: StoredRoute?) -> EffectiveRoute {
      if own == nil, let shared { return shared.route(purpose) }
      return EffectiveRoute(
        purpose: purpose, agent: own?.setting(at: scope), defaults: base.route(purpose),
        rule: settings.agentPrimaryRule, resolver: resolver)
    }
    let (ownText, ownImage) = isAgent ? (own.routes[.text], own.routes[.image]) : (nil, nil)
    (text, image) = (route(.text, ownText), route(.image, ownImage))
    let inherited = ownImage == nil ? shared?.imageProvidersInUse : nil
    imageProvidersInUse = inherited ?? Self.inUse(image, programs)
    providersInUse = Self.inUse(text, programs) + imageProvidersInUse
  }

  /// The same as `models` where `standIn` starts in place of the configured model for text.
  private init(_ models: AgentModels, standIn: ModelRef) {
    (agent, isAgent) = (models.agent, models.isAgent)
    (settings, programs) = (models.settings, models.programs)
    (own, base, modelSettings) = (models.own, models.base, models.modelSettings)
    (resolver, text, image) = (models.resolver, models.text, models.image)
    self.standIn = standIn
    var started = models.text
    started.primary?.ref = standIn
    imageProvidersInUse = models.imageProvidersInUse
    providersInUse = Self.inUse(started, programs) + imageProvidersInUse
  }

  /// Returns the view with `ref` in place of the model for text; what is configured stays as it is.
  func starting(with ref: ModelRef) -> AgentModels { AgentModels(self, standIn: ref) }

  /// The models in use for text and those for images, in order: what starts, then its fallbacks.
  var modelsInUse: [[ModelRef]] {
    var text = text
    if let standIn { text.primary?.ref = standIn }
    return [text.models, image.models]
  }

  /// The route for any purpose.
  package func route(_ purpose: Purpose) -> EffectiveRoute {
    switch purpose {
    case .text: text
    case .image: image
    default:
      EffectiveRoute(
        purpose: purpose, agent: isAgent ? own.routes[purpose]?.setting(at: scope) : nil,
        defaults: base.route(purpose), rule: settings.agentPrimaryRule, resolver: resolver)
    }
  }

  /// The allowlist in force.
  package var allowlist: Allowlist {
    Allowlist(
      agent: isAgent ? own.allowlist.policy(at: scope) : nil,
      defaults: base.configuration.allowlist.policy(at: .defaults),
      defaultModel: text.primary?.ref, resolver: resolver)
  }

  /// The models that the configuration names, with the places that name them. [research/cli-and-formats.md 9.2]
  package var configuredEntries: [ConfiguredEntry] {
    ConfiguredEntry.list(
      text: text, image: image, configured: modelSettings.map(\.ref) + allowlist.named,
      aliases: resolver.aliases)
  }

  /// What stands at the scope itself for a purpose, without inheritance.
  package func ownRoute(_ purpose: Purpose) -> StoredRoute { own.routes[purpose] ?? StoredRoute() }

  /// The providers that stand at the agent itself; empty for the defaults.
  package var ownProviders: [ProviderDefinition] { isAgent ? own.providers : [] }

  /// The providers in force, those of the defaults first: an agent's own stands for that of the defaults. Put together for
  /// each who asks; whether there are any and which one has an id is told without.
  package var providers: [StoredProvider] {
    let own = ownProviders
    if own.isEmpty { return base.providers }
    let ids = Set(own.map(\.id))
    return base.providers.filter { !ids.contains($0.definition.id) }
      + own.map { StoredProvider(scope: scope, definition: $0) }
  }

  /// Whether a provider is in force.
  package var hasProviders: Bool { !own.providers.isEmpty || !base.providers.isEmpty }

  /// The provider in force of that canonical id; nil when there is none.
  package func provider(_ id: String) -> StoredProvider? {
    if let own = ownProvider(id) { return StoredProvider(scope: scope, definition: own) }
    return base.providers.first { $0.definition.id == id }
  }

  /// Whether a provider of that canonical id stands at the agent itself.
  package func hasOwnProvider(_ id: String) -> Bool {
    isAgent && own.providers.contains { $0.id == id }
  }

  /// The provider of that canonical id that stands at the agent itself; nil when there is none.
  package func ownProvider(_ id: String) -> ProviderDefinition? {
    isAgent ? own.providers.first { $0.id == id } : nil
  }

  /// Whether the allowlist is that of the defaults, read with their aliases.
  package var sharesAllowlist: Bool {
    !isAgent
      || (own.aliases.isEmpty && own.modelSettings.isEmpty
        && (own.allowlist.mode ?? .inherit) == .inherit
        && (own.providers.isEmpty || !base.hasBareLine))
  }

  /// The allowlist that stands at the scope itself, without inheritance.
  package var ownAllowlist: StoredAllowlist { own.allowlist }

  /// The warnings that the configured models give, without repetition.
  package var warnings: [String] {
    let resolutions =
      [text.primary, image.primary] + (text.fallbacks + image.fallbacks).map(\.resolution)
    var seen: Set<String> = []
    return (resolutions.map { $0?.warning } + [unreadableImage]).compactMap { $0 }
      .filter { seen.insert($0).inserted }
  }

  /// What to say of an image model that names none; nil when all is well.
  private var unreadableImage: String? {
    guard image.primary == nil, let written = image.writtenPrimary, !written.trimmed.isEmpty else {
      return nil
    }
    return "Image model \"\(written.printable())\" could not be resolved: there is none."
  }

  /// The providers of a route that need a credential.
  private static func inUse(_ route: EffectiveRoute, _ programs: [String]) -> [String] {
    route.providers.filter { !CLIBackend.contains($0, configured: programs) }
  }

  /// Whether `provider` is a program on the gateway's machine, which needs no credential.
  package func isProgram(_ provider: String) -> Bool {
    CLIBackend.contains(provider, configured: programs)
  }

  /// Whether `provider` is defined, or a program, or known to Purser or a manifest that `environment` leads to; nil: to none.
  func isKnown(_ provider: String, in environment: Environment?) throws -> Bool {
    try self.provider(provider) != nil || isProgram(provider)
      || KnownProviders.contains(provider, in: environment)
  }

  private static func layered(
    _ own: ScopeConfiguration, _ base: DefaultsBase
  ) -> [StoredModelSetting] {
    let refs = Set(own.modelSettings.map(\.ref))
    return own.modelSettings
      + base.configuration.modelSettings.filter { !refs.contains($0.ref) }
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
