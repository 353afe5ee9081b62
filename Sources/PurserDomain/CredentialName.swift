/// Which names, of members of a document, variables, options or parameters, stand for a credential.
package enum CredentialName {
  /// Whether a text under `name` has to be taken for a credential.
  ///
  /// The name is taken apart at capitals and signs: `maxTokensField` is none, `access_token` is one.
  package static func matches(_ name: String) -> Bool {
    let words = words(of: name)
    if words.contains(where: single.contains) { return true }
    let joined = words.joined()
    return whole.contains(joined) || endings.contains { joined.hasSuffix($0) }
  }

  /// Whether the value of the variable `name` has to be taken for one. Its words may be written as one.
  package static func matches(variable name: String) -> Bool {
    let joined = words(of: name).joined()
    return matches(name)
      || ["pass", "passwd", "passphrase", "pwd", "psw", "key", "cred", "creds"]
        .contains { joined.hasSuffix($0) }
      || joined.hasPrefix("opsession")
  }

  /// Whether the value of the variable `name` is one. What a name of logins in general holds may be a switch or a kind, such
  /// as `AUTH=oauth2`: there the value decides.
  package static func matches(variable name: String, value: String) -> Bool {
    if matches(variable: name) { return true }
    guard words(of: name).last == "auth" else { return false }
    let hasOther = value.utf8.contains { !SecretToken.isAlphanumeric($0) || $0 <= 0x39 }
    return value.holds(":") || value.utf8.count >= 8 && hasOther
  }

  /// Words that make any name one of a credential.
  private static let single: Set<String> = [
    "key", "keys", "apikey", "apikeys", "token", "secret", "secrets", "password", "passwords",
    "passwd", "passphrase", "pass", "pwd", "credential", "credentials", "authorization", "bearer",
    "cookie", "cookies", "jwt", "signature", "sig",
  ]

  /// Whole names of the members of stored logins.
  private static let whole: Set<String> = ["access", "refresh", "session"]

  /// Ends of names that are written without capitals or signs.
  private static let endings = [
    "apikey", "authkey", "secretkey", "accesskey", "privatekey", "token", "secret", "password",
  ]

  private static func words(of name: String) -> [String] {
    var words: [String] = []
    var word: [UInt8] = []
    let bytes = Array(name.utf8.prefix(256))
    func isUpper(_ byte: UInt8) -> Bool { byte >= 0x41 && byte <= 0x5A }
    func isLower(_ byte: UInt8) -> Bool { byte >= 0x61 && byte <= 0x7A }
    for (place, byte) in bytes.enumerated() {
      let next = place + 1 < bytes.count ? bytes[place + 1] : 0
      let isLetter = isUpper(byte) || isLower(byte)
      let begins = isUpper(byte) && (word.last.map(isLower) ?? true || isLower(next))
      if begins || !isLetter, !word.isEmpty {
        words.append(String(decoding: word, as: UTF8.self).scriptLowercased)
        word = []
      }
      if isLetter { word.append(byte) }
    }
    if !word.isEmpty { words.append(String(decoding: word, as: UTF8.self).scriptLowercased) }
    return words
  }
}
