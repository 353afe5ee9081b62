import PurserDomain
import SecretKit
import SystemKit

/// What a browser is sent back with, once it was found to belong to this login.
enum RedirectAnswer: Sendable {
  case code(SecretBytes)
  case refused(code: String, description: String?)
}

/// Knows the answer of one login from everything else that may arrive.
struct RedirectCheck: Sendable {
  /// Why something is not the answer, in words that follow "What was pasted …".
  enum Fault: Error, Equatable {
    case elsewhere
    case wrongState
    case noCode
    case unreadable

    var phrase: String {
      switch self {
      case .elsewhere: "is not an address that this login leads back to"
      case .wrongState: "belongs to another login: its state is not the one that was sent"
      case .noCode: "has no code"
      case .unreadable: "cannot be read"
      }
    }
  }

  /// Path that is waited for, with the state at its end where that is no member of the query.
  let path: String
  let state: SecretBytes
  /// Whether the state is a member of the query.
  let statesInQuery: Bool
  /// Whether a code alone may be pasted: the provider shows it on a page of its own, and the proof key ties it to us.
  let takesBareCode: Bool

  /// Reads path and query of a request. Throws what is wrong.
  func read(target: String) throws(Fault) -> RedirectAnswer {
    let parts = target.prefix { $0 != "#" }
      .split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
    guard SecretBytes(text: String(parts.first ?? "")) == SecretBytes(text: path) else {
      throw .elsewhere
    }
    return try read(query: parts.count > 1 ? String(parts[1]) : "")
  }

  /// Reads what a person pasted: the whole address, its path and query, or where that may be the code alone, also as
  /// `code#state`.
  func read(pasted text: String) throws(Fault) -> RedirectAnswer {
    let text = text.trimmed
    guard !text.isEmpty, text.utf8.count <= 16_384,
      text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { throw .unreadable }
    if text.contains("?") {
      guard !takesBareCode else {
        return try read(query: String(text.drop { $0 != "?" }.dropFirst().prefix { $0 != "#" }))
      }
      let rest = text.droppingPrefix("http://") ?? text.droppingPrefix("https://")
      return try read(target: rest.map { String($0.drop { $0 != "/" }) } ?? text)
    }
    guard takesBareCode else { throw .elsewhere }
    let parts = text.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count > 1 {
      guard SecretBytes(text: String(parts[1])) == state else { throw .wrongState }
    }
    guard !parts[0].isEmpty else { throw .noCode }
    return .code(SecretBytes(text: String(parts[0])))
  }

  private func read(query: String) throws(Fault) -> RedirectAnswer {
    guard let pairs = FormText.decoded(query) else { throw .unreadable }
    func only(_ name: String) throws(Fault) -> String? {
      let values = pairs.filter { $0.name == name }.map(\.value)
      // Which of two counts is anybody's guess.
      guard values.count <= 1 else { throw .unreadable }
      return values.first
    }
    if statesInQuery {
      guard let given = try only("state"), SecretBytes(text: given) == state else {
        throw .wrongState
      }
    }
    if let error = try only("error") {
      return .refused(code: error, description: try only("error_description"))
    }
    guard let code = try only("code"), !code.isEmpty, code.utf8.count <= 4096,
      code.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { throw .noCode }
    return .code(SecretBytes(text: code))
  }
}
