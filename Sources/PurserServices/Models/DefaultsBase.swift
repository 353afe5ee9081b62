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
  /// Whether a route or the allowlist holds a name that only the models of the providers can explain.
  private let hasBareName: Bool
  /// Whether the allowlist does, so that it may mean something else to an agent with providers of its own.
  let hasBareLine: Bool

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
    hasBareLine = configuration.allowlist.hasBareLine(for: resolver)
    hasBareName = hasBareLine || configuration.hasBareRoute(for: resolver)
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
      isBare = configuration.hasBareName(for: reader)
    }
    if isBare || own.hasBareName(for: reader) || startsBuiltIn(own) {
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

  /// Whether a route or the allowlist holds a name that `resolver` cannot explain without the models of providers.
  fileprivate func hasBareName(for resolver: ModelResolver) -> Bool {
    hasBareRoute(for: resolver) || allowlist.hasBareLine(for: resolver)
  }

  /// Whether a route holds one.
  fileprivate func hasBareRoute(for resolver: ModelResolver) -> Bool {
    func isBare(_ name: String) -> Bool { !name.isEmpty && resolver.isBare(name) }
    return routes.values.contains { route in
      route.primary.map(isBare) == true || route.fallbacks.contains(where: isBare)
    }
  }
}

extension StoredAllowlist {
  /// Whether the list limits and has a line that `resolver` cannot explain without the models of providers.
  func hasBareLine(for resolver: ModelResolver) -> Bool {
    mode == .only
      && entries.contains { $0.source != .models && resolver.isBare($0.pattern) }
  }
}
