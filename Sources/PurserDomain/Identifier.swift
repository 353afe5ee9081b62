/// A kind of thing that people name, with the rule its names follow.
package protocol Identified {
  /// The word for the thing in sentences: "agent id", "provider id".
  static var identifierNoun: String { get }

  /// Says what is wrong with `text` as a name, as the end of "… is not an agent id: "; nil when it is valid.
  static func identifierFault(in text: String) -> String?
}

/// A validated text key of one kind of thing; keys of different kinds cannot be mixed up.
///
/// Ordered by its bytes, as the database orders it.
package struct Identifier<Tag: Identified>: Hashable, Comparable, Sendable,
  CustomStringConvertible
{
  /// The key as stored and shown.
  package let text: String

  /// Takes `text` as it is; throws `invalid` when it breaks the rule of its kind. Nothing is trimmed or changed.
  package init(_ text: String) throws(DomainError) {
    if let fault = Tag.identifierFault(in: text) {
      let shown = text.printable(limit: 80)
      throw DomainError(
        .invalid, "'\(shown)' is not a valid \(Tag.identifierNoun): \(fault).", subject: shown)
    }
    self.text = text
  }

  /// Takes a text that the caller has just built by the rule.
  init(trusted text: String) {
    self.text = text
  }

  package var description: String { text }

  package static func < (left: Self, right: Self) -> Bool {
    left.text.utf8.lexicographicallyPrecedes(right.text.utf8)
  }
}
