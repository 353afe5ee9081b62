/// Something about an agent that a person should look at.
package struct Concern: Equatable, Sendable {
  /// How much it matters.
  package enum Severity: String, Comparable, Sendable {
    /// The agent works, but something is open.
    case notice
    /// Some of its models will not work.
    case warning
    /// Its default model may not work.
    case error

    private var rank: Int {
      switch self {
      case .notice: 0
      case .warning: 1
      case .error: 2
      }
    }

    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
  }

  /// A stable name.
  package let code: String
  package let severity: Severity
  /// A phrase without a full stop.
  package let text: String

  /// The code for providers in use without a credential.
  package static let missingAuth = "missing_auth"
  /// The code for a provider in use whose profiles all are of no use for now.
  package static let unusableAuth = "unusable_auth"
  /// The code for an agent whose file Purser has not written yet.
  package static let neverExported = "never_exported"

  init(code: String, severity: Severity, text: String) {
    self.code = code
    self.severity = severity
    self.text = text
  }

  /// What the models of an agent give cause for.
  init(_ attention: Attention) {
    let severity: Severity =
      switch attention.code {
      case .unreadableModel, .unknownProvider, .defaultNotAllowed, .nothingAllowed: .error
      case .noProvider, .retiredModel, .unknownModel: .warning
      case .noDirectory, .unresolvedDirectory: .notice
      }
    self.init(code: attention.code.rawValue, severity: severity, text: attention.text)
  }
}
