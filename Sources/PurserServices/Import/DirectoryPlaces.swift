import JSONKit
import PurserDomain
import PurserStore

/// Where things stand in a state directory, for findings that are about the store.
struct DirectoryPlaces {
  /// A file, and a path in it; the root for what has no place.
  struct Place {
    var file: String
    var path = JSONPath.root
  }

  private let directory: String
  private let config: String?
  private let agents: [Agent.ID: JSONPath]
  private let scopes: [ScopeID: ScopeReading]
  private let providers: [String: ReadProvider]
  private let files: [Agent.ID: DirectoryReading.AgentFile]

  init(_ reading: DirectoryReading) {
    directory = reading.directory
    config = reading.config.file
    agents = Dictionary(
      reading.agents.map { ($0.id, $0.path) }, uniquingKeysWith: { first, _ in first })
    scopes = Dictionary(
      reading.scopes.map { ($0.scope, $0) }, uniquingKeysWith: { first, _ in first })
    providers = Dictionary(
      reading.providers.map { ($0.definition.id, $0) }, uniquingKeysWith: { first, _ in first })
    files = Dictionary(
      reading.files.map { ($0.agent, $0) }, uniquingKeysWith: { first, _ in first })
  }

  /// The place of what the configuration has at `path`; that of the directory for nil.
  func inConfig(_ path: JSONPath?) -> Place {
    guard let path, path != .root, let config else { return Place(file: directory) }
    return Place(file: config, path: path)
  }

  func agent(_ id: Agent.ID) -> Place { inConfig(agents[id]) }

  /// The place of what stands at a scope under `key`.
  func scope(_ scope: ScopeID, _ key: JSONPath) -> Place {
    inConfig(scopes[scope].map { $0.path.appending(key) })
  }

  /// The place of the list of a scope, or of the map of models where that is all there is.
  func allowlist(at scope: ScopeID) -> Place {
    let isMap = scopes[scope]?.allowlist?.entries.contains { $0.source == .models } ?? false
    return self.scope(scope, isMap ? ["models"] : ["modelPolicy", "allow"])
  }

  /// The place of an entry of the map of models.
  func entry(_ ref: ModelRef, at scope: ScopeID) -> Place {
    let written = scopes[scope]?.modelSettings.first { $0.ref == ref }?.written
    return self.scope(scope, written.map { ["models", .key($0)] } ?? ["models"])
  }

  /// Whether a model has that alias at a scope, written as it may be.
  func hasAlias(_ name: String, at scope: String) -> Bool {
    guard let scope = try? ScopeID(scope), !name.isEmpty else { return false }
    return scopes[scope]?.aliases.contains { Alias.lookupKey($0.name) == Alias.lookupKey(name) }
      ?? false
  }

  func provider(_ id: String, at scope: ScopeID) -> Place {
    guard let agent = scope.agent else { return inConfig(providers[id]?.path) }
    guard let file = files[agent] else { return Place(file: directory) }
    let provider = file.content.providers.first { $0.definition.id == id }
    return Place(file: file.path, path: provider?.path ?? .root)
  }

  func model(_ id: String, of provider: String, at scope: ScopeID) -> Place {
    var place = self.provider(provider, at: scope)
    if place.path == .root { return place }
    place.path = place.path.appending("models")
    let read =
      scope.agent.map { files[$0]?.content.providers.first { $0.definition.id == provider } }
      ?? providers[provider]
    if let position = read?.models.first(where: { $0.id == id })?.position {
      place.path = place.path.appending(position)
    }
    return place
  }

  func setting(_ key: String) -> Place {
    guard let key = SettingKey(rawValue: key) else { return inConfig(nil) }
    switch key {
    case .modelsMode: return inConfig(["models", "mode"])
    case .cliBackends: return inConfig(["agents", "defaults", "cliBackends"])
    default:
      return inConfig(
        CooldownSettingReader.member(of: key).map { ["auth", "cooldowns", .key($0)] })
    }
  }
}
