/// Which `!command` may be kept as text and shown.
package enum PlainCommand {
  /// Whether `text` is a command at all: sealed it could not be run any more. One that holds a key of a known service or an
  /// address with a password is none, nor is a single word that looks like a key.
  static func isCommand(_ text: String) -> Bool {
    let words = words(of: text, apart: [0x3D])
    guard let first = words.first else { return false }
    if words.count == 1, !first.holds("/"), !first.holds("$"), SecretShape.matches(first) {
      return false
    }
    return !SecretToken.isKnownKey(in: text) && !words.contains(where: hasPassword)
  }

  /// Whether `text` is a command by how it is written: behind its `!` stand several words, not all of them assignments as in
  /// a cookie, or a path. It is what has to be asked where a password may stand: one word is a password that begins with `!`.
  package static func isLine(_ text: String) -> Bool {
    let trimmed = text.trimmed
    guard trimmed.utf8.first == UInt8(ascii: "!") else { return false }
    let words = trimmed.utf8.dropFirst().split { $0 == 0x20 || $0 == 0x09 }
      .map { String(Substring($0)) }
    guard let first = words.first(where: { !isAssignment($0) }) else { return false }
    return words.count > 1 || SecretShape.pathBeginnings.contains(where: first.hasPrefix)
      || first.hasPrefix("$") && (first.holds("/") || first.holds("("))
  }

  /// Whether what was sealed is a command all the same, which was sealed for a key in it; what a person gave as a key and only
  /// reads like a command is none.
  package static func isSealed(_ text: String) -> Bool {
    isLine(text) && !isCommand(text.trimmed)
  }

  private static func isAssignment(_ word: String) -> Bool {
    word.split(atFirst: "=").map { EnvironmentName.isValid($0.before) } ?? false
  }

  /// Whether `text` is a command without anything in it that looks like a key.
  ///
  /// Ids, dates and accounts of many commands look random, so that what only looks so counts where a credential stands: behind
  /// or in an option or variable of one, in a header, in an address.
  package static func matches(_ text: String) -> Bool {
    isCommand(text)
      && !holdsNamedKey(self.words(of: text, apart: shellSigns))
      && !self.words(of: text).contains(where: isAddressWithKey)
  }

  /// What stands between words of a shell: `;`, `|`, `&`, brackets and the sign of an older substitution.
  private static let shellSigns: [UInt8] = [0x3B, 0x7C, 0x26, 0x28, 0x29, 0x60]

  private static func words(of text: String, apart signs: [UInt8] = []) -> [String] {
    text.utf8.dropFirst().split { [0x20, 0x09, 0x27, 0x22].contains($0) || signs.contains($0) }
      .map { String(decoding: $0, as: UTF8.self) }
  }

  /// Whether `word` is an address with a password that is no variable.
  private static func hasPassword(_ word: String) -> Bool {
    let (scheme, user, _, _) = EndpointAddress.split(word)
    guard !scheme.isEmpty, let (_, password) = user?.split(atFirst: ":") else { return false }
    return !password.isEmpty && !password.holds("$")
  }

  /// Whether a word looks like a key and those before it, or its own beginning, say that it is one.
  private static func holdsNamedKey(_ words: [String]) -> Bool {
    for (place, word) in words.enumerated() {
      if isPair(word) { return true }
      guard place > 0, isKey(word) else { continue }
      let before = words[place - 1]
      if before.hasPrefix("-"), !before.holds("="), isName(before) { return true }
      if ["bearer", "basic"].contains(before.scriptLowercased) || isHeader(before) { return true }
      // Another scheme of a header, such as `token`.
      if place > 1, isHeader(words[place - 2]), before.utf8.allSatisfy({ $0 >= 0x41 }) {
        return true
      }
    }
    return false
  }

  /// Whether `word` is `NAME=VALUE`, `--name=VALUE`, `--env=NAME=VALUE` or `X-Name:VALUE` with a key as its value.
  private static func isPair(_ word: String) -> Bool {
    if let (name, value) = word.split(atFirst: ":"), name.holds("-"), isHeader(name + ":"),
      isKey(value)
    {
      return true
    }
    guard let (name, value) = word.split(atFirst: "=") else { return false }
    return isName(name) && isKey(value) || isPair(value)
  }

  private static func isHeader(_ word: String) -> Bool {
    word.hasSuffix(":") && CredentialName.matches(header: String(word.dropLast()))
  }

  private static func isName(_ name: String) -> Bool {
    CredentialName.matches(variable: name) && !CredentialName.isOfName(name)
  }

  /// Whether the address `word` has a key in it. What stands behind its `#` may be a commit.
  private static func isAddressWithKey(_ word: String) -> Bool {
    let address = EndpointAddress(word)
    return address.userinfo.map(isKey) == true
      || address.segments.contains { isKey($0.value) }
      || address.parameters.contains { !CredentialName.isOfName($0.name) && isKey($0.value) }
  }

  /// Whether `word` looks like a key: numbers of accounts and dates do not, nor do paths and variables.
  private static func isKey(_ word: String) -> Bool {
    guard !word.holds("$"), !SecretShape.pathBeginnings.contains(where: word.hasPrefix) else {
      return false
    }
    let parts = word.utf8.split { !SecretToken.isAlphanumeric($0) }
    return SecretShape.hasKnownPrefix(word)
      || parts.contains { part in
        let isNumber = part.count < 20 && part.allSatisfy { $0 <= 0x39 }
        return !isNumber && SecretShape.isRandom(String(Substring(part)))
      }
  }
}
