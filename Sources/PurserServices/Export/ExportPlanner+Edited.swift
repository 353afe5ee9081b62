import JSONKit
import PurserDomain
import PurserStore

/// Files that were changed since they were exported.
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
}
