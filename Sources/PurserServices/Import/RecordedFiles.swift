import JSONKit
import PurserDomain
import PurserStore
import SecretKit
import SystemKit

/// What is on record of the files of agents in a directory, which Purser may have exported.
struct RecordedFiles {
  /// What is on record of one file.
  struct Record {
    /// The newest export to it.
    var last: ExportFile?
    /// The export that the file still is; nil when it was changed since, or written by somebody else.
    var export: ExportFile?
    /// Of a file that was changed since it was exported, the providers, keys and endpoints that are somebody's word; nil where
    /// that cannot be told. Everything else is an old word of the store. (docs/decisions/0014-…)
    var own: Set<String>?

    /// Whether a provider of the file is as it was exported, though others were changed.
    func isOld(_ place: JSONPath) -> Bool { own.map { !$0.contains(place.description) } ?? false }
  }

  /// What it follows from whose word a file is: a gateway may have changed all files of a fleet alike.
  private struct Content: Hashable {
    let file: ObjectIdentifier
    let last: String
    let kept: String
    let leftovers: Set<String>
  }

  /// By path.
  private var records: [String: Record] = [:]

  /// Looks up what `reading` has. Needs no transaction to be open: what exports wrote is made again from states of the past.
  init(of reading: DirectoryReading, in store: Store, _ past: PastExports, _ vault: Vault) throws {
    while true {
      records = try store.read { session in
        try session.exportFiles.hasAny()
          ? Self.records(of: reading.files, session, past, vault) : [:]
      }
      guard past.isWanting else { return }
      try past.read(from: store)
    }
  }

  /// What is on record of the file at `path`; nothing where it was never exported.
  func record(of path: String) -> Record { records[path] ?? Record() }

  private static func records(
    of files: [DirectoryReading.AgentFile], _ session: Session<ReadOnly>, _ past: PastExports,
    _ vault: Vault
  ) throws -> [String: Record] {
    var known = ExportRecords(session)
    var records: [String: Record] = [:]
    var owns: [Content: Set<String>?] = [:]
    for file in files where file.content.isUsable {
      try Interrupt.check()
      var record = Record()
      record.last = try known.latest(of: file.agent, to: file.path)
      record.export = try known.export(of: file.agent, at: file.path, file.content.bytes)
      if record.export == nil, let last = record.last {
        let content = Content(
          file: ObjectIdentifier(file.content), last: last.digest, kept: last.keptJSON,
          leftovers: ExportRecords.leftovers(beside: file.path))
        if let own = owns[content] {
          record.own = own
        } else if let providers = PresentDocument(file.content.bytes).json?["providers"]?.object {
          record.own = try known.own(
            of: providers, since: last, leftovers: content.leftovers,
            digest: { try? vault.digest(SecretBytes(text: $0), in: session) },
            exported: past.document)
          // What is still wanted of the past may be there for the next.
          if !past.isWanting { owns[content] = .some(record.own) }
        }
      }
      records[file.path] = record
    }
    return records
  }
}
