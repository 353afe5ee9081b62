package import PurserDomain
package import SecretKit

/// A secret as a person or another program handed it over, checked and ready to be sealed.
package struct GivenSecret: Equatable, Sendable {
  /// The most bytes a key or a header may have.
  package static let maximumBytes = 65_536

  /// The value, without white space at its ends.
  package let value: SecretBytes
  /// Whether more than one line end was removed.
  package let wasTrimmed: Bool
  /// Whether the value reads like a reference or a placeholder. It is sealed as it stands all the same.
  package let looksLikeReference: Bool

  /// Takes what was read from `origin`. One line end after it is no part of it.
  ///
  /// Throws `invalid`, without a word of the value, when it is no text, empty, longer than 64 KB, or holds
  /// a line end or a NUL.
  package init(_ bytes: [UInt8], from origin: String) throws(DomainError) {
    func refusal(_ what: String, _ hint: String) -> DomainError {
      DomainError(.invalid, "The value from \(origin) \(what).", subject: origin, hint: hint)
    }
    guard bytes.count <= Self.maximumBytes else {
      throw refusal("is larger than 64 KB", "Check that it is the key alone.")
    }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw refusal("is not UTF-8", "Check that it is the key alone.")
    }
    let trimmed = text.trimmed
    guard !trimmed.isEmpty else {
      throw refusal("is empty", "To remove a key, use --no-key.")
    }
    guard !trimmed.utf8.contains(0) else {
      throw refusal("holds a NUL", "Check that it is the key alone.")
    }
    guard !trimmed.utf8.contains(where: { $0 == 10 || $0 == 13 }) else {
      throw refusal("has more than one line", "Give the key alone, on one line.")
    }
    guard !trimmed.hasUnprintable else {
      throw refusal("holds a control character", "Give the key alone.")
    }
    value = SecretBytes(text: trimmed)
    wasTrimmed = Self.withoutLineEnd(bytes).count != trimmed.utf8.count
    if case .reference = KeyText(trimmed) {
      looksLikeReference = true
    } else {
      looksLikeReference = false
    }
  }

  private static func withoutLineEnd(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    var rest = bytes[...]
    if rest.last == 10 { rest.removeLast() }
    if rest.last == 13 { rest.removeLast() }
    return rest
  }
}
