import JSONKit
import PurserDomain

/// One document with credentials, or with what was learned of them; shared by all agents whose documents
/// have the same bytes.
final class AuthDocument {
  /// Where a document came from, which decides how it is read.
  enum Origin: Hashable {
    /// `auth-profiles.json`
    case profilesFile
    /// `auth-state.json`
    case stateFile
    /// `auth.json`
    case legacyFile
    /// `credentials/oauth.json`
    case loginsFile
    /// The row of credentials in a database.
    case profilesRow
    /// The row of state in a database.
    case stateRow
  }

  private static let members: Set<String> = [
    "version", "profiles", "order", "lastGood", "usageStats", "updatedAt",
  ]

  /// The largest document that is read.
  static let maximumBytes = 32 << 20

  /// Whether there is anything in it to go by; a finding says why not.
  private(set) var isUsable = true
  private(set) var profiles: [ReadProfile] = []
  /// Whether credentials are written in it, though none of them may be of use.
  private(set) var hasEntries = false
  private(set) var state = ReadAuthState()
  /// What was met in it, under the name of the first file that had it.
  let log: ImportLog
  /// Its content; nil for a row of a database: a place in its text would be none in its file.
  private let fileBytes: [UInt8]?

  /// Reads `bytes`, which lie at `path`.
  init(_ bytes: [UInt8], _ origin: Origin, path: String, context: CredentialContext) throws {
    log = ImportLog(file: path)
    fileBytes = origin == .profilesRow || origin == .stateRow ? nil : bytes
    let limits = JSONLimits(bytes: Self.maximumBytes)
    let written: JSON
    do throws(JSONError) {
      let read = try JSON.parseListingDuplicates(
        bytes, syntax: .jsonAfterByteOrderMark, limits: limits)
      written = read.value
      for duplicate in read.duplicates.prefix(20) {
        log.add(
          .authFiles,
          ImportFinding(
            .note, file: path, position: duplicate.position,
            "A member stands here for the second time; the last one counts."))
      }
    } catch {
      isUsable = false
      log.add(
        .authFiles,
        ImportFinding(
          .error, file: path, position: error.position, "The document is not valid JSON.",
          hint: error.hint, cause: error.message))
      return
    }
    let unstorable = UnstorableTexts(in: written, readFrom: bytes)
    let root = unstorable.removed(from: written)
    guard let object = root.object else {
      refuse("The document holds \(root.kind), not an object.")
      return
    }
    try read(object, origin, context)
    let hasPlaces =
      !unstorable.parts.isEmpty || log.entries.contains { $0.finding.path != .root }
    let locator = hasPlaces ? locator : nil
    if let locator { locate(log, at: path, locator, unstorable) }
    for finding in unstorable.findings(in: path, { locator?.position(of: $0) }) {
      log.add(.authFiles, finding)
    }
  }

  private func read(
    _ object: JSONObject, _ origin: Origin, _ context: CredentialContext
  ) throws {
    let reader = ProfileReader(context: context, log: log)
    let isRow = origin == .profilesRow
    if object.contains("profiles") || origin == .stateFile || origin == .stateRow {
      for key in object.keys.filter({ !Self.members.contains($0) }).prefix(20) {
        log.skip(
          .authFiles, [.key(key)], "Purser does not know this member; it was left out.")
      }
    }
    switch origin {
    case .profilesFile, .profilesRow:
      if let profiles = object["profiles"]?.object {
        if let version = object["version"], version.int64 != 1 {
          log.note(.authFiles, ["version"], "The version is not 1; it was read as if it were.")
        }
        hasEntries = !profiles.isEmpty
        self.profiles = try reader.read(profiles, .profiles, at: ["profiles"])
        state = AuthStateReader(log: log, keepsEmptyOrders: isRow).read(object)
      } else if !isRow, Self.isFlat(object) {
        log.note(.authFiles, .root, "The file is in the flat form: keys by provider.")
        hasEntries = true
        var entries = object
        for name in ["version", "order", "lastGood", "usageStats"] { entries[name] = nil }
        self.profiles = try reader.read(entries, .flat, at: .root)
        state = AuthStateReader(log: log, keepsEmptyOrders: isRow).read(object)
      } else {
        refuse("The document has no 'profiles' object.")
      }
    case .stateFile, .stateRow:
      state = AuthStateReader(log: log, keepsEmptyOrders: true).read(object)
    case .legacyFile:
      guard !object.contains("profiles") else {
        return refuse("The file is no auth.json: it has 'profiles'.")
      }
      hasEntries = !object.isEmpty
      self.profiles = try reader.read(object, .legacy, at: .root)
    case .loginsFile: self.profiles = try reader.read(object, .logins, at: .root)
    }
  }

  /// Whether an object without `profiles` has credentials by provider.
  private static func isFlat(_ object: JSONObject) -> Bool {
    let names = ["apiKey", "key", "keyRef", "token", "tokenRef", "access", "refresh"]
    return object.values.contains { value in
      names.contains { value.object?.contains($0) == true }
    }
  }

  private func refuse(_ message: String) {
    isUsable = false
    log.add(.authFiles, ImportFinding(.error, file: log.file, message))
  }

  /// Gives what `log` says of this content at `path` its line and column.
  func locate(_ log: ImportLog, at path: String) {
    guard let locator, let fileBytes,
      let written = try? JSON.parse(fileBytes, syntax: Self.syntax, limits: Self.limits)
    else { return }
    locate(log, at: path, locator, UnstorableTexts(in: written, readFrom: fileBytes))
  }

  private func locate(
    _ log: ImportLog, at path: String, _ locator: JSONLocator, _ unstorable: UnstorableTexts
  ) {
    let removed = unstorable.removedElements
    log.locate(in: path, written: removed.written) { place in
      (path, locator.position(of: removed.written(place)))
    }
  }

  private static let syntax = JSONSyntax.jsonAfterByteOrderMark

  /// Those of a document whose duplicate members were told of.
  private static let limits = JSONLimits(bytes: maximumBytes, duplicates: .lastWins)

  /// Finds places in the file; nil for a row.
  private var locator: JSONLocator? {
    fileBytes.flatMap { JSONLocator($0, syntax: Self.syntax, limits: Self.limits) }
  }
}
