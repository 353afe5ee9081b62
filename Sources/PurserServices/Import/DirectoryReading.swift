import JSONKit
import PurserDomain
import PurserStore
import SecretKit
import SystemKit

/// Everything an import has read from a state directory, ready to be compared with the store.
struct DirectoryReading {
  /// A `models.json` with the agent it belongs to.
  struct AgentFile {
    var agent: Agent.ID
    var path: String
    var content: ModelsFile
  }

  /// A `models.json` that was not read.
  struct ReplacedFile {
    var agent: Agent.ID
    var path: String
  }

  var directory: String
  var config: GatewayConfig
  /// What was met in the configuration.
  var configLog: ImportLog
  /// What was met in the folders and in files that could not be read.
  var folderLog: ImportLog
  /// In list order: those of the configuration, then those of folders.
  var agents: [PlannedAgent] = []
  var markedDefault: Agent.ID?
  var impliedDefault: Agent.ID?
  /// Providers of the configuration, in document order.
  var providers: [ReadProvider] = []
  /// `models.mode`, canonical; nil when it is not set.
  var modelsMode: String?
  /// The names of programs that serve models, as the setting has them; nil when there are none.
  var cliBackends: String?
  /// The defaults first, then agents in list order.
  var scopes: [ScopeReading] = []
  var files: [AgentFile] = []
  /// Those that gateways take nothing from.
  var replacedFiles: [ReplacedFile] = []
  /// The variables that keys of the configuration are read from, and those that it sets itself.
  var variables: Set<String> = []
  /// What the configuration says of credentials.
  var auth = ConfigAuth()
  /// What holds credentials, the shared ones first, then those of agents in list order.
  var credentials: [CredentialSource] = []

  /// Whether gateways write each `models.json` anew from the configuration and take nothing from what is there; without a
  /// provider they leave it alone. [research/cli-and-formats.md 11.6]
  var replacesFiles: Bool {
    modelsMode == ModelsDocument.Mode.replace.rawValue && !providers.isEmpty
  }

  /// The agent whose credentials every agent reads: `main`, or the default one where there is no `main`.
  var sharingAgent: Agent.ID? {
    if agents.contains(where: { $0.id == .main }) { return .main }
    return markedDefault ?? impliedDefault
  }
}

/// Reads a state directory; nothing is written anywhere.
struct DirectoryReader {
  let environment: Environment
  let context: CredentialContext
  /// Nil leaves the databases of newer gateways unread, with a finding.
  let databases: GatewayDatabase?
  let dialects: FileDialects
  let interruption: () throws -> Void

  private struct Content: Hashable {
    let dialect: ModelsDocument.Dialect
    /// FNV-1a of the bytes: for finding what may be equal a third of the work of a digest is enough.
    let sum: UInt64
    let bytes: [UInt8]

    init(_ bytes: [UInt8], _ dialect: ModelsDocument.Dialect) {
      self.dialect = dialect
      self.bytes = bytes
      sum = bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x0000_0100_0000_01B3 }
    }

