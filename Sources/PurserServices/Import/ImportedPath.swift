import JSONKit
import PurserDomain
import SystemKit

/// Reads the paths that a configuration names.
struct ImportedPath {
  /// The folder that relative paths start from.
  let directory: String
  let environment: Environment
  /// Returns the value of a variable that a path names; nil for one that is not set.
  let variable: (String) -> String?

  /// A path of a configuration.
  struct Reading: Equatable {
    /// What is stored: absolute where that can be told, else the text as written.
    var text: String
    /// Whether it can be a folder of this machine.
    var isUsable: Bool
    /// What a person should know; nil when all is well.
    var remark: String?
  }

  /// Reads `raw`: `~`, `${NAME}` from the variables, relative to the state directory. Nil for a blank
  /// text. Windows paths and unknown variables leave the text as it is.
  func read(_ raw: String) -> Reading? {
    let written = raw.trimmed
    if written.isEmpty { return nil }
    if written.hasUnprintable || written.utf8.count > TextLimit.path {
      return Reading(
        text: "", isUsable: false,
        remark: "The path holds a control character or is too long; it was left out.")
    }
    if Self.isWindows(written) {
      return Reading(
        text: written, isUsable: false,
        remark: "A Windows path names no folder here; it is kept as text.")
    }
    var text = ""
    for piece in EnvironmentText.pieces(written) {
      switch piece {
      case .literal(let part): text += part
      case .reference(let name):
        guard let value = variable(name), !value.hasUnprintable else {
          return Reading(
            text: written, isUsable: false,
            remark:
              "The variable '\(name)' is not set here; a path that the store has stays, else the text."
          )
        }
        guard !Self.mayBeSecret(value, of: name) else {
          return Reading(
            text: written, isUsable: false,
            remark: "The variable '\(name)' seems to hold a credential; the path is kept as text.")
        }
        text += value
      }
    }
    text = Directories.expandHome(text, environment)
    if text.utf8.first == UInt8(ascii: "/") {
      return Reading(text: SystemPath.absolute(text, from: "/"), isUsable: true)
    }
    return Reading(
      text: SystemPath.absolute(text, from: directory), isUsable: true,
      remark: "A relative path is taken from the state directory.")
  }

  /// Whether the value may be a credential. A folder of credentials, as in `KEYS_DIR`, is none.
  private static func mayBeSecret(_ value: String, of name: String) -> Bool {
    let isFolder = value.hasPrefix("/") && CredentialName.isOther(value, under: name)
    return !isFolder && VariableValue.mayBeSecret(value, of: name)
  }

  private static func isWindows(_ text: String) -> Bool {
    let bytes = Array(text.utf8.prefix(3))
    if bytes.starts(with: [0x5C, 0x5C]) { return true }
    guard bytes.count >= 2, bytes[1] == UInt8(ascii: ":") else { return false }
    return (bytes[0] | 0x20) >= 0x61 && (bytes[0] | 0x20) <= 0x7A
  }
}
