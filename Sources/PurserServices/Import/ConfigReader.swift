import JSONKit
import PurserDomain
import PurserStore
import SystemKit

/// Reads what a gateway's configuration says apart from its agents and providers, and reports what it has
/// that no import takes.
struct ConfigReader {
  let config: GatewayConfig
  let environment: Environment
  let context: CredentialContext
  let log: ImportLog

  private var root: JSON { .object(config.root) }

  /// Whether the configuration is of the time when an agent's own model stopped using the fallbacks of
  /// the defaults: it has the members of that time, or says that such a gateway wrote it.
  /// [research/selection-and-auth.md C.2, 0.2]
  var isNewer: Bool {
    let agents = root["agents"]
    if agents?["entries"] != nil { return true }
    if config.hasOwnPolicy, agents?["defaults"]?["modelPolicy"] != nil { return true }
    if config.agents.contains(where: { $0.value.contains("modelPolicy") }) { return true }
    let parts = (config.version ?? "").split(separator: ".").prefix(2).map { Int($0) ?? 0 }
    guard parts.count == 2 else { return false }
    return parts[0] > 2026 || (parts[0] == 2026 && parts[1] >= 7)
  }

  /// Adds what loading found, and counts the parts that loading left out.
  func report() {
    for finding in config.findings {
      log.add(Self.kind(of: finding.path), finding)
      if finding.kind == .error {
        log.countSkipped(.configFiles)
      } else if finding.kind == .skipped, let kind = Self.wholeThing(at: finding.path) {
        log.countSkipped(kind)
      }
    }
    guard config.isLoaded else { return }
    log.count(.configFiles, \.read, config.files.count)
    reportVariables()
    reportLoginShell()
    reportMembers()
    let others = config.root.keys.filter {
      !["agents", "models", "auth", "secrets", "meta"].contains($0)
    }
    if !others.isEmpty {
      let names = others.prefix(30).map(\.quoted).joined(separator: ", ")
      log.note(.configFiles, .root, "Sections that Purser does not keep: \(names).")
    }
  }

  private func reportVariables() {
    guard !config.variables.isEmpty else { return }
    log.count(.variables, \.read, config.variables.count)
    log.count(.variables, \.skipped, config.variables.count)
    let names = config.variables.prefix(50).map { $0.name.printable(limit: 80) }
    log.skip(
      .variables, config.variables.first?.path ?? ["env"],
      "Values of the env block are not stored, but for those that a name, a path or an address stands for: "
        + "\(names.joined(separator: ", ")).",
      hint: "Set them in the environment of the programs that need them.")
  }

  /// A gateway that is told to takes variables that are not set from the login shell of its user; an import runs no shell.
  /// [research/cli-and-formats.md 12.5]
  private func reportLoginShell() {
    let flag = GatewayConfig.Generation.allCases
      .map { $0.rawValue.uppercased() + "_LOAD_SHELL_ENV" }
      .first { ["1", "true", "yes", "on"].contains(environment[$0]?.trimmed.lowercased()) }
    guard let asking = config.loginShell?.description ?? flag else { return }
    log.note(
      .variables, config.loginShell ?? .root,
      "'\(asking)' tells the gateway to take variables that are not set from a login shell; Purser runs none, so only "
        + "those count that are set where it runs.",
      hint: "Run Purser in a shell that sets them.")
  }

  /// Names the members of sections that are read which no import takes; what is not known at all was named in loading.
  private func reportMembers() {
    for (key, message, hint) in Self.unread where root["models"]?[key]?.isNull == false {
      log.skip(.settings, ["models", .key(key)], message, hint: hint)
    }
    let secrets = root["secrets"]?.object ?? [:]
    for key in secrets.keys.filter({ $0 != "providers" && $0 != "defaults" }).prefix(20) {
      log.skip(.secretProviders, ["secrets", .key(key)], "Purser does not keep this member.")
    }
  }

  private static let unread: [(key: String, message: String, hint: String?)] = [
    (
      "bedrockDiscovery", "Purser does not ask Bedrock which models there are.",
      "Put those that agents use under models.providers."
    ),
    (
      "catalogRefresh", "When lists of models are fetched is not kept.",
      "Fetch them when you want them: purser models refresh"
    ),
    ("pricing", "Purser takes prices from models and from catalogs, not from here.", nil),
    ("modelAliases", "Aliases are read from agents.defaults.models, not from here.", nil),
  ]

  /// Returns `models.mode` in canonical spelling; nil when it is not set.
  func modelsMode() -> String? {
    guard let value = root["models"]?["mode"]?.string else { return nil }
    log.count(.settings, \.read)
    if let mode = try? SettingKey.modelsMode.canonical(value) { return mode }
    log.count(.settings, \.skipped)
    log.skip(.settings, ["models", "mode"], "The mode must be 'merge' or 'replace'.")
    return nil
  }

  /// Returns the names of `agents.defaults.cliBackends` as the setting has them; nil when there are none.
  /// [research/selection-and-auth.md B4, research/cli-and-formats.md 6.1]
  func cliBackends() -> String? {
    guard let backends = root["agents"]?["defaults"]?["cliBackends"]?.object, !backends.isEmpty
    else { return nil }
    log.count(.settings, \.read)
    let place: JSONPath = ["agents", "defaults", "cliBackends"]
    let names = backends.keys.filter {
      !log.leavesOut(keyIn: $0, as: "the name of a program", .settings, place)
    }.joined(separator: ",")
    if !names.isEmpty, let value = try? SettingKey.cliBackends.canonical(names) { return value }
    log.count(.settings, \.skipped)
    if !names.isEmpty { log.skip(.settings, place, "A name of a program is no provider id.") }
    return nil
  }

