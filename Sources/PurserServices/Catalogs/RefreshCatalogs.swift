import HTTPKit
package import PurserDomain
package import PurserStore
package import SystemKit

/// Which lists of models are asked for, and where.
package struct RefreshCatalogs: Sendable {
  /// Whose lists, each once, in order.
  package var sources: [CatalogSource]
  /// Canonical providers whose own lists are asked for; none: those in use.
  package var providers: [String]
  /// Another address for the one source; nil for the usual one.
  package var url: String?
  package var options: CatalogFetch.Options

  /// Makes a request.
  package init(
    sources: [CatalogSource], providers: [String] = [], url: String? = nil,
    options: CatalogFetch.Options
  ) {
    self.sources = sources
    self.providers = providers
    self.url = url
    self.options = options
  }

  /// What there is to ask, and what cannot be asked.
  package struct Plan: Sendable {
    package internal(set) var targets: [CatalogFetch.Target] = []
    package internal(set) var failures: [CatalogFailure] = []
  }

  /// Plans the requests for the agent of `models`, whose credentials and addresses the lists of providers are asked with;
  /// the lists that are open to anyone are asked without.
  package func plan(
    for models: AgentModels, environment: Environment, vault: Vault, now: Timestamp,
    in session: Session<some Any>
  ) throws -> Plan {
    var plan = Plan()
    for source in sources {
      if source == .provider {
        try addProviders(
          for: models, environment: environment, vault: vault, now: now, in: session, to: &plan)
        continue
      }
      guard let url = url ?? source.url else { continue }
      let provider =
        source == .openRouter ? "openrouter" : CatalogSource.everyProvider
      plan.targets.append(
        CatalogFetch.Target(
          source: source, provider: provider, url: url,
          last: try session.catalog.load(of: source, provider), options: options))
    }
    return plan
  }

  private func addProviders(
    for models: AgentModels, environment: Environment, vault: Vault, now: Timestamp,
    in session: Session<some Any>, to plan: inout Plan
  ) throws {
    let calls = FirstCall(
      of: models, plugins: try ProviderPlugins(environment: environment),
      environment: environment, vault: vault, userAgent: options.userAgent, now: now, in: session)
    var wanted = providers
    if wanted.isEmpty {
      for ref in models.refsInUse where !wanted.contains(ref.provider) {
        wanted.append(ref.provider)
      }
    }
    for provider in wanted {
      switch try request(to: provider, calls) {
      case .success(let (source, request)):
        plan.targets.append(
          CatalogFetch.Target(
            source: source, provider: provider, url: url ?? request.url, headers: request.headers,
            last: try session.catalog.load(of: source, provider), options: options))
      case .failure(let refusal):
        plan.failures.append(
          CatalogFailure(
            source: .provider, provider: provider, isStored: models.provider(provider) != nil,
            refusal))
      }
    }
  }

  /// With the first credential that can be had, else without one: servers of one's own need none.
  private func request(
    to provider: String, _ calls: FirstCall<some Any>
  ) throws -> Result<(CatalogSource, HTTPRequest), CallRefusal> {
    let found = try calls.authenticated(provider)
    let ready: ReadyCall
    if let call = found.call {
      ready = call
    } else if let refusal = found.refusals.first {
      return .failure(refusal)
    } else {
      switch try calls.anonymous(provider) {
      case .success(let call): ready = call
      case .failure(let refusal): return .failure(refusal)
      }
    }
    if provider == "openrouter" {
      // Its list is open to anyone and says more than those of other providers.
      return .success((.openRouter, HTTPRequest(.get, ready.call.base + "/models")))
    }
    switch ready.listingPlan() {
    case .request(let request): return .success((.provider, request))
    case .notCheckable(let why): return .failure(CallRefusal(.notCheckable, why))
    case .misconfigured(let why): return .failure(CallRefusal(.misconfigured, why))
    }
  }
}
