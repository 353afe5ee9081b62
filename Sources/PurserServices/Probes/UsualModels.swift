import PurserDomain
import PurserStore

/// Chooses the models on which credentials are tried where no configuration names one. Most agents have their providers
/// from the defaults, so what one scope defines is read once for all of them.
final class UsualModels {
  private let plugins: ProviderPlugins
  private var chosen: [Place: ModelRef?] = [:]

  private struct Place: Hashable {
    let provider: String
    let scope: ScopeID?
  }

  /// Needs the manifests, which name a model for providers that define none.
  init(plugins: ProviderPlugins) { self.plugins = plugins }

  /// Returns the model of `provider`, which `scope` defines, or nobody; nil when none is known.
  func model(
    of provider: String, _ scope: ScopeID?, in session: Session<some Any>
  ) throws -> ModelRef? {
    let place = Place(provider: provider, scope: scope)
    if let known = chosen[place] { return known }
    let model = try ProbeModel.choose(
      of: provider, candidates: [],
      catalog: scope.map { try session.providerModels.names(of: provider, at: $0) } ?? [],
      usual: plugins.plugin(provider)?.manifest.probeModel)
    chosen[place] = .some(model)
    return model
  }
}
