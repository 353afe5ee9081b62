import JSONKit
import PurserDomain
import PurserStore
import SystemKit

/// Finds and reads what a state directory has of credentials.
struct CredentialFiles {
  private static let profilesName = "auth-profiles.json"
  private static let stateName = "auth-state.json"
  private static let legacyName = "auth.json"
  private static let databaseName = "openclaw-agent.sqlite"

  private let directory: String
  private let log: ImportLog
  private let interruption: () throws -> Void
  private let files: StateFiles
  private let documents: AuthDocuments

  init(
    directory: String, context: CredentialContext, databases: GatewayDatabase?, log: ImportLog,
    interruption: @escaping () throws -> Void
  ) {
    self.directory = directory
    self.log = log
    self.interruption = interruption
    files = StateFiles(directory: directory)
    documents = AuthDocuments(files: files, context: context, databases: databases, log: log)
  }

  /// Returns what was found: what all agents share, the folder of `main`, then those of the other agents
  /// in list order.
  func read(_ agents: [PlannedAgent], sharing main: Agent.ID?) throws -> [CredentialSource] {
    var sources: [CredentialSource] = []
    if let shared = try sharedDatabase() { sources.append(shared) }
    let ordered = agents.filter { $0.id == main } + agents.filter { $0.id != main }
    for agent in ordered {
      try interruption()
      log.agent = agent.id
      defer { log.agent = nil }
      let folders = [(agent.namedFolder, agent.namedFolder), (agent.ownFolder, nil)]
      for case (let folder?, let root) in folders {
        if let source = try source(of: agent.id, in: folder, root) {
          sources.append(source)
          if root == nil, agent.namedFolder != nil {
            log.add(
              .authFiles,
              ImportFinding(
                .note, file: folder,
                "The agent folder that the configuration names has no credentials here; those in the "
                  + "state directory were read."))
          }
          if let root { reportUnread(agent, for: root) }
          break
        }
      }
    }
    if let logins = try logins() { sources.append(logins) }
    return sources
  }

  /// Tells of what lies in the state directory where gateways look into another folder for the agent.
  private func reportUnread(_ agent: PlannedAgent, for named: String) {
    guard let folder = agent.ownFolder else { return }
    for name in [Self.databaseName, Self.profilesName, Self.stateName, Self.legacyName] {
      let path = SystemPath.join(folder, name)
      guard files.exists(path) else { continue }
      log.countSkipped(.authFiles)
      log.add(.authFiles, ImportFinding(unread: path, for: named))
    }
  }

  private func sharedDatabase() throws -> CredentialSource? {
    let path = SystemPath.join(directory, "state/openclaw.sqlite")
    guard let (profiles, state) = try documents.database(path, nil), profiles != nil || state != nil
    else { return nil }
    return source(.sharedDatabase, nil, profiles, state, path, path)
  }

  private func source(
    of agent: Agent.ID, in folder: String, _ root: String?
  ) throws -> CredentialSource? {
    func path(_ name: String) -> String { SystemPath.join(folder, name) }
    let database = path(Self.databaseName)
    let (profilesRow, stateRow) = try documents.database(database, root) ?? (nil, nil)
    let retired = [Self.profilesName, Self.stateName, Self.legacyName].map(path)
    let isEmptyRow = profilesRow?.isUsable == true && profilesRow?.hasEntries == false
    if let profilesRow, profilesRow.isUsable, try !isEmptyRow || !hasCredentials(in: folder, root) {
      for file in retired where files.exists(file) { retire(file, "the database beside it counts") }
      return source(.agent, agent, profilesRow, stateRow, database, database)
    }
    if isEmptyRow {
      // A gateway with such a row stops until somebody takes the files over. [research/selection-and-auth.md D.1]
      log.add(
        .authFiles,
        ImportFinding(
          .note, file: database,
          "The database has no credentials, and the files beside it have: the files were read."))
    }
    var unusable = isEmptyRow ? [] : profilesRow.map { [(path: database, document: $0)] } ?? []
    var profilesPath = path(Self.profilesName)
    var profiles = try documents.file(profilesPath, .profilesFile, root)
    if profiles?.isUsable == true {
      if files.exists(path(Self.legacyName)) {
        retire(path(Self.legacyName), "auth-profiles.json counts")
      }
    } else if let legacy = try documents.file(path(Self.legacyName), .legacyFile, root) {
      if let profiles { unusable.append((path: profilesPath, document: profiles)) }
      profilesPath = path(Self.legacyName)
      profiles = legacy
    }
    let state = try stateRow ?? documents.file(path(Self.stateName), .stateFile, root)
    let statePath = stateRow == nil ? path(Self.stateName) : database
    guard profiles != nil || state != nil || !unusable.isEmpty else { return nil }
    var source = source(.agent, agent, profiles, state, profilesPath, statePath)
    source.documents += unusable
    return source
  }

  /// Whether one of the files in `folder` that a database replaces has credentials.
  private func hasCredentials(in folder: String, _ root: String?) throws -> Bool {
    let profiles = SystemPath.join(folder, Self.profilesName)
    if files.exists(profiles), let document = try documents.file(profiles, .profilesFile, root),
      document.isUsable
    {
      return document.hasEntries
    }
    let legacy = SystemPath.join(folder, Self.legacyName)
    guard files.exists(legacy) else { return false }
    return try documents.file(legacy, .legacyFile, root)?.hasEntries == true
  }

  private func logins() throws -> CredentialSource? {
    let folder = SystemPath.join(directory, "credentials")
    let token = SystemPath.join(folder, "github-copilot.token.json")
    if files.exists(token) {
      log.countSkipped(.authFiles)
      log.add(
        .authFiles,
        ImportFinding(
          .skipped, file: token,
          "A token that the gateway gets anew whenever it needs one is not imported."))
    }
    let path = SystemPath.join(folder, "oauth.json")
    guard let document = try documents.file(path, .loginsFile, nil) else { return nil }
    return source(.logins, nil, document, nil, path, path)
  }

  /// Puts together what two documents say; what stands in the one for state counts.
  private func source(
    _ kind: CredentialSource.Kind, _ agent: Agent.ID?, _ profiles: AuthDocument?,
    _ state: AuthDocument?, _ profilesPath: String, _ statePath: String
  ) -> CredentialSource {
    var source = CredentialSource(kind: kind, agent: agent)
    if let profiles {
      source.documents.append((profilesPath, profiles))
      source.profiles = profiles.profiles
      source.state = profiles.state
      source.statisticsFile = profilesPath
    }
    guard let state else { return source }
    source.documents.append((statePath, state))
    let old = source.state
    if !state.state.orders.isEmpty {
      source.state.orders = state.state.orders
      log.count(.profileOrders, \.skipped, old.orders.count)
    }
    if !state.state.lastGood.isEmpty { source.state.lastGood = state.state.lastGood }
    if !state.state.statistics.isEmpty {
      source.state.statistics = state.state.statistics
      source.statisticsFile = statePath
      log.count(.profileStates, \.skipped, old.statistics.count)
    }
    return source
  }

  private func retire(_ path: String, _ reason: String) {
    log.countSkipped(.authFiles)
    log.add(
      .authFiles,
      ImportFinding(.skipped, file: path, "A file from an earlier version was not read: \(reason).")
    )
  }
}
