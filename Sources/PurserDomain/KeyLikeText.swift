/// Keeps keys out of the places of names, where they would be stored, listed and logged.
package enum KeyLikeText {
  /// Throws `invalid` when `value`, or a part of it between signs, begins as keys of known services do.
  ///
  /// `parameter` is what the value was given for, such as `--profile-id`. The error does not repeat the value.
  package static func check(parameter: String, value: String) throws(DomainError) {
    guard parts(of: value).isEmpty else { throw refusal(of: parameter) }
  }

  /// The same for a name that is stored: dates, sizes and versions stand in many, so that only what begins as a key or is long
  /// and scrambled is none. The digest of a version behind a name is part of it.
  package static func check(parameter: String, name: String) throws(DomainError) {
    guard parts(of: name).isEmpty, !isScrambled(name, butDigests: true) else {
      throw refusal(of: parameter)
    }
  }

  /// Whether a part of `text` between other signs has twenty letters and digits or more that go back and forth between
  /// capitals, small letters and digits as no name does.
  ///
  /// With `butDigests` a SHA-1 or SHA-256 behind another part does not count.
  package static func isScrambled(_ text: String, butDigests: Bool = false) -> Bool {
    text.utf8.split { SecretToken.kind($0) == 0 }.contains { part in
      guard part.count >= 20, part.contains(where: { SecretToken.kind($0) == 1 }) else {
        return false
      }
      if butDigests, part.startIndex != text.utf8.startIndex, isDigest(part) { return false }
      let changes = zip(part, part.dropFirst()).filter {
        SecretToken.kind($0) != SecretToken.kind($1)
      }.count
      return changes * 4 > part.count
    }
  }

  /// The same, and whether a longer part with the signs of base64 in it does. Names of models, sessions and rooms have such
  /// parts; what is repeated, or new and of one's own choice, need not.
  package static func isScrambledAnywhere(_ text: String) -> Bool {
    isScrambled(text) || SecretToken.hasMixedRun(in: text)
  }

  /// Returns `text` as an error may repeat it: cut to `limit`, and without a word of it when it looks like a key.
  package static func shown(_ text: String, limit: Int) -> String {
    parts(of: text).isEmpty && !isScrambledAnywhere(text) ? text.printable(limit: limit) : "***"
  }

  private static func refusal(of parameter: String) -> DomainError {
    DomainError(
      .invalid, "What was given for '\(parameter)' looks like a key.", subject: parameter,
      hint: "A key is never an argument: it is read from standard input, a file, a variable or "
        + "the terminal.")
  }

  /// Returns the parts of `value` between other signs than letters, digits, `-` and `_` that begin as keys of known services do.
  package static func parts(of value: String) -> [String] {
    // Some keys have a dot in them, and before others one may stand.
    let words = value.utf8.split { !isWordByte($0) && $0 != UInt8(ascii: ".") }
    let pieces = words.filter { $0.contains(UInt8(ascii: ".")) }
      .flatMap { $0.split(separator: UInt8(ascii: ".")) }
    return (words + pieces).map { part in
      String(decoding: part.drop { $0 == UInt8(ascii: "-") }, as: UTF8.self)
    }
    .filter(SecretShape.hasKnownPrefix)
  }

  /// A SHA-1 or SHA-256 as models and images have them behind their names.
  private static func isDigest(_ part: Substring.UTF8View) -> Bool {
    [40, 64].contains(part.count)
      && part.allSatisfy {
        (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0)
          || (UInt8(ascii: "a")...UInt8(ascii: "f")).contains($0)
      }
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    SecretToken.isAlphanumeric(byte) || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_")
  }
}
