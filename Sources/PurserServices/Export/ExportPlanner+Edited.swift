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
  ///
  /// An export that was stopped between its record and its file left that file beside the one it did not replace. Whether it
  /// did is not certain, since one that was stopped before its record left the same. So what either export wrote, that one or
  /// the one before, is no hand's.
  mutating func origin(
    ofEdited file: PlannedFile, _ document: PresentDocument?, since last: ExportFile?
  ) throws -> FileOrigin {
    guard file.mode == .merge, let providers = document?.json?["providers"]?.object else {
      return .foreign
    }
    var own: Set<String>?
    var staged: Set<String>?
    var next = last
    while let export = next, let exported = try exported(by: export, file) {
      let other = exported.own(of: providers, kept: Self.places(export.keptJSON), digest: digest)
      own = own.map { $0.intersection(other) } ?? other
      let leftovers = staged ?? Self.leftovers(beside: file.target)
      staged = leftovers
      next = leftovers.contains(export.digest) ? try records.latest(before: export) : nil
    }
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

  /// The digests of what stopped exports left beside a file.
  private static func leftovers(beside path: String) -> Set<String> {
    let files = (try? AtomicFile.leftovers(beside: path)) ?? []
    return Set(
      files.compactMap {
        (try? FileReader.read($0, limit: ExportTarget.limit, followLinks: false))
          .map(ContentDigest.blake2b)
      })
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
