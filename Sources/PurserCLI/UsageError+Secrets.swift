import CommandKit
import PurserDomain

extension UsageError {
  /// The error without the word it is about when that looks like a secret: a key that was typed in a wrong
  /// place must not end up in a log as well.
  var withoutSecrets: UsageError {
    guard let subject, Self.looksSecret(subject) else { return self }
    var error = UsageError(
      code, "A word of the line looks like a key and has no place there.",
      hint: "A key is never an argument; see the --key options in the help.")
    error.path = path
    error.usage = usage
    return error
  }

  private static func looksSecret(_ word: String) -> Bool {
    let bare = String(word.drop { $0 == "-" })
    // A path or a model may look random; what begins like a key is one anywhere.
    return SecretShape.hasKnownPrefix(bare) || (!bare.contains("/") && SecretShape.matches(bare))
  }
}
