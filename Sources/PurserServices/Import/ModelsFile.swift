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
  /// Whether it is a `models.json` at all.
  let isUsable: Bool
  /// Which of `providers` say something that does not stand at the defaults already; filled in when
  /// those are known.
  var additions: [Bool]?

  private init(_ bytes: [UInt8], _ providers: [ReadProvider], _ log: ImportLog, isUsable: Bool) {
    self.bytes = bytes
    self.providers = providers
    self.log = log
    self.isUsable = isUsable
  }

  /// The largest file that is read.
  static let maximumBytes = 64 << 20

  /// Reads `bytes`, which lie at `path`. A file that is no strict JSON, or has no providers, is unusable.
  static func reading(
    _ bytes: [UInt8], path: String, context: CredentialContext
  ) throws -> ModelsFile {
    let log = ImportLog(file: path)
    let limits = JSONLimits(bytes: maximumBytes)
    let document: JSON
    do throws(JSONError) {
      document = try JSON.parse(bytes, syntax: .jsonAfterByteOrderMark, limits: limits)
    } catch {
      log.add(
        .modelsFiles,
        ImportFinding(
          .error, file: path, position: error.position, "The file is not valid JSON.",
          hint: error.hint, cause: error.message))
      return ModelsFile(bytes, [], log, isUsable: false)
    }
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
      log.note(
        .modelsFiles, .root, "The file begins with a byte order mark, which older readers refuse.")
    }
    guard let providers = document["providers"]?.object else {
      log.add(
        .modelsFiles,
        ImportFinding(
          .error, file: path,
          document.object == nil
            ? "The file holds a \(document.kind), not an object."
            : "The file has no 'providers' object, so it is no models.json."))
      return ModelsFile(bytes, [], log, isUsable: false)
    }
    let others = (document.object?.keys ?? []).filter { $0 != "providers" }
    for key in others.prefix(20) {
      log.skip(
        .modelsFiles, JSONPath([.key(key)]), "Readers of models.json do not know this member.")
    }
    let read = try ProviderReader(context: context, log: log).read(providers, at: ["providers"])
    if !log.entries.isEmpty {
      let locator = JSONLocator(bytes, syntax: .jsonAfterByteOrderMark, limits: limits)
      log.locate { path in locator.map { (log.file, $0.position(of: path)) } }
    }
    return ModelsFile(bytes, read, log, isUsable: true)
  }
}
