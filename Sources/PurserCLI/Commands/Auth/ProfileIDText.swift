package import CommandKit
import PurserDomain

/// The id of a profile as it is typed: `provider:name`. What looks like a key is refused without a word of it.
package struct ProfileIDText: ArgumentValue, Equatable {
  package let argumentText: String

  package init(argument: String) throws(ArgumentFault) {
    let id = argument.trimmed
    guard !id.isEmpty, id.utf8.count <= 256, !id.hasUnprintable, !id.contains(where: \.isNewline)
    else { throw ArgumentFault("Give an id such as openai:work.") }
    argumentText = id
  }

  /// Reads an id that was not typed as an option. Throws a usage error, as `checked`.
  static func read(_ text: String) throws(UsageError) -> String {
    let id: ProfileIDText
    do throws(ArgumentFault) {
      id = try ProfileIDText(argument: text)
    } catch {
      throw UsageError(.invalidValue, "A profile's id is invalid.", hint: error.hint)
    }
    return try id.checked()
  }

  /// Throws a usage error when the id looks like a key, since an id is stored and shown.
  func checked() throws(UsageError) -> String {
    let parts = argumentText.split(separator: ":", maxSplits: 1)
    // Logins go by the address of their account, in which people have dates and numbers.
    let isAddress = parts.count == 2 && Self.isMailAddress(parts[1])
    let isKey =
      SecretShape.hasKnownPrefix(argumentText)
      || (isAddress ? KeyLikeText.isScrambled(argumentText) : SecretShape.matches(argumentText))
      || parts.dropFirst().contains { SecretShape.hasKnownPrefix(String($0)) }
    guard !isKey else {
      throw UsageError(
        .invalidValue, "What stands in place of a profile's id looks like a key.",
        hint: "Give an id such as openai:work; the secret itself is read with --stdin.")
    }
    return argumentText
  }

  /// Whether a name stands before a single `@` and one with a dot behind it.
  private static func isMailAddress(_ text: Substring) -> Bool {
    let sides = text.split(separator: "@", omittingEmptySubsequences: false)
    return sides.count == 2 && !sides[0].isEmpty && sides[1].dropFirst().dropLast().contains(".")
  }
}
