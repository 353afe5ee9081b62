import PurserDomain
import PurserStore
package import SecretKit
package import SystemKit

/// Where the master key of a store comes from: the first of `PURSER_KEY`, `PURSER_KEY_FILE`,
/// `PURSER_KEY_COMMAND` that is set, else the file `purser/master.key` in the configuration folder.
package enum MasterKeyPlace: Equatable, Sendable {
  /// The key itself stands in `PURSER_KEY`.
  case environment
  /// A file of mode 0600.
  case file(path: String)
  /// The standard output of a shell command.
  case command(text: String)
  /// None: `PURSER_KEY_FILE` holds what looks like a key, which nobody may be shown.
  case mistaken

  /// Returns the place that `environment` names.
  package static func located(_ environment: Environment) -> MasterKeyPlace {
    if environment.nonEmpty("PURSER_KEY") != nil { return .environment }
    if let path = environment.nonEmpty("PURSER_KEY_FILE") {
      return isKey(path) ? .mistaken : .file(path: Directories.expandHome(path, environment))
    }
    if let command = environment.nonEmpty("PURSER_KEY_COMMAND") { return .command(text: command) }
    let folder = SystemPath.join(Directories.configuration(environment), "purser")
    return .file(path: SystemPath.join(folder, "master.key"))
  }

  /// Whether a text that was given for the path of a key's file is rather a key itself.
  static func isKey(_ path: String) -> Bool {
    if SecretShape.hasKnownPrefix(path) { return true }
    // A path of 32 characters would be the bytes of a key.
    guard path.utf8.count > SecretKey.byteCount, SecretShape.isRandom(path) else { return false }
    return (try? SecretKey(parsing: path.utf8)) != nil
  }

  /// What a person is told of the place; never the key, nor a command's text, which may hold one.
  package var description: String {
    switch self {
    case .environment: "the variable PURSER_KEY"
    case .file(let path): path
    case .command: "the output of PURSER_KEY_COMMAND"
    case .mistaken: "the variable PURSER_KEY_FILE"
    }
  }

  /// The error for a key where the path of its file belongs; it does not repeat it.
  static func mistakenPath(in parameter: String) -> StoreError {
    StoreError(
      .invalid, "What '\(parameter)' holds looks like a key, not like the path of a file.",
      subject: parameter,
      hint: parameter == "PURSER_KEY_FILE"
        ? "Put the key into PURSER_KEY, or into a file of mode 0600 and its path into PURSER_KEY_FILE."
        : "Put the key into a file of mode 0600 and name that.")
  }

  /// What helps when the key of this place is not the store's, which lies in the file `kept` where one was found.
  func advice(kept: String?) -> String {
    let file = kept.map { "PURSER_KEY_FILE='\($0)' is the key of this store." }
    switch self {
    // The variable counts before every file.
    case .environment:
      return file.map { "Unset PURSER_KEY: " + $0 }
        ?? "Set PURSER_KEY to the key of this store, or unset it and point PURSER_KEY_FILE at it."
    case .file, .mistaken: return file ?? "Point PURSER_KEY_FILE at the key of this store."
    case .command: return file ?? "PURSER_KEY_COMMAND has to print the key of this store."
    }
  }

  /// Whether the file of the key is there; nil where the key is not in a file. Throws as `FileStatus.of`.
  package func hasFile() throws -> Bool? {
    guard case .file(let path) = self else { return nil }
    return try FileStatus.of(path) != nil
  }

  /// Reads the key.
  ///
  /// Throws `not_set_up` when there is none, `permission` when others may read the key file,
  /// `invalid` when what is there is no key, `unavailable` when the command fails.
  package func read(_ environment: Environment) throws -> SecretKey {
    switch self {
    case .environment:
      return try parse(Array((environment["PURSER_KEY"] ?? "").utf8))
    case .file(let path):
      return try parse(readFile(path))
    case .command(let text):
      let outcome = try Self.run(text, environment)
      guard outcome.succeeded else {
        throw StoreError(
          .unavailable, "PURSER_KEY_COMMAND ended with an error.", subject: "PURSER_KEY_COMMAND",
          hint: "Run the command by hand: it must print the key and end with 0.")
      }
      return try parse(outcome.output)
    case .mistaken:
      throw Self.mistakenPath(in: "PURSER_KEY_FILE")
    }
  }

  /// Returns whether `readOrCreate` would make a key; throws as `read` for one that is there and cannot be used.
  package func wouldCreate(_ environment: Environment) throws -> Bool {
    if case .file(let path) = self, try FileStatus.of(path) == nil { return true }
    _ = try read(environment)
    return false
  }

  /// Makes a new key and stores it at this place, unless one is there already, which is then read.
  ///
  /// Returns the key and whether it is new. Only a file can be made: for the others the key must exist. Of many processes
  /// at once one makes the key and the others read it. Throws as `read`.
  package func readOrCreate(_ environment: Environment) throws -> (key: SecretKey, isNew: Bool) {
    guard case .file(let path) = self, try FileStatus.of(path) == nil else {
      return (try read(environment), false)
    }
    try Directories.create(SystemPath.parent(of: path))
    let key = SecretKey.random()
    guard try AtomicFile.create(key.fileContent().reveal(), at: path, mode: 0o600) else {
      return (try read(environment), false)
    }
    return (key, true)
  }

  private static func run(_ text: String, _ environment: Environment) throws -> Subprocess.Outcome {
    func unavailable(_ what: String, _ error: SystemError) -> StoreError {
      StoreError(
        .unavailable, "PURSER_KEY_COMMAND \(what).", subject: "PURSER_KEY_COMMAND",
        hint:
          "Run the command by hand: it must print the key and nothing else, and end within 10 s.",
        cause: error.message)
    }
    do throws(SystemError) {
      return try Subprocess.runShell(text, environment: environment, outputLimit: 4096)
    } catch {
      switch error.code {
      case .timedOut: throw unavailable("did not end in time", error)
      case .tooLarge: throw unavailable("printed more than a key", error)
      default: throw error
      }
    }
  }

  /// What helps when the text of this place is no key; nil for a file, of which the error tells.
  private var hintOfForm: String? {
    switch self {
    case .environment: "Check that PURSER_KEY holds the whole key, in base64 or hexadecimal."
    case .file, .mistaken: nil
    case .command: "Check that the command prints the whole key, in base64 or hexadecimal."
    }
  }

  private func readFile(_ path: String) throws -> [UInt8] {
    let contents: FileReader.Contents
    do {
      contents = try FileReader.contents(path, limit: 4096)
    } catch {
      guard error.code == .notFound else { throw error }
      throw StoreError(
        .notSetUp, "There is no master key at '\(path)'.", subject: path,
        hint: "Put the key of this store there, or point PURSER_KEY_FILE at it.",
        cause: error.message)
    }
    guard contents.status.mode & 0o077 == 0 else {
      throw StoreError(
        .permission, "The key file '\(path)' can be read by others.", subject: path,
        hint: "chmod 600 '\(path)'")
    }
    return contents.bytes
  }

  private func parse(_ bytes: [UInt8]) throws -> SecretKey {
    do {
      return try SecretKey(parsing: bytes)
    } catch {
      throw StoreError(
        .invalid, "What \(description) holds is not a key.", subject: description,
        hint: hintOfForm ?? error.hint, cause: error.message)
    }
  }
}
