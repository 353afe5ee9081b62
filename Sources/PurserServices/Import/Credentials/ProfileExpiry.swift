import JSONKit
import PurserDomain

/// The `expires` of a stored credential: milliseconds since 1970, unless somebody wrote something else.
struct ProfileExpiry: Equatable {
  /// What is stored; nil when the credential does not say.
  var milliseconds: Int64?
  /// What a person should know, as a sentence; nil when all is well.
  var remark: String?

  /// No instant in milliseconds that matters to a credential lies below; as seconds it is the year 5138.
  static let secondsBelow: Int64 = 100_000_000_000

  /// Reads the value of a document. One that is no number, or no whole one that fits, is kept as 0, which
  /// is no valid expiry either.
  init(_ value: JSON?) {
    guard let value, !value.isNull else { return }
    guard let number = value.number else {
      milliseconds = 0
      remark =
        "'expires' is \(value.kind == "object" || value.kind == "array" ? "an" : "a") "
        + "\(value.kind), not a number; the credential counts as one with an invalid expiry."
      return
    }
    let written = number.double
    guard written.isFinite, let whole = number.int64 ?? Int64(exactly: written.rounded(.down))
    else {
      milliseconds = 0
      remark = "'expires' is no instant; the credential counts as one with an invalid expiry."
      return
    }
    milliseconds = whole
    let text = number.text.printable(limit: 40)
    if whole <= 0 || whole > StoredCredential.latestExpiry {
      remark =
        "'expires' is \(text), which is no instant; the credential counts as one with an invalid "
        + "expiry."
    } else if whole < Self.secondsBelow {
      let taken = number.int64.map { $0 * 1000 } ?? Int64((written * 1000).rounded(.down))
      milliseconds = taken
      remark = "'expires' is \(text), which is in seconds; it was taken as \(taken) milliseconds."
    } else if number.int64 == nil {
      remark = "'expires' has a fraction, which was cut off."
    }
  }
}
