import PurserDomain
import PurserServices
import PurserStore
import Testing

/// What the agents of a fleet share must not show: each comes to what it does alone.
struct FleetModelsTests {
  @Test(arguments: DefaultsSample.allCases, AgentSample.allCases)
  func `an agent of a fleet comes to what it does alone`(
    _ defaults: DefaultsSample, _ sample: AgentSample
  ) throws {
    let base = DefaultsBase(defaults.configuration)
    let defaultView = AgentModels(agent: nil, own: base.configuration, base: base) {
      models(of: base.configuration)
    }
    let agent = Agent(
      id: try Agent.ID("ops"), createdAt: Timestamp(milliseconds: 0),
      updatedAt: Timestamp(milliseconds: 0))
    let own = sample.configuration(at: .agent(agent.id))
    func view(_ defaultView: AgentModels?) -> AgentModels {
      AgentModels(agent: agent, own: own, base: base, defaultView: defaultView) {
        models(of: own) + models(of: base.configuration)
      }
    }
    let (fleet, alone) = (view(defaultView), view(nil))
    for purpose in Purpose.allCases { #expect(fleet.route(purpose) == alone.route(purpose)) }
    #expect(fleet.providersInUse == alone.providersInUse)
    #expect(fleet.modelSettings == alone.modelSettings)
    #expect(fleet.resolver.configured == alone.resolver.configured)
    #expect(fleet.resolver.offered == alone.resolver.offered)
    for name in ["m1", "fast", "own", "lab/m1", "claude-opus-4-5"] {
      #expect(fleet.resolver.resolve(name) == alone.resolver.resolve(name))
    }
  }

  @Test func `an agent's own provider stands for that of the defaults wherever it is asked for`()
    throws
  {
    let agent = Agent(
      id: try Agent.ID("ops"), createdAt: Timestamp(milliseconds: 0),
      updatedAt: Timestamp(milliseconds: 0))
    var (defaults, own) = (ScopeConfiguration(), ScopeConfiguration())
    defaults.providers = [defined("lab", "http://shared/"), defined("zed", "http://zed/")]
    own.providers = [defined("lab", "http://own/")]
    let models = AgentModels(agent: agent, own: own, base: DefaultsBase(defaults)) { [] }
    #expect(models.providers.map(\.definition.baseURL) == ["http://zed/", "http://own/"])
    #expect(models.providers.map(\.scope) == [.defaults, .agent(agent.id)])
    #expect(models.provider("lab")?.definition.baseURL == "http://own/")
    #expect(models.provider("zed")?.scope == .defaults)
    #expect(models.provider("none") == nil)
    #expect(models.hasOwnProvider("lab") && !models.hasOwnProvider("zed"))
  }

  @Test func `the defaults have no provider of their own beside those of the defaults`() {
    var defaults = ScopeConfiguration()
    defaults.providers = [defined("lab", "http://shared/")]
    let models = AgentModels(agent: nil, own: defaults, base: DefaultsBase(defaults)) { [] }
    #expect(models.ownProviders.isEmpty && models.ownProvider("lab") == nil)
    #expect(models.provider("lab")?.scope == .defaults)
    #expect(models.providers.count == 1 && models.hasProviders)
  }

  private func models(of configuration: ScopeConfiguration) -> [ModelRef] {
    configuration.providers.map { ModelRef(provider: $0.id, model: "m1") }
  }
}

/// Defaults that are read by their own words alone, and some that only models can explain.
enum DefaultsSample: CaseIterable {
  case empty, named, bare, aliased, builtInProvider, imageOnly

  var configuration: ScopeConfiguration {
    var configuration = ScopeConfiguration()
    configuration.providers = [defined("lab"), defined("claude-cli")]
    switch self {
    case .empty: configuration.providers = []
    case .named:
      configuration.routes[.text] = StoredRoute(
        primary: "lab/m1", fallbacks: ["zed/z1", "claude-cli/opus"], policy: .list)
      configuration.routes[.image] = StoredRoute(primary: "zed/eye")
    case .bare: configuration.routes[.text] = StoredRoute(primary: "m1")
    case .aliased:
      configuration.routes[.text] = StoredRoute(primary: "Fast", fallbacks: ["m1"], policy: .list)
      configuration.aliases = [
        StoredAlias(
          scope: .defaults, name: "fast", ref: ModelRef(provider: "zed", model: "z1"), position: 0)
      ]
    case .builtInProvider: configuration.providers.append(defined("anthropic"))
    case .imageOnly: configuration.routes[.image] = StoredRoute(primary: "lab/eye")
    }
    return configuration
  }
}

/// What an agent may say of its own.
enum AgentSample: CaseIterable {
  case nothing, text, blankText, bareText, list, noFallbacks, image, inheriting, alias, model
  case provider, builtInProvider

  func configuration(at scope: ScopeID) -> ScopeConfiguration {
    var own = ScopeConfiguration()
    switch self {
    case .nothing: break
    case .text: own.routes[.text] = StoredRoute(primary: "zed/z2")
    case .blankText: own.routes[.text] = StoredRoute(primary: " ")
    case .bareText: own.routes[.text] = StoredRoute(primary: "claude-opus-4-5")
    case .list: own.routes[.text] = StoredRoute(fallbacks: ["lab/m1", "fast"], policy: .list)
    case .noFallbacks:
      own.routes[.text] = StoredRoute(primary: "lab/m2", policy: FallbackPolicy.none)
    case .image: own.routes[.image] = StoredRoute(primary: "claude-cli/eye", policy: .inherit)
    case .inheriting:
      own.routes[.text] = StoredRoute(primary: "zed/z2")
      own.settings[SettingKey.agentPrimaryFallbacks.rawValue] = "inherit"
    case .alias:
      own.aliases = [
        StoredAlias(
          scope: scope, name: "fast", ref: ModelRef(provider: "own", model: "o1"), position: 0)
      ]
    case .model:
      own.modelSettings = [
        StoredModelSetting(
          scope: scope, ref: ModelRef(provider: "own", model: "m1"), written: "own/m1", position: 0)
      ]
    case .provider: own.providers = [defined("own")]
    case .builtInProvider: own.providers = [defined("anthropic")]
    }
    return own
  }
}

private func defined(_ id: String, _ url: String? = nil) -> ProviderDefinition {
  ProviderDefinition(id: id, writtenID: id, baseURL: url)
}
