import JSONKit
import PurserDomain
import SystemKit

/// The content of one `models.json`, shared by all agents whose files have the same bytes.
final class ModelsFile {
  /// In document order; empty when the file could not be used.
  let providers: [ReadProvider]
  /// Its content.
  let bytes: [UInt8]
  /// What was met in it, under the name of the first file that had it.
  let log: ImportLog
  /// How its keys are spelled.
  let dialect: ModelsDocument.Dialect
  /// Whether it is a `models.json` at all.
  let isUsable: Bool
  /// What each of `providers` comes to beside the defaults; filled in when those are known.
  var additions: [Addition]?

  /// A provider of the file as it counts for its agents.
  struct Addition {
    /// Whether it says something that does not stand at the defaults already.
    let adds: Bool
    /// The provider with what it has from the defaults.
    let provider: ReadProvider
  }

  private init(
    _ bytes: [UInt8], _ providers: [ReadProvider], _ log: ImportLog,
    _ dialect: ModelsDocument.Dialect, isUsable: Bool
  ) {
    self.bytes = bytes
    self.providers = providers
    self.log = log
    self.dialect = dialect
    self.isUsable = isUsable
  }

  /// The largest file that is read.
  static let maximumBytes = 64 << 20

  /// Reads `bytes`, which lie at `path`, with keys in the spelling of `dialect`. A file that has no providers
  /// or is not even JSON with comments is unusable.
  static func reading(
    _ bytes: [UInt8], path: String, dialect: ModelsDocument.Dialect, context: CredentialContext
  ) throws -> ModelsFile {
    let log = ImportLog(file: path)
    func unusable(_ finding: ImportFinding) -> ModelsFile {
      log.add(.modelsFiles, finding)
      return ModelsFile(bytes, [], log, dialect, isUsable: false)
    }
    let text: ModelsText
    do throws(JSONError) {
      text = try ModelsText(bytes, limit: maximumBytes)
    } catch {
      return unusable(
        ImportFinding(
          .error, file: path, position: error.position, "The file is not valid JSON.",
          hint: error.hint, cause: error.message))
    }
    for remark in text.remarks { log.add(.modelsFiles, remark.finding(in: path)) }
    let unstorable = UnstorableTexts(in: text.document, readFrom: bytes)
    let document = unstorable.removed(from: text.document)
    guard let providers = document["providers"]?.object else {
      return unusable(
        ImportFinding(
          .error, file: path,
          document.object == nil
            ? "The file must hold an object, not \(document.kind)."
            : "The file has no 'providers' object, so it is no models.json."))
    }
    let others = (document.object?.keys ?? []).filter { $0 != "providers" }
    for key in others.prefix(20) {
      log.skip(
        .modelsFiles, JSONPath([.key(key)]), "Readers of models.json do not know this member.")
    }
    var reader = ProviderReader(context: context, log: log, isReadAsItIs: true)
    if dialect == .dollar { reader.unescaped = KeySpelling.unescaped }
    let read = try reader.read(providers, at: ["providers"])
    let isPlaceless = { (entry: ImportLog.Entry) in
      entry.finding.position == nil && entry.finding.path != .root
    }
    if !unstorable.parts.isEmpty || log.entries.contains(where: isPlaceless) {
      let locator = text.locator(bytes, limit: maximumBytes)
      let removed = unstorable.removedElements
      log.locate(written: removed.written) { path in
        locator.map { (log.file, $0.position(of: removed.written(path))) }
      }
      for finding in unstorable.findings(in: path, { locator?.position(of: $0) }) {
        log.add(.modelsFiles, finding)
      }
    }
    return ModelsFile(bytes, read, log, dialect, isUsable: true)
  }

  /// Gives what `log` says of this content at `path` its line and column.
  func locate(_ log: ImportLog, at path: String) {
    guard let text = try? ModelsText(bytes, limit: Self.maximumBytes),
      let locator = text.locator(bytes, limit: Self.maximumBytes)
    else { return }
    let removed = UnstorableTexts(in: text.document, readFrom: bytes).removedElements
    log.locate(in: path, written: removed.written) { place in
      (path, locator.position(of: removed.written(place)))
    }
  }
}
