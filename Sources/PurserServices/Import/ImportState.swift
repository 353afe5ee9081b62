import PurserDomain
package import PurserStore
import SecretKit
package import SystemKit

/// Imports the state directory of a gateway: agents, providers, models, routes, aliases, allowlists and
/// the literal keys among them, which go sealed into the vault.
///
/// One directory is one transaction and one event; a second import of the same directory changes nothing
/// and leaves none. An import adds and updates: what the directory does not mention stays, and what it
/// does mention counts as a whole, so that the fallbacks of a purpose, an allowlist and the models of a
/// provider are replaced by what it says.
package struct ImportState {
  private let store: Store
  private let vault: Vault
  private let environment: Environment
  private let databases: GatewayDatabase?
  private let interruption: () throws -> Void

  /// Needs the store, the vault with its master key, and the environment, which tells names of variables
  /// and fills in paths. `databases` reads the files in which newer gateways keep credentials; without it
  /// they are left out with a finding. `interruption` is asked between files and throws to stop.
  package init(
    store: Store, vault: Vault, environment: Environment, databases: GatewayDatabase? = nil,
    interruption: @escaping () throws -> Void = { try Interrupt.check() }
  ) {
    self.store = store
    self.vault = vault
    self.environment = environment
    self.databases = databases
    self.interruption = interruption
  }

  /// Imports the state directory, or the directory of the configuration file, at `path`.
  ///
  /// Returns what was read, stored and left out. Throws `not_found` when there is nothing to import,
  /// `invalid` when its configuration cannot be used, `conflict` when the store has moved on from `ifRevision`,
  /// `permission` for the master key of another store, and `SystemError.interrupted`; nothing is changed
  /// then. The changed rows are read back with `withChanges` only: of a large directory there are many.
  package func run(
    _ path: String, _ intent: Intent, ifRevision: Int64? = nil, withChanges: Bool = false
  ) throws -> ImportReport {
    let reading = try read(path)
    let recorded = try recorded(reading)
    let outcome = try store.write(intent, ifRevision: ifRevision) {
      try write(reading, recorded, $0)
    }
    var report = report(reading, outcome.value)
    report.eventID = outcome.eventID
    if withChanges, let event = outcome.eventID {
      report.changes = try store.read { try $0.trail.changes(of: event) }
    }
    report.changeCount = outcome.changeCount
    return report
  }

  /// Throws as `run` when there is nothing at `path` to import; needs no store and reads no credential.
  package static func check(_ path: String, environment: Environment) throws {
    try DirectoryReader.check(path, environment) { try Interrupt.check() }
  }

  /// Returns what `run` would report, and takes everything back.
  package func preview(
    _ path: String, _ intent: Intent, ifRevision: Int64? = nil
  ) throws -> ImportReport {
    let reading = try read(path)
    let recorded = try recorded(reading)
    let outcome = try store.preview(intent, ifRevision: ifRevision) {
      try write(reading, recorded, $0)
    }
    var report = report(reading, outcome.value)
    report.isPreview = true
    report.changeCount = outcome.changes.count
    report.changes = outcome.changes
    return report
  }

  private func read(_ path: String) throws -> DirectoryReading {
    try interruption()
    // Without a literal key among what is read, the master key is not needed yet.
    var digester: SecretDigester?
    let (dialects, names) = try store.read { session in
      (try FileDialects(session), try Self.variables(session))
    }
    let context = CredentialContext(
      isSet: { environment.nonEmpty($0) != nil || names.contains($0) },
      digest: { secret in
        let known = try digester ?? store.read { try vault.digester(in: $0) }
        digester = known
        return known.digest(secret)
      })
    return try DirectoryReader(
      environment: environment, context: context, databases: databases,
      dialects: dialects, interruption: interruption
    ).read(path)
  }

  /// The variables that keys of the store are read from: a word that was the name of one stays it in a shell that
  /// does not set it.
  private static func variables(_ session: Session<ReadOnly>) throws -> Set<String> {
    Set(try session.providers.list().compactMap { $0.definition.key.variable })
  }

  private func recorded(_ reading: DirectoryReading) throws -> RecordedFiles {
    try RecordedFiles(
      of: reading, in: store, PastExports(vault: vault, environment: environment), vault)
  }

  private func write(
    _ reading: DirectoryReading, _ recorded: RecordedFiles, _ session: Session<ReadWrite>
  ) throws -> ImportLog {
    var digester: SecretDigester?
    let names = try Self.variables(session.readOnly).union(reading.variables)
    let context = CredentialContext(
      isSet: { environment.nonEmpty($0) != nil || names.contains($0) },
      digest: { secret in
        let known = try digester ?? vault.digester(in: session.readOnly)
        digester = known
        return known.digest(secret)
      })
    var writer = try ImportWriter(
      session: session, vault: vault, directory: reading.directory,
      exported: ExportedReading(context: context, variables: environment.all),
      recorded: recorded, interruption: interruption)
    try writer.write(reading)
    try interruption()
    return writer.log
  }

  private func report(_ reading: DirectoryReading, _ writing: ImportLog) -> ImportReport {
    var report = ImportReport(
      directory: reading.directory, configFile: reading.config.file)
    report.add(reading.configLog)
    report.add(reading.folderLog)
    for file in reading.files {
      report.add(file.content.log.moved(to: file.path, agent: file.agent))
    }
    for source in reading.credentials {
      for (path, document) in source.documents {
        report.add(document.log.moved(to: path, agent: source.agent))
      }
    }
    report.add(writing)
    report.sortFindings()
    return report
  }
}
