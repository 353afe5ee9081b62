package import CommandKit
import PurserDomain
package import SystemKit

/// Which store a run works on.
package struct StorePlace: Equatable, Sendable {
  /// Absolute path of the database file.
  package let path: String

  /// The store named by `option`, else by `PURSER_STORE`, else the one in the user's data folder.
  /// Accepts a path or `sqlite:` before one. Throws when the text names another kind of store.
  package init(option: String?, environment: Environment) throws(UsageError) {
    let source = option == nil ? "PURSER_STORE" : "--store"
    let text =
      option ?? environment.nonEmpty("PURSER_STORE")
      ?? Directories.data(environment) + "/purser/purser.db"
    let named = try Self.path(in: text, source: source)
    path = Self.absolute(Directories.expandHome(named, environment))
  }

  private static func path(in text: String, source: String) throws(UsageError) -> String {
    var path = text
    let schemes = ["sqlite://", "sqlite:", "file://", "file:"]
    if let rest = schemes.lazy.compactMap(text.droppingPrefix).first {
      path = rest
    } else if let (kind, rest) = text.split(atFirst: ":"), rest.utf8.starts(with: "//".utf8) {
      throw UsageError(
        .invalidValue, "Stores of the kind '\(kind)' are not supported.",
        subject: source, hint: "Name a file, for example: \(source) ~/purser.db")
    }
    guard !path.isEmpty else {
      throw UsageError(
        .invalidValue, "\(source) names no store.", subject: source,
        hint: "Name a file, for example: \(source) ~/purser.db")
    }
    return path
  }

  private static func absolute(_ path: String) -> String {
    SystemPath.absolute(path, from: (try? Directories.current()) ?? "/")
  }
}
