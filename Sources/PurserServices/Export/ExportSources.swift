import PurserDomain
import PurserStore
import SystemKit

/// Everything the store knows that an export needs, read in one transaction; to be used inside it.
struct ExportSources {
  var revision: Int64
  /// In the order asked for.
  var agents: [Agent]
  private let providers: ExportProviders
  private let profileKeys: ExportProfileKeys
  private var settings: [ScopeID: [String: String]]
  /// The newest export of each path.
  private var exports: [String: ExportFile]
  /// Where sealed values are, which are read one by one as they are written.
  let secrets: SecretRepository<ReadOnly>

  /// Agents that were not asked for, by the place of their file, as far as one that was asked for may have the same.
  private(set) var neighbours: [String: [Agent.ID]] = [:]
  /// Tells places; it knows the folders of `neighbours`.
  private(set) var links = LinkResolver()

  /// Beyond this many agents, whole tables are read instead of the rows of each scope.
  private static let fewAgents = 16

  /// Reads what concerns `ids`; with a vault, what the keys of profiles are as well. Throws `not_found` for an agent that does
  /// not exist.
  init(
    _ session: Session<ReadOnly>, at revision: Int64, agents ids: [Agent.ID],
    path: (Agent.ID, _ directory: String?) -> String?, vault: Vault?
  ) throws {
    self.revision = revision
    exports = [:]
    secrets = session.secrets
    settings = [:]
    if ids.count > Self.fewAgents {
      let known = try session.agents.list()
      let all = Dictionary(known.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
      agents = try ids.map { id in try all[id] ?? session.agents.require(id) }
      providers = ExportProviders(session, at: nil)
      profileKeys = ExportProfileKeys(session, at: nil, vault: vault)
      for setting in try session.settings.list() {
        settings[setting.scope, default: [:]][setting.key] = setting.value
      }
      for file in try session.exportFiles.latest() { exports[file.path] = file }
      let wanted = Set(ids)
      for agent in known where !wanted.contains(agent.id) {
        guard let path = path(agent.id, agent.agentDirectory) else { continue }
        neighbours[links.file(path), default: []].append(agent.id)
      }
    } else {
      agents = try ids.map { try session.agents.require($0) }
      let scopes = [.defaults] + Set(ids).sorted().map(ScopeID.agent)
      providers = ExportProviders(session, at: scopes)
      profileKeys = ExportProfileKeys(session, at: scopes, vault: vault)
      for scope in scopes { settings[scope] = try session.settings.values(at: scope) }
      let files = agents.compactMap { path($0.id, $0.agentDirectory) }
      for file in files { exports[file] = try session.exportFiles.latest(path: file) }
      try findNeighbours(of: files, in: session, path: path)
    }
  }

  /// Reads what `agents` saw at a moment of the past, and nothing of settings, files and secrets; `session` is one of that moment.
  init(
    past session: Session<ReadOnly>, at revision: Int64, agents: Set<Agent.ID>, vault: Vault?
  ) throws {
    self.revision = revision
    self.agents = []
    let scopes =
      agents.count > Self.fewAgents ? nil : [.defaults] + agents.sorted().map(ScopeID.agent)
    providers = ExportProviders(session, at: scopes)
    profileKeys = ExportProfileKeys(session, at: scopes, vault: vault)
    settings = [:]
    exports = [:]
    secrets = session.secrets
  }

  /// Finds the agents that may have one of `files` as well: one look at each folder tells whether it is that of a file, so that
  /// no place has to be told step by step.
  private mutating func findNeighbours(
    of files: [String], in session: Session<ReadOnly>, path: (Agent.ID, String?) -> String?
  ) throws {
    var folders: Set<FolderIdentity> = []
    var isAnyAbsent = false
    for file in files {
      if let folder = FolderIdentity(SystemPath.parent(of: file)) {
        folders.insert(folder)
      } else {
        isAnyAbsent = true
      }
    }
    let wanted = Set(agents.map(\.id))
    for (id, directory) in try session.agents.directories() where !wanted.contains(id) {
      guard let file = path(id, directory) else { continue }
      let isNear = FolderIdentity(SystemPath.parent(of: file)).map(folders.contains) ?? isAnyAbsent
      if isNear { neighbours[links.file(file), default: []].append(id) }
    }
  }

  /// Returns what `agent` sees, with what stands for the credential of a provider that names no key.
  func providers(of agent: Agent.ID) throws -> [EffectiveProvider] {
    let known = try providers.byScope()
    let seen = EffectiveProvider.overlay(
      defaults: known[.defaults] ?? [], own: known[.agent(agent)] ?? [])
    return try seen.map { provider in
      guard provider.lacksKey else { return provider }
      let key = try profileKeys.key(of: provider, for: agent)
      var keyed = provider
      if try key != profileKeys.key(of: provider, for: nil) { keyed.keyedFor = .agent(agent) }
      keyed.definition.key = key ?? .none
      return keyed
    }
  }

  /// Whether the agent sees more than the defaults.
  func hasOwnProviders(_ agent: Agent.ID) throws -> Bool {
    let known = try providers.byScope()
    if known[.agent(agent)] != nil { return true }
    return try (known[.defaults] ?? []).contains {
      try $0.lacksKey
        && profileKeys.key(of: $0, for: agent) != profileKeys.key(of: $0, for: nil)
    }
  }

  /// Returns the value of a knob for an agent: its own, else the defaults', else the built-in one.
  func setting(_ key: SettingKey, of agent: Agent.ID) -> String {
    settings[.agent(agent)]?[key.rawValue] ?? settings[.defaults]?[key.rawValue]
      ?? key.defaultValue
  }

  /// Returns the newest export to `path`, nil when none was made.
  func latestExport(to path: String) -> ExportFile? { exports[path] }
}

/// The providers of scopes with their models. They are read when the first file needs them, which none does that is what was
/// last exported.
private final class ExportProviders {
  private let session: Session<ReadOnly>
  /// nil for all.
  private let scopes: [ScopeID]?
  private var known: [ScopeID: [EffectiveProvider]]?

  init(_ session: Session<ReadOnly>, at scopes: [ScopeID]?) {
    self.session = session
    self.scopes = scopes
  }

  /// Returns what stands at each scope that has any.
  func byScope() throws -> [ScopeID: [EffectiveProvider]] {
    if let known { return known }
    let made = try scopes.map { try read($0) } ?? readAll()
    known = made
    return made
  }

  private func readAll() throws -> [ScopeID: [EffectiveProvider]] {
    var providers: [ScopeID: [EffectiveProvider]] = [:]
    var models: [ScopeID: [String: [ModelDefinition]]] = [:]
    try session.providerModels.forEach { model in
      models[model.scope, default: [:]][model.provider, default: []].append(model.definition)
    }
    for provider in try session.providers.list() {
      let own = models[provider.scope]?[provider.definition.id] ?? []
      providers[provider.scope, default: []].append(
        EffectiveProvider(scope: provider.scope, definition: provider.definition, models: own))
    }
    return providers
  }

  private func read(_ scopes: [ScopeID]) throws -> [ScopeID: [EffectiveProvider]] {
    var providers: [ScopeID: [EffectiveProvider]] = [:]
    for scope in scopes {
      var models: [String: [ModelDefinition]] = [:]
      for model in try session.providerModels.list(at: scope) {
        models[model.provider, default: []].append(model.definition)
      }
      let own = try session.providers.list(at: scope).map { provider in
        let definition = provider.definition
        return EffectiveProvider(
          scope: scope, definition: definition, models: models[definition.id] ?? [])
      }
      if !own.isEmpty { providers[scope] = own }
    }
    return providers
  }
}