    func hash(into hasher: inout Hasher) {
      hasher.combine(dialect)
      hasher.combine(sum)
    }
  }

  /// Reads the directory, or the directory of the configuration file, at `path`.
  ///
  /// Throws `not_found` when there is nothing at all to import, `invalid` and `permission` when there is a configuration that
  /// cannot be used, `interrupted`, and what reading the master key throws.
  func read(_ path: String) throws -> DirectoryReading {
    var reading = try Self.opened(path, environment)
    try interruption()
    try readConfig(&reading)
    try readFiles(&reading)
    // What a file of an agent names as a variable is one in the configuration as well, read before it.
    let named = Set(
      reading.files.lazy.flatMap(\.content.providers).compactMap(\.definition.key.variable)
    )
    .subtracting(reading.variables).filter { !context.isSet($0) }
    if !named.isEmpty {
      return try DirectoryReader(
        environment: environment, context: context.knowing(named), databases: databases,
        dialects: dialects, interruption: interruption
      ).read(path)
    }
    reading.configLog.locate(
      written: RemovedElements(reading.config.findings).written, reading.config.place(of:))
    try Self.check(reading, hasAgents: !reading.agents.isEmpty)
    return reading
  }

  /// Throws as `read` for a directory that has nothing to import, without looking at any credential.
  static func check(
    _ path: String, _ environment: Environment, _ interruption: @escaping () throws -> Void
  ) throws {
    let reading = try opened(path, environment)
    let folders = AgentFolders(
      directory: reading.directory, log: reading.folderLog, interruption: interruption)
    try check(reading, hasAgents: !folders.find().found.isEmpty)
  }

  /// Looks at the directory and reads its configuration.
  private static func opened(
    _ path: String, _ environment: Environment
  ) throws -> DirectoryReading {
    let current = (try? Directories.current()) ?? "/"
    let absolute = SystemPath.absolute(Directories.expandHome(path, environment), from: current)
    guard let status = try FileStatus.of(absolute) else { throw missing(absolute) }
    let isFolder = status.kind == .folder
    let directory = isFolder ? absolute : SystemPath.parent(of: absolute)
    let config =
      isFolder
      ? GatewayConfig.load(directory: absolute, environment: environment)
      : GatewayConfig.load(file: absolute, environment: environment)
    if !isFolder { try refuseStranger(config, at: absolute) }
    return DirectoryReading(
      directory: directory, config: config,
      configLog: ImportLog(file: config.file ?? absolute), folderLog: ImportLog(file: directory))
  }

  private func readConfig(_ reading: inout DirectoryReading) throws {
    let log = reading.configLog
    let root = JSON.object(reading.config.root)
    let reader = ConfigReader(
      config: reading.config, environment: environment, context: context, log: log)
    reader.report()
    var agents = AgentReader(
      paths: ImportedPath(
        directory: reading.directory, environment: environment,
        variable: { [config = reading.config] in config.variable($0, environment) }),
      context: context, log: log)
    if reading.config.isLoaded { try agents.read(root) }
    let folders = AgentFolders(
      directory: reading.directory, log: reading.folderLog, interruption: interruption)
    let listing = try folders.find()
    agents.add(listing.found, listing.links)
    if reading.config.isLoaded { agents.addMain() }
    agents.reportSharedFolders(listing.links)
    reading.agents = agents.agents
    UnreadFiles(directory: reading.directory, log: reading.folderLog)
      .report(below: listing.names, agents: agents.agents)
    reading.markedDefault = agents.marked
    reading.impliedDefault = agents.defaultAgent
    guard reading.config.isLoaded else { return }
    let config = reading.config
    reading.providers = try ProviderReader(
      context: context, log: log, variable: { config.variable($0, environment) },
      unescaped: EnvironmentText.unescaped
    ).read(root["models"]?["providers"]?.object ?? [:], at: ["models", "providers"])
    reading.variables = Set(config.variables.map(\.name)).union(
      reading.providers.compactMap { $0.definition.key.variable })
    reading.modelsMode = reader.modelsMode()
    reading.cliBackends = reader.cliBackends()
    reading.auth = try ConfigAuthReader(context: context, log: log).read(root)
    reading.scopes = try reader.scopes(of: reading.agents, providers: reading.providers)
  }

  private func readFiles(_ reading: inout DirectoryReading) throws {
    // A gateway writes the bare name of a variable that its configuration names, whatever that looks like.
    // [research/cli-and-formats.md 11.6]
    let context = context.knowing(reading.variables)
    var files = AgentFiles(directory: reading.directory, log: reading.folderLog)
    var known: [Content: ModelsFile] = [:]
    var dialects = dialects
    for agent in reading.agents {
      try interruption()
      guard let (path, bytes) = files.find(agent) else { continue }
      if reading.replacesFiles {
        reading.replacedFiles.append(.init(agent: agent.id, path: path))
        reading.folderLog.countSkipped(.modelsFiles)
        reading.folderLog.agent = agent.id
        reading.folderLog.add(
          .modelsFiles,
          ImportFinding(
            .skipped, file: path,
            "The file was not read: with 'models.mode: replace' gateways take nothing from it."
          ))
        reading.folderLog.agent = nil
        continue
      }
      let dialect = dialects.dialect(of: agent.id, path)
      let key = Content(bytes, dialect)
      let content =
        try known[key]
        ?? ModelsFile.reading(bytes, path: path, dialect: dialect, context: context)
      known[key] = content
      reading.files.append(.init(agent: agent.id, path: path, content: content))
    }
    reading.credentials = try CredentialFiles(
      directory: reading.directory, context: context, databases: databases,
      log: reading.folderLog, interruption: interruption
    ).read(reading.agents.filter { !files.closed.contains($0.id) }, sharing: reading.sharingAgent)
    reading.repairLegacyLogins()
  }

  /// The sections by one of which a configuration under another name than its own is known.
  private static let sections = [
    "agents", "agent", "models", "auth", "secrets", "env", "gateway", "channels", "plugins",
    "tools", "session", "messages",
  ]

  /// Throws for a file that is something else: an agent's `models.json` would be taken for a configuration that says nothing,
  /// and its folder for the state directory.
  private static func refuseStranger(_ config: GatewayConfig, at path: String) throws {
    let name = SystemPath.name(of: path)
    guard config.isLoaded, !config.root.isEmpty,
      !GatewayConfig.Generation.allCases.contains(where: { $0.fileName == name }),
      sections.allSatisfy({ config.root[$0] == nil })
    else { return }
    let shown = path.printable(limit: 400)
    throw StoreError(
      .invalid,
      "'\(shown)' is no configuration of a gateway: it has none of its sections, such as 'agents' or 'models'.",
      subject: shown, hint: "Name the state directory of a gateway, such as ~/.openclaw.")
  }

  private static func missing(_ path: String) -> StoreError {
    let shown = path.printable(limit: 400)
    return StoreError(
      .notFound, "There is nothing at '\(shown)'.", subject: shown,
      hint: "Name the state directory of a gateway, such as ~/.openclaw.")
  }

  private static func check(_ reading: DirectoryReading, hasAgents: Bool) throws {
    let shown = reading.directory.printable(limit: 400)
    guard !reading.config.isLoaded else { return }
    // Without the configuration every agent's file would look like its own word against defaults that nobody knows,
    // and would go on hiding them once the configuration can be read: the whole import is refused.
    try refuseForbidden(reading.config.findings)
    if let error = reading.config.findings.first(where: { $0.kind == .error }) {
      let place = error.position.map { ":\($0)" } ?? ""
      throw StoreError(
        .invalid, "Nothing in '\(shown)' was imported: the configuration cannot be used.",
        subject: shown,
        hint: "Repair '\(error.file.printable(limit: 400))\(place)' and run the import again.",
        cause: [error.message, error.cause ?? ""].filter { !$0.isEmpty }.joined(separator: " "))
    }
    if hasAgents { return }
    try refuseForbidden(reading.folderLog.entries.map(\.finding))
    let base = SystemPath.join(reading.directory, "agents")
    let fault = reading.folderLog.entries.lazy.map(\.finding).first { $0.file == base }
    throw StoreError(
      .notFound, "'\(shown)' is no state directory: it has neither a configuration nor agents.",
      subject: shown, hint: "Name the folder that holds openclaw.json, such as ~/.openclaw.",
      cause: fault.map { "'agents' cannot be used: \($0.message)" })
  }

  /// Throws for what may not be read: nothing can be said about it, not even that it needs a repair.
  private static func refuseForbidden(_ findings: [ImportFinding]) throws(SystemError) {
    guard let error = findings.first(where: \.isForbidden) else { return }
    throw SystemError(
      .permission, error.cause ?? error.message, subject: error.file.printable(limit: 400),
      hint: error.hint)
  }
}
