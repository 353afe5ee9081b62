/// Which names, of members of a document, variables, options or parameters, stand for a credential.
package enum CredentialName {
  /// Whether a text under `name` has to be taken for a credential.
  ///
  /// The name is taken apart at capitals and signs, and its words may be written as one: `maxTokensField` is none,
  /// `access_token`, `dbpass` and `masterkey` are.
  package static func matches(_ name: String) -> Bool { matches(words: words(of: name)) }

  private static func matches(words: [String]) -> Bool {
    if words.contains(where: single.contains) { return true }
    guard let last = words.last, !ordinary.contains(last) else { return false }
    let joined = words.joined()
    return whole.contains(joined) || endings.contains { joined.hasSuffix($0) }
  }

  /// Whether `value` under `name` has to be taken for one. Under a name that may say anything, such as `tokens` or `dsn`, only
  /// what looks like a credential is one; under one of a login all is but the words of settings.
  package static func matches(_ name: String, value: String) -> Bool {
    let words = words(of: name)
    if matches(words: words) { return true }
    let joined = words.joined()
    if logins.contains(where: joined.hasSuffix) {
      return !settingWords.contains(value.scriptLowercased)
    }
    return isDoubtful(words, joined) && looksLikeOne(value)
  }

  /// Whether `name`, which alone says nothing, may say so with a value.
  package static func mayMatch(_ name: String) -> Bool {
    let words = words(of: name)
    let joined = words.joined()
    return logins.contains(where: joined.hasSuffix) || isDoubtful(words, joined)
  }

  /// Whether `name` may be that of a credential or of something else.
  package static func isDoubtful(_ name: String) -> Bool {
    let words = words(of: name)
    return isDoubtful(words, words.joined())
  }

  private static func isDoubtful(_ words: [String], _ joined: String) -> Bool {
    words.last.map(doubtful.contains) ?? false || doubtfulEndings.contains(where: joined.hasSuffix)
  }

  /// Whether `value` looks like a key, or has a login or a credential with its name in it, as addresses of databases do.
  private static func looksLikeOne(_ value: String) -> Bool {
    if !EndpointAddress.atScheme(value).scheme.isEmpty {
      return EndpointAddress(value).hadCredential
    }
    let hasPair = value.utf8.split { [0x20, 0x26, 0x3B].contains($0) }.contains { part in
      String(Substring(part)).split(atFirst: "=").map { matches($0.before) && !$0.after.isEmpty }
        ?? false
    }
    return hasPair || SecretShape.matches(value) || SecretToken.bearer(in: value) != nil
      || EndpointAddress(value, isAddress: true).userinfo?.holds(":") == true
  }

  /// Whether the value of the variable `name` has to be taken for one.
  package static func matches(variable name: String) -> Bool {
    matches(name) || words(of: name).joined().hasPrefix("opsession")
  }

  /// Whether the value of the variable `name` is one. What a name of logins in general holds may be a switch or a kind, such
  /// as `AUTH=oauth2`: there the value decides.
  package static func matches(variable name: String, value: String) -> Bool {
    if matches(name, value: value) || matches(variable: name) { return true }
    guard words(of: name).last == "auth" else { return false }
    let hasOther = value.utf8.contains { !SecretToken.isAlphanumeric($0) || $0 <= 0x39 }
    return value.holds(":") || value.utf8.count >= 8 && hasOther
  }

  /// Whether the value of the header `name` has to be taken for one: by its words, so that `x-author` and
  /// `x-portkey-provider` are none. The case of a header says nothing to servers, but people write words by it.
  package static func matches(header name: String) -> Bool {
    let name = name.trimmed
    return [name, name.scriptLowercased].contains { name in
      matches(variable: name)
        || words(of: name).contains { word in
          ["session", "authentication"].contains(word) || word.hasSuffix("auth")
            || word.hasSuffix("cookie")
        }
    }
  }

  /// Whether `value` is none though `name` sounds like it: it switches something or is a path, the last word of the name says
  /// what it is, as in `token_limit` or `apiKeyFile`, the key is one that data is found by, as in `cacheKey`, or it is a word of
  /// those that settings have, as in `token: auto`; and it does not look like a credential.
  package static func isOther(_ value: String, under name: String) -> Bool {
    if switches.contains(value.scriptLowercased) || isPath(value) { return true }
    let words = words(of: name)
    guard let last = words.last else { return false }
    if quantities.contains(last) || last == "tokens" && value.utf8.count <= 12,
      value.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
    {
      return true
    }
    let isData = ["key", "keys"].contains(last) && words.dropLast().contains(where: data.contains)
    let isSetting =
      words.count == 1 && settings.contains(last) && settingWords.contains(value.scriptLowercased)
    let isOfKind = kinds.contains(last) || quantities.contains(last)
    // What holds a value of its own is more than the name of a header or variable.
    let isName =
      names.contains(last) && !isHalf(words) && !value.utf8.contains { [0x3A, 0x3D].contains($0) }
    return (isOfKind || isName || isData || isSetting) && !SecretShape.matches(value)
      && !SecretToken.occurs(in: value) && SecretToken.bearer(in: value) == nil
  }

  /// Whether the last word of `name` says that the value names something, as in `--secret-id`.
  static func isOfName(_ name: String) -> Bool {
    guard let last = words(of: name).last else { return false }
    return kinds.contains(last) || quantities.contains(last) || names.contains(last)
      || ["arn", "ref", "query"].contains(last)
  }

  /// Whether the words of a name are those of half of a login, such as the `secret_id` of a role, or of a session.
  private static func isHalf(_ words: [String]) -> Bool {
    ["id", "ids"].contains(words.last) && words.contains { ["secret", "session"].contains($0) }
  }

  /// Whether `text` is written as a path of several parts or with an ending, without a part that looks random: base64 may
  /// begin so, too. Numbers, such as dates, are no secrets there.
  private static func isPath(_ text: String) -> Bool {
    guard let rest = SecretShape.pathBeginnings.lazy.compactMap({ text.droppingPrefix($0) }).first,
      rest.holds("/") || rest.holds("."),
      text.utf8.allSatisfy({ SecretToken.isAlphanumeric($0) || "/._-~ @".utf8.contains($0) })
    else { return false }
    return !SecretToken.occurs(in: text)
      && !text.utf8.split { !SecretToken.isAlphanumeric($0) }.contains { part in
        !part.allSatisfy { $0 <= 0x39 } && SecretShape.isRandom(String(Substring(part)))
      }
  }

  private static let switches: Set<String> = ["true", "false", "yes", "no", "on", "off", "null"]

  /// Words that make any name one of a credential.
  private static let single: Set<String> = [
    "key", "keys", "apikey", "apikeys", "token", "secret", "secrets", "password", "passwords",
    "passwd", "passphrase", "pass", "pwd", "credential", "credentials", "authorization", "bearer",
    "cookie", "cookies", "jwt", "jwts", "signature", "sig", "passcode", "passcodes", "psk", "pw",
  ]

  /// Whole names of the members of stored logins.
  private static let whole: Set<String> = ["access", "refresh", "session"]

  /// Ends of names that are written without capitals or signs.
  private static let endings = [
    "token", "secret", "password", "pass", "passwd", "passphrase", "passcode", "pwd", "psw", "psk",
    "key", "cred", "creds", "apitokens", "accesstokens", "authtokens", "refreshtokens",
    "bearertokens", "secrettokens",
  ]

  /// Ends of names, as one word, of logins that are given in one text.
  private static let logins = [
    "basicauth", "httpauth", "proxyauth", "authvalue", "authheadervalue",
  ]

  /// Last words of names that may be those of a credential or of something else, and ends of such names as one word.
  private static let doubtful: Set<String> = [
    "tokens", "signatures", "sk", "sas", "otp", "dsn", "assertion", "verifier", "pem",
  ]
  private static let doubtfulEndings = ["connectionstring", "connstring", "codeverifier"]

  /// Words that end so and mean something else.
  private static let ordinary: Set<String> = [
    "monkey", "donkey", "turkey", "hotkey", "hockey", "jockey", "whiskey", "portkey", "compass",
    "bypass", "encompass", "surpass", "trespass", "overpass", "underpass", "gopass", "keepass",
    "lastpass", "sacred",
  ]

  /// Last words of names whose values are places, kinds and names.
  private static let kinds: Set<String> = [
    "file", "files", "path", "paths", "dir", "folder", "url", "uri", "endpoint", "type", "name",
    "names", "in", "location", "algorithm", "version", "audience", "issuer", "scope", "scopes",
    "domain", "format", "dtype", "through", "source", "store", "backend", "provider", "rotation",
    "mode", "scheme", "method", "kind", "policy", "strategy",
  ]

  /// Last words of names whose values are names of headers, variables and the like.
  private static let names: Set<String> = [
    "header", "env", "prefix", "id", "ids", "field", "fields",
  ]

  /// Words in front of the key that something is found by.
  private static let data: Set<String> = [
    "sort", "cache", "primary", "foreign", "partition", "routing",
  ]

  /// Whole names that are those of settings as well, and the words that these have.
  private static let settings: Set<String> = [
    "access", "refresh", "session", "cookie", "cookies", "credential", "credentials", "token",
  ]
  private static let settingWords: Set<String> = [
    "true", "false", "yes", "no", "on", "off", "auto", "none", "include", "omit", "same-origin",
    "public", "private", "hourly", "daily", "weekly", "always", "never", "manual", "main",
    "default", "required", "optional", "enabled", "disabled",
  ]

  /// Last words of names whose values are numbers.
  private static let quantities: Set<String> = [
    "limit", "count", "size", "length", "ttl", "timeout", "budget",
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