  /// Returns what stands at the defaults and at each agent.
  func scopes(of agents: [PlannedAgent], providers: [ReadProvider]) throws -> [ScopeReading] {
    let removed = RemovedElements(config.findings)
    // The places where something is missing, and those around them.
    var gaps: Set<JSONPath> = []
    for finding in config.findings where finding.kind == .skipped {
      var path: JSONPath? = removed.present(finding.path)
      while let place = path, gaps.insert(place).inserted { path = place.parent }
    }
    let reader = ScopeReader(
      log: log, context: context, unsaidFallbacks: isNewer ? .none : .inherit,
      hasGaps: { gaps.contains($0) })
    let defaults: JSONPath = ["agents", "defaults"]
    var places: [JSONPath] = [defaults]
    var scopes = [
      try reader.read(root["agents"]?["defaults"]?.object ?? [:], scope: .defaults, at: defaults)
    ]
    for agent in agents where !agent.entry.isEmpty {
      log.agent = agent.id
      scopes.append(try reader.read(agent.entry, scope: .agent(agent.id), at: agent.path))
      places.append(agent.path)
    }
    log.agent = nil
    let names = modelNames(scopes, providers)
    let written = scopes[0]
    var inherited: [StoredAlias] = []
    for index in scopes.indices {
      log.agent = scopes[index].scope.agent
      let own = reader.dropShadows(
        of: &scopes[index], models: names, at: places[index].appending("models"))
      if index == 0 { inherited = own }
      reader.writeOut(own + inherited, in: &scopes[index], at: places[index])
      guard index > 0 else { continue }
      reader.writeOutInherited(
        own, in: &scopes[index], from: written, without: inherited, at: places[index])
    }
    log.agent = nil
    reportUnknown(scopes, places, providers)
    return scopes
  }

  /// Models by the names that mean them, in lower case: the id, and provider with id.
  private func modelNames(
    _ scopes: [ScopeReading], _ providers: [ReadProvider]
  ) -> [String: Set<ModelRef>] {
    var names: [String: Set<ModelRef>] = [:]
    func add(_ ref: ModelRef) {
      names[Alias.lookupKey(ref.model), default: []].insert(ref)
      names[Alias.lookupKey(ref.key), default: []].insert(ref)
    }
    for scope in scopes {
      // A bare key of the map is as a rule the alias itself, and names no model for sure.
      for setting in scope.modelSettings where setting.written.holds("/") { add(setting.ref) }
    }
    for provider in providers {
      let id = provider.definition.id
      for model in provider.models {
        let ref = ModelNaming.standard.defined(model.id, by: id)
        add(ref)
        for name in [model.id, "\(id)/\(model.id)"] where ref.model != model.id {
          names[Alias.lookupKey(name), default: []].insert(ref)
        }
      }
    }
    return names
  }

  /// Says which routes name a model that their provider, as configured, does not have.
  private func reportUnknown(
    _ scopes: [ScopeReading], _ places: [JSONPath], _ providers: [ReadProvider]
  ) {
    let naming = ModelNaming.standard
    let models = Dictionary(
      providers.filter { !$0.models.isEmpty }.map { provider in
        (
          provider.definition.id,
          Set(
            provider.models.compactMap {
              naming.reference(provider: provider.definition.id, model: $0.id)
            })
        )
      }, uniquingKeysWith: { first, _ in first })
    for (scope, place) in zip(scopes, places) {
      log.agent = scope.scope.agent
      for (purpose, route) in scope.routes {
        for name in [route.primary].compactMap({ $0 }) + route.fallbacks where name.holds("/") {
          guard let ref = naming.reference(name, defaultProvider: ""),
            let known = models[ref.provider], !known.contains(ref)
          else { continue }
          let key = ScopeReading.purposes.first { $0.purpose == purpose }?.key ?? .root
          log.note(
            .routes, place.appending(key),
            "\(name.quoted) is not among the models that the configuration gives '\(ref.provider)'."
          )
        }
      }
    }
    log.agent = nil
  }

  // MARK: What loading left out

  private static func kind(of path: JSONPath) -> ImportKind {
    let keys = path.elements.map { element in
      if case .key(let key) = element { key } else { "" }
    }
    switch keys.first {
    case "models":
      if keys.count > 3, keys[1] == "providers", keys[3] == "models" { return .models }
      return keys.count > 1 && keys[1] == "mode" ? .settings : .providers
    case "auth":
      switch keys.dropFirst().first {
      case "order": return .profileOrders
      case "cooldowns": return .settings
      default: return .profileDeclarations
      }
    case "secrets": return .secretProviders
    case "agents", "agent":
      if keys.contains("modelPolicy") { return .allowlists }
      if keys.last == "alias" { return .aliases }
      if keys.contains("models") { return .modelSettings }
      let isRoute = keys.contains { key in
        ScopeReading.purposes.contains { $0.key.elements.first == .key(key) }
      }
      return isRoute ? .routes : .agents
    default: return .configFiles
    }
  }

  /// The kind of thing that stands at `path` as a whole; nil for a part of one.
  private static func wholeThing(at path: JSONPath) -> ImportKind? {
    let elements = path.elements
    switch elements.count {
    case 2 where elements == ["models", "mode"]: return .settings
    case 3 where elements.starts(with: ["models", "providers"]): return .providers
    case 3 where elements.starts(with: ["auth", "profiles"]): return .profileDeclarations
    case 3 where elements.starts(with: ["auth", "order"]): return .profileOrders
    case 3 where elements.starts(with: ["agents", "list"]): return .agents
    case 3 where elements.starts(with: ["agents", "entries"]): return .agents
    case 5 where elements.starts(with: ["models", "providers"]) && elements[3] == "models":
      return .models
    default: return nil
    }
  }
}
