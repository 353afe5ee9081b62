import PurserDomain
import PurserStore
import SystemKit

/// Everything the store knows that an export needs, read in one transaction.
struct ExportSources {
  var revision: Int64
  /// In the order asked for.
  var agents: [Agent]
  private var providers: [ScopeID: [EffectiveProvider]]
  private var settings: [ScopeID: [String: String]]
  /// The newest export of each path.
  private var exports: [String: ExportFile]
  /// Sealed values by id; empty unless asked for.
  var secrets: [Int64: StoredSecret]

  /// Agents that were not asked for, by the place of their file.
  private(set) var neighbours: [String: [Agent.ID]] = [:]
  /// Tells places; it knows the folders of all agents that were not asked for.
  private(set) var links = LinkResolver()

  /// Beyond this many agents, whole tables are read instead of the rows of each scope.
  private static let fewAgents = 16

  /// Reads what concerns `ids`. Throws `not_found` for an agent that does not exist.
  init(
    _ session: Session<ReadOnly>, at revision: Int64, agents ids: [Agent.ID],
    paths: (Agent) -> String?, withSecrets: Bool
  ) throws {
    self.revision = revision
    exports = [:]
    secrets = [:]
    providers = [:]
    settings = [:]
    if ids.count > Self.fewAgents {
      let all = Dictionary(
        try session.agents.list().map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      agents = try ids.map { id in try all[id] ?? session.agents.require(id) }
      try readAll(session)
      for file in try session.exportFiles.latest() { exports[file.path] = file }
    } else {
      agents = try ids.map { try session.agents.require($0) }
      for scope in [.defaults] + Set(ids).sorted().map(ScopeID.agent) {
        try read(scope, session)
      }
      for path in agents.compactMap(paths) {
        exports[path] = try session.exportFiles.latest(path: path)
      }
    }
    let wanted = Set(ids)
    for agent in try session.agents.list() where !wanted.contains(agent.id) {
      guard let path = paths(agent) else { continue }
      neighbours[links.file(path), default: []].append(agent.id)
    }
    guard withSecrets else { return }
    for secret in try session.secrets.list() { secrets[secret.id] = secret }
  }

  /// Returns what `agent` sees.
  func providers(of agent: Agent.ID) -> [EffectiveProvider] {
    EffectiveProvider.overlay(
      defaults: providers[.defaults] ?? [], own: providers[.agent(agent)] ?? [])
  }

  /// Whether the agent sees just the defaults.
  func hasOwnProviders(_ agent: Agent.ID) -> Bool { providers[.agent(agent)] != nil }

  /// Returns the value of a knob for an agent: its own, else the defaults', else the built-in one.
  func setting(_ key: SettingKey, of agent: Agent.ID) -> String {
    settings[.agent(agent)]?[key.rawValue] ?? settings[.defaults]?[key.rawValue]
      ?? key.defaultValue
  }

  /// Returns the newest export to `path`, nil when none was made.
  func latestExport(to path: String) -> ExportFile? { exports[path] }

  private mutating func readAll(_ session: Session<ReadOnly>) throws {
    var models: [ScopeID: [String: [ModelDefinition]]] = [:]
    try session.providerModels.forEach { model in
      models[model.scope, default: [:]][model.provider, default: []].append(model.definition)
    }
    for provider in try session.providers.list() {
      let own = models[provider.scope]?[provider.definition.id] ?? []
      providers[provider.scope, default: []].append(
        EffectiveProvider(scope: provider.scope, definition: provider.definition, models: own))
    }
    for setting in try session.settings.list() {
      settings[setting.scope, default: [:]][setting.key] = setting.value
    }
  }

  private mutating func read(_ scope: ScopeID, _ session: Session<ReadOnly>) throws {
    var models: [String: [ModelDefinition]] = [:]
    for model in try session.providerModels.list(at: scope) {
      models[model.provider, default: []].append(model.definition)
    }
    let own = try session.providers.list(at: scope).map { provider in
      EffectiveProvider(
        scope: scope, definition: provider.definition, models: models[provider.definition.id] ?? [])
    }
    if !own.isEmpty { providers[scope] = own }
    settings[scope] = try session.settings.values(at: scope)
  }
}
