import CommandKit
import PurserDomain

extension UsageError {
  /// The error without the word it is about when that looks like a secret: a key that was typed in a wrong
  /// place must not end up in a log as well.
  var withoutSecrets: UsageError {
    guard let subject, Self.looksSecret(subject) else { return self }
    var error = Self.typedKey(code)
    error.path = path
    error.usage = usage
    return error
  }

  /// The error for a key among the words of a line; it does not repeat the word.
  static func typedKey(_ code: Code = .invalidValue) -> UsageError {
    UsageError(
      code, "A word of the line looks like a key and has no place there.",
      hint:
        "A key is never an argument: it is read from standard input, a file, a variable or the terminal."
    )
  }

  private static func looksSecret(_ word: String) -> Bool {
    let bare = String(word.drop { $0 == "-" })
    // A number is an instant or an id of something.
    if !bare.isEmpty, bare.utf8.allSatisfy({ (0x30...0x39).contains($0) }) { return false }
    // A path or a model may look random; what begins like a key is one anywhere.
    return SecretShape.hasKnownPrefix(bare) || isMixedWord(bare)
      || (!bare.contains("/") && SecretShape.matches(bare))
  }

  /// Whether `word` is no path and goes back and forth between kinds of signs as keys in base64 do.
  private static func isMixedWord(_ word: String) -> Bool {
    !["/", ".", "~"].contains(word.first) && SecretToken.hasMixedRun(in: word)
  }
}
