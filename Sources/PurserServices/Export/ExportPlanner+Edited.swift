import JSONKit
import PurserDomain
import PurserStore
import SecretKit
import SystemKit

/// Files that were changed before or since they were exported.
extension ExportPlanner {
  /// What an export left in a file.
  struct Trace {
    /// The digest that the export recorded, or that of the file where none did.
    var digest: String?
    /// The bytes that the export wrote, where the file says the same in others.
    var bytes: [UInt8]?
    var isRespelled = false
    /// What the file says, where that had to be read.
    var document: PresentDocument?
  }

  /// Finds the export that wrote what the file says, though another program wrote it in its own way since.
  mutating func trace(
    _ bytes: [UInt8]?, _ found: String?, _ last: ExportFile?, _ file: PlannedFile
  ) throws -> Trace {
    guard last != nil, let bytes, try !isExport(file, found, last) else {
      return Trace(digest: found)
    }
    let document = PresentDocument(bytes)
    for likeness in ExportLayout.Likeness.allCases where likeness != .asWritten {
      guard let other = likeness.bytes(of: bytes, document: { document.strict }), other != bytes
      else { continue }
      let digest = ContentDigest.blake2b(other)
      guard try isExport(file, digest, last) else { continue }
      return Trace(
        digest: digest, bytes: other, isRespelled: likeness == .respelled, document: document)
    }
    return Trace(digest: found, document: document)
  }

  private mutating func isExport(
    _ file: PlannedFile, _ digest: String?, _ last: ExportFile?
  ) throws -> Bool {
    guard let digest else { return false }
    return try digest == last?.digest
      || records.latest(of: file.agent, to: file.path, digest: digest) != nil
  }

  /// Returns whose word the file is that says `document` and is not as the export `last` left it: what is as that export wrote it
  /// is an old word of the store.
  mutating func origin(
    ofEdited file: PlannedFile, _ document: PresentDocument?, since last: ExportFile?
  ) throws -> FileOrigin {
    guard file.mode == .merge, let last, let providers = document?.json?["providers"]?.object else {
      return .foreign
    }
    // What makes a document may look up more records.
    let records = records
    let own = try records.own(
      of: providers, since: last, leftovers: ExportRecords.leftovers(beside: file.target),
      digest: digest, exported: { try exported(by: $0, file) })
    return own.map { .edited(own: $0) } ?? .foreign
  }

  /// What an export wrote, before anything of another file was kept in it; nil when that cannot be told, or has yet to be read.
  private mutating func exported(
    by export: ExportFile, _ file: PlannedFile
  ) throws -> ExportedDocument? {
    if export.revision > sources.revision { return nil }
    let isOfNow =
      export.revision == sources.revision && export.agent == file.agent.text
      && export.dialect == file.dialect.rawValue && export.withSecrets == request.includesSecrets
    guard isOfNow else { return past.document(of: export) }
    return ExportedDocument(
      providers: try fresh(file).document?["providers"]?.object ?? [:], hasMarks: false)
  }

  /// Whether the store says something else by now of a place that `earlier`, the export that the file is, kept against it.
  mutating func isOutdated(_ file: PlannedFile, since earlier: ExportFile) throws -> Bool {
    guard let kept = file.generated?.kept, !kept.isEmpty, earlier.revision < sources.revision,
      let exported = past.document(of: earlier)
    else { return false }
    let now = try fresh(file).document?["providers"]?.object ?? [:]
    return kept.contains { !exported.says(now, at: $0, digest: digest) }
  }
}
