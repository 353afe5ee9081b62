package import PurserDomain
package import PurserStore

/// What the defaults come to, made once and shared by all agents.
package final class DefaultsBase: Sendable {
  package let configuration: ScopeConfiguration
  /// Reads names as the defaults do.
  package let resolver: ModelResolver
  /// The providers of the defaults.
  package let providers: [StoredProvider]

  /// The aliases without built-in ones.
  private let plainAliases: AliasIndex
  private let builtIns: [BuiltInAlias]
  private let routes: [Purpose: RouteSetting]
  /// Whether a route holds a name that only the models of the providers can explain.
  private let hasBareName: Bool

  /// Reads the aliases and settings of the defaults.
  package init(_ configuration: ScopeConfiguration) {
    self.configuration = configuration
    providers = configuration.providers.map { StoredProvider(scope: .defaults, definition: $0) }
    routes = configuration.routes.mapValues { $0.setting(at: .defaults) }
    let settings = EffectiveSettings(defaults: configuration.settings)
    let naming = ModelNaming.standard
    builtIns = settings.value(.builtInAliases) == "on" ? naming.builtInAliases : []
    plainAliases = AliasIndex(
      configuration.aliases.map { Alias(name: $0.name, target: $0.ref) }, scope: .defaults)
    let refs = configuration.modelSettings.map(\.ref)
    resolver = ModelResolver(
      naming: naming, aliases: plainAliases.adding(builtIns: builtIns, configured: refs),
      configured: refs, defaultProvider: settings.value(.defaultProvider))
    hasBareName = configuration.hasBareName(resolver.aliases)
  }

  /// What the defaults say of the models for a purpose; nil when they say nothing.
  func route(_ purpose: Purpose) -> RouteSetting? { routes[purpose] }

  /// Returns what reads the names of the scope with `own` of its own: the same object as the defaults' wherever it reads
  /// them the same way. `configured` are the models that own and inherited settings name, nil where those of the defaults
  /// stand alone. `providerModels` is asked only when a name has to be explained by what providers have.
  func resolver(
    of own: ScopeConfiguration, at scope: ScopeID, configured: [ModelRef]?,
    providerModels: () throws -> [ModelRef]
  ) rethrows -> ModelResolver {
    var reader = resolver
    var isBare = hasBareName
    if let configured {
      let aliases = own.aliases.map { Alias(name: $0.name, target: $0.ref) }
      reader = ModelResolver(
        naming: reader.naming,
        aliases: plainAliases.adding(aliases, scope: scope)
          .adding(builtIns: builtIns, configured: configured),
        configured: configured, defaultProvider: reader.defaultProvider)
      isBare = configuration.hasBareName(reader.aliases)
    }
    if isBare || own.hasBareName(reader.aliases) || startsBuiltIn(own) {
      return reader.offering(try providerModels())
    }
    return reader
  }

  /// Whether nobody names a primary, and there is a provider of the model that stands in.
  private func startsBuiltIn(_ own: ScopeConfiguration) -> Bool {
    if own.hasPrimary || configuration.hasPrimary { return false }
    let builtIn = resolver.naming.defaultModel.provider
    return configuration.providers.contains { $0.id == builtIn }
      || own.providers.contains { $0.id == builtIn }
  }
}

extension ScopeConfiguration {
  /// Whether the scope itself names a primary for text.
  fileprivate var hasPrimary: Bool { routes[.text]?.primary?.trimmed.isEmpty == false }

  /// Whether a route for text or images holds a name without a provider that is none of `aliases`.
  fileprivate func hasBareName(_ aliases: AliasIndex) -> Bool {
    func isBare(_ name: String) -> Bool { !name.holds("/") && aliases.lookup(name) == nil }
    guard !routes.isEmpty else { return false }
    return [routes[.text], routes[.image]].contains { route in
      route?.primary.map(isBare) == true || route?.fallbacks.contains(where: isBare) == true
    }
  }
}
