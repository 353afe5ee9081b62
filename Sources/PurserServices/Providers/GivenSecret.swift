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
  /// Whether a byte-order mark was removed.
  package let hadByteOrderMark: Bool
  /// What else the value reads like, if anything. It is sealed as it stands all the same.
  package let likeness: Likeness?

  /// Something that is no key and may have been meant.
  package enum Likeness: Equatable, Sendable {
    case variable, command, template, marker, placeholder, shellLine

    /// What `value` reads like; nil for a key.
    fileprivate init?(_ value: String) {
      switch KeyText(value) {
      case .reference(.environment), .reference(.secretRef): self = .variable
      case .reference(.command): self = .command
      case .reference(.template): self = .template
      case .reference(.marker): self = .marker
      case .reference(.placeholder): self = .placeholder
      case .reference(.none), .reference(.sealed), .literal:
        guard PastedCommand.matches(value) else { return nil }
        self = .shellLine
      }
    }

    /// Completes "The value reads like …".
    package var phrase: String {
      switch self {
      case .variable: "the name of a variable, a reference and not a key"
      case .command: "a command, a reference and not a key"
      case .template: "a text with variables in it, a reference and not a key"
      case .marker: "a word that gateways write in place of a key"
      case .placeholder: "a placeholder"
      case .shellLine: "a line of a shell, not a key"
      }
    }
  }

  /// The ends of the value, for a person who has to tell it from others.
  package var masked: String { SecretMask.masked(value.revealText() ?? "") }

  /// Takes what was read from `origin`. A byte-order mark before it and one line end after it are no part of it.
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
    let mark: [UInt8] = [0xEF, 0xBB, 0xBF]
    hadByteOrderMark = bytes.starts(with: mark)
    let bytes = hadByteOrderMark ? Array(bytes.dropFirst(mark.count)) : bytes
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw refusal("is not UTF-8", "Check that it is the key alone.")
    }
    let trimmed = text.trimmed
    guard !trimmed.isEmpty else {
      throw refusal("is empty", "Check where it comes from.")
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
    likeness = Likeness(trimmed)
  }

  private static func withoutLineEnd(_ bytes: [UInt8]) -> ArraySlice<UInt8> {
    var rest = bytes[...]
    if rest.last == 10 { rest.removeLast() }
    if rest.last == 13 { rest.removeLast() }
    return rest
  }
}
