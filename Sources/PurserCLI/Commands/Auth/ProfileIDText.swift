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
    let isKey =
      SecretShape.hasKnownPrefix(argumentText) || SecretShape.matches(argumentText)
      || parts.dropFirst().contains { SecretShape.hasKnownPrefix(String($0)) }
    guard !isKey else {
      throw UsageError(
        .invalidValue, "What stands in place of a profile's id looks like a key.",
        hint: "Give an id such as openai:work; the secret itself is read with --stdin.")
    }
    return argumentText
  }
}
