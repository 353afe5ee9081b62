import JSONKit
import PurserDomain
import PurserStore

/// Files that were changed before or since they were exported.
extension ExportPlanner {
  /// Returns whose word the file with `bytes` is, which is not as the export `last` left it: where the store has moved on, what
  /// is as that export wrote it is an old word of the store.
  func origin(
    ofEdited file: PlannedFile, _ bytes: [UInt8]?, since last: ExportFile?
  ) -> FileOrigin {
    var ignored: [ExportNote] = []
    guard file.mode == .merge, let bytes, let last, last.revision < sources.revision,
      let providers = ModelsGenerator.read(bytes, &ignored)?["providers"]?.object,
      let exported = past.document(of: last)
    else { return .foreign }
    return exported.origin(of: providers, kept: Self.places(last.keptJSON), digest: digest)
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
