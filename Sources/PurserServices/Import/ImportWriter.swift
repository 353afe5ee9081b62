import JSONKit
import PurserDomain
import PurserStore
import SystemKit

/// Makes the store say what a state directory says, writing only what differs.
///
/// It adds and changes, it never removes what the directory does not mention: commands may have added
/// that. What the directory does mention is taken as a whole: the fallbacks of a purpose, an allowlist, the
/// models of a provider.
struct ImportWriter {
  let session: Session<ReadWrite>
  let vault: Vault
  let exported: ExportedReading
  let recorded: RecordedFiles
  let interruption: () throws -> Void
  var stored: StoredState
  /// Counts and findings of this step.
  let log: ImportLog
  /// The providers at the defaults, which do not change once files are looked at.
  var defaultLikenesses: [String: ProviderLikeness] = [:]
  /// The agents whose own files say other things of a provider than the defaults, by its id.
  var departing: [String: [Agent.ID]] = [:]
  /// The agents that this import adds.
  var newAgents: Set<Agent.ID> = []
  /// Models that documents no longer have.
  var lost: [LostModels] = []
  /// The providers whose key was told of already.
  var toldKeys: Set<StoredState.Place> = []
  /// What was changed of providers before, as far as it was looked at.
  var providerHistories: [ScopeID: TableHistory] = [:]
  /// The same of the models of providers.
  var modelHistories: [ScopeID: TableHistory] = [:]
  /// The profiles that a person logged out, each with the event; nil until the first one is new.
  var logouts: [StoredState.ProfilePlace: Int64]?
  /// What exports of the providers at the defaults say.
  var exportedDefaults: [ModelsDocument.Dialect: [String: ProviderLikeness?]] = [:]

  init(
    session: Session<ReadWrite>, vault: Vault, directory: String, exported: ExportedReading,
    recorded: RecordedFiles, interruption: @escaping () throws -> Void
  ) throws {
    self.session = session
    self.vault = vault
    self.exported = exported
    self.recorded = recorded
    self.interruption = interruption
    stored = try StoredState(session.readOnly)
    log = ImportLog(file: directory)
  }

  /// Writes everything that `reading` has.
  mutating func write(_ reading: DirectoryReading) throws {
    try checkKey(reading)
    let before = log.stored
    try write(agents: reading)
    try write(mode: reading.modelsMode)
    if let programs = reading.cliBackends { try write(.cliBackends, programs) }
    try write(reading.auth)
    log.file = reading.config.file ?? reading.directory
    for provider in reading.providers { try write(keepingFilled(provider), at: .defaults) }
    for scope in reading.scopes {
      try interruption()
      try write(scope)
    }
    log.file = reading.directory
    if reading.config.isLoaded {
      log.count(
        .configFiles, log.stored > before ? \.stored : \.unchanged, reading.config.files.count)
    }
    try write(files: reading.files)
    try write(replaced: reading.replacedFiles)
    try write(credentials: reading)
    try reportUndone(reading)
    locate(in: reading)
    log.locate(
      in: reading.config.file ?? reading.directory,
      written: RemovedElements(reading.config.findings).written, reading.config.place(of:))
  }

  /// Gives what was said of agents' files its line: those are looked at anew, and only where something was said.
  private func locate(in reading: DirectoryReading) {
    let named = Set(
      log.entries.lazy.map(\.finding).filter { $0.position == nil && $0.path != .root }
        .map(\.file))
    if named.isEmpty { return }
    for file in reading.files where named.contains(file.path) && file.content.isUsable {
      file.content.locate(log, at: file.path)
    }
    for (path, document) in reading.credentials.flatMap(\.documents) where named.contains(path) {
      document.locate(log, at: path)
    }
  }

  /// Sealing under the wrong master key would leave secrets that nobody can open with the right one.
  private func checkKey(_ reading: DirectoryReading) throws {
    let hasSecrets =
      reading.providers.contains { !$0.secrets.isEmpty }
      || reading.files.contains { $0.content.providers.contains { !$0.secrets.isEmpty } }
      || reading.credentials.contains { $0.profiles.contains { !$0.secrets.isEmpty } }
    if hasSecrets { _ = try vault.trailDigest(in: session.readOnly) }
  }
}

extension ImportLog {
  /// How many things were stored so far.
  var stored: Int { counts.values.reduce(0) { $0 + $1.stored } }
}
