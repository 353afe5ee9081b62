package import CommandKit
import PurserDomain

/// The id of a profile as it is typed: `provider:name`. What looks like a key is refused without a word of it.
package struct ProfileIDText: ArgumentValue, Equatable {
  package let argumentText: String

  package init(argument: String) throws(ArgumentFault) {
    let id = argument.trimmed
    guard !id.isEmpty, id.utf8.count <= TextLimit.name, !id.hasUnprintable,
      !id.contains(where: \.isNewline)
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

  /// The id for something new. Throws a usage error when it looks like a key, since an id is stored and shown: dates,
  /// numbers and addresses stand in many.
  func checked() throws(UsageError) -> String {
    if KeyLikeText.isScrambledAnywhere(argumentText) { throw Self.looksLikeKey }
    return try known()
  }

  /// The id of something that is stored already, whatever it looks like; one that is not is not repeated when it looks like a
  /// key. Throws a usage error for what begins as keys do.
  func known() throws(UsageError) -> String {
    guard KeyLikeText.parts(of: argumentText).isEmpty else { throw Self.looksLikeKey }
    return argumentText
  }

  private static var looksLikeKey: UsageError {
    UsageError(
      .invalidValue, "What stands in place of a profile's id looks like a key.",
      hint: "Give an id such as openai:work; the secret itself is read with --stdin.")
  }
}
