package import PurserDomain
import SQLKit

/// Everything that stands at one scope, but for the models of its providers, which may be thousands.
package struct ScopeConfiguration: Equatable, Sendable {
  package var routes: [Purpose: StoredRoute] = [:]
  /// In list order; the empty name is among them.
  package var aliases: [StoredAlias] = []
  /// In list order.
  package var modelSettings: [StoredModelSetting] = []
  package var allowlist = StoredAllowlist()
  /// Canonical texts by key.
  package var settings: [String: String] = [:]
  /// In document order.
  package var providers: [ProviderDefinition] = []

  package init() {}
}

extension Session {
  /// Returns what stands at `scope` itself, without what it inherits.
  package func configuration(at scope: ScopeID) throws -> ScopeConfiguration {
    var configuration = ScopeConfiguration()
    configuration.routes = try routes.list(at: [scope])[scope] ?? [:]
    configuration.aliases = try aliases.list(at: scope)
    configuration.modelSettings = try modelSettings.list(at: scope)
    configuration.allowlist = try allow.find(at: scope)
    configuration.settings = try settings.values(at: scope)
    configuration.providers = try providers.list(at: scope).map(\.definition)
    return configuration
  }

  /// Returns what stands at each scope that has anything, with one query per table whatever the number
  /// of agents.
  package func configurations() throws -> [ScopeID: ScopeConfiguration] {
    var all: [ScopeID: ScopeConfiguration] = [:]
    func at(_ scope: ScopeID, _ change: (inout ScopeConfiguration) -> Void) {
      change(&all[scope, default: ScopeConfiguration()])
    }
    for (scope, routes) in try routes.list() { at(scope) { $0.routes = routes } }
    for alias in try aliases.list() { at(alias.scope) { $0.aliases.append(alias) } }
    for entry in try modelSettings.list() { at(entry.scope) { $0.modelSettings.append(entry) } }
    for (scope, list) in try allow.list() { at(scope) { $0.allowlist = list } }
    for setting in try settings.list() {
      at(setting.scope) { $0.settings[setting.key] = setting.value }
    }
    for (scope, list) in try providers.byScope() { at(scope) { $0.providers = list } }
    return all
  }
}
