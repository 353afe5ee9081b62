import PurserDomain
import PurserStore
import SecretKit
import SystemKit

/// Reads documents with credentials, each distinct content once.
final class AuthDocuments {
  private struct Content: Hashable {
    var origin: AuthDocument.Origin
    var digest: String
  }

  private let files: StateFiles
  private let context: CredentialContext
  private let databases: GatewayDatabase?
  private let log: ImportLog
  private var known: [Content: AuthDocument] = [:]

  init(
    files: StateFiles, context: CredentialContext, databases: GatewayDatabase?, log: ImportLog
  ) {
    self.files = files
    self.context = context
    self.databases = databases
    self.log = log
  }

  /// Returns what the file at `path` holds; nil when there is none, or none that can be read, which is then
  /// a finding.
  func file(
    _ path: String, _ origin: AuthDocument.Origin, _ root: String?
  ) throws -> AuthDocument? {
    let bytes: [UInt8]?
    do throws(SystemError) {
      bytes = try files.bytes(path, limit: AuthDocument.maximumBytes, within: root)
    } catch {
      refuse(ImportFinding(unreadable: path, "The file cannot be used.", error))
      return nil
    }
    return try bytes.map { try document($0, origin, path) }
  }

  /// Returns the two rows of the database at `path`; nil when there is none, or none that can be read,
  /// which is then a finding.
  func database(
    _ path: String, _ root: String?
  ) throws -> (profiles: AuthDocument?, state: AuthDocument?)? {
    let content: GatewayDatabase.Content
    do {
      guard let real = try files.database(path, within: root) else { return nil }
      guard let databases else {
        refuse(ImportFinding(.error, file: path, "Databases are not read here."))
        return nil
      }
      content = try databases.content(of: real, limit: AuthDocument.maximumBytes)
    } catch let error as SystemError {
      refuse(ImportFinding(unreadable: path, "The database cannot be used.", error))
      return nil
    } catch let error as StoreError {
      refuse(
        ImportFinding(
          .error, file: path, "The database cannot be used.", hint: error.hint,
          cause: [error.message, error.cause ?? ""].filter { !$0.isEmpty }.joined(separator: " ")))
      return nil
    }
    if content.hasOthers {
      log.add(
        .authFiles,
        ImportFinding(.note, file: path, "The database has further rows, which no gateway reads."))
    }
    if content.profiles == nil, content.state == nil {
      log.countSkipped(.authFiles)
      log.add(
        .authFiles, ImportFinding(.note, file: path, "The database holds no credentials."))
    }
    return (
      try content.profiles.map { try document($0, .profilesRow, path) },
      try content.state.map { try document($0, .stateRow, path) }
    )
  }

  private func document(
    _ bytes: [UInt8], _ origin: AuthDocument.Origin, _ path: String
  ) throws -> AuthDocument {
    let content = Content(origin: origin, digest: ContentDigest.blake2b(bytes))
    if let document = known[content] { return document }
    let document = try AuthDocument(bytes, origin, path: path, context: context)
    known[content] = document
    return document
  }

  private func refuse(_ finding: ImportFinding) {
    log.countSkipped(.authFiles)
    log.add(.authFiles, finding)
  }
}
