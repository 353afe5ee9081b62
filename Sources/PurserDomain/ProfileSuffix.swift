/// A model as typed, with the auth profile that may stand behind it: `ref@profile`.
package struct ProfileSuffix: Equatable, Sendable {
  /// The reference or alias without the suffix.
  package var reference: String
  /// The profile id, or nil when the text has none.
  package var profile: String?

  /// Takes `text` apart before any alias, allowlist or naming rule sees it.
  ///
  /// The profile begins at the first `@` behind the last slash with something on both sides. An `@` in front of a
  /// version date (eight digits) or of a quantization mark (`q8_0`, `iq2_xs`, `4bit`) belongs to the model.
  package init(_ text: String) {
    let trimmed = text.trimmed
    let bytes = Array(trimmed.utf8)
    let at = UInt8(ascii: "@")
    let start = (bytes.lastIndex(of: UInt8(ascii: "/")) ?? -1) + 1
    for position in bytes.indices.dropFirst(start + 1) where bytes[position] == at {
      let rest = bytes[(position + 1)...]
      let named = String(decoding: rest, as: UTF8.self).trimmed
      if named.isEmpty { break }
      if isPartOfModel(rest.prefix { $0 != at }) { continue }
      reference = String(decoding: bytes[..<position], as: UTF8.self)
      profile = named
      return
    }
    reference = trimmed
    profile = nil
  }
}

private func isPartOfModel(_ word: ArraySlice<UInt8>) -> Bool {
  if word.count == 8, word.allSatisfy(isDigit) { return true }
  let lowered = word.map { $0 >= 0x41 && $0 <= 0x5A ? $0 | 0x20 : $0 }[...]
  if lowered.suffix(3).elementsEqual("bit".utf8) {
    let digits = lowered.dropLast(3)
    return !digits.isEmpty && digits.allSatisfy(isDigit)
  }
  let mark = lowered.first == UInt8(ascii: "i") ? lowered.dropFirst() : lowered
  guard mark.first == UInt8(ascii: "q"), let digit = mark.dropFirst().first, isDigit(digit)
  else { return false }
  return mark.allSatisfy { isDigit($0) || $0 == UInt8(ascii: "_") || ($0 >= 0x61 && $0 <= 0x7A) }
}

private func isDigit(_ byte: UInt8) -> Bool {
  byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
}
