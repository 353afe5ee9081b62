/// Words that gateways write where a key belongs and that are not keys.
package enum KnownMarkers {
  /// Whether `text` is such a word.
  package static func contain(_ text: String) -> Bool {
    words.contains(text) || fillers.contains(text.scriptLowercased) || isPrefixed(text)
  }

  /// The name in `secretref-env:NAME`; nil for any other text.
  package static func variable(in text: String) -> String? {
    contain(text) ? text.droppingPrefix("secretref-env:") : nil
  }

  /// Whether a label shows `text` as `marker(…)`: words of gateways do, names of variables do not.
  package static func showsAsMarker(_ text: String) -> Bool {
    contain(text) && !text.utf8.starts(with: "secretref-env:".utf8)
  }

  /// Whether `text` is itself what a local server is sent in place of a key.
  package static func isFiller(_ text: String) -> Bool {
    fillers.contains(text.scriptLowercased)
      || (words.contains(text) && text.hasSuffix("-local"))
  }

  /// Words of gateways, compared exactly.
  static let words: Set<String> = [
    "secretref-managed", "minimax-oauth", "qwen-oauth", "ollama-local", "lmstudio-local",
    "custom-local", "codex-app-server", "gcp-vertex-credentials", "AWS_BEARER_TOKEN_BEDROCK",
    "AWS_ACCESS_KEY_ID", "AWS_PROFILE",
  ]

  /// What people write for local servers that want some key, compared without regard to case.
  static let fillers: Set<String> = [
    "ollama", "lmstudio", "lm-studio", "llamacpp", "llama.cpp", "vllm", "sglang", "local",
    "none", "null", "n/a", "dummy", "empty", "no-key", "nokey", "not-needed",
    "not-required", "unused",
  ]

  /// `oauth:<provider>` and `secretref-env:<NAME>`.
  private static func isPrefixed(_ text: String) -> Bool {
    if let provider = text.droppingPrefix("oauth:") {
      return !provider.isEmpty && provider.utf8.count <= 64
        && provider.utf8.allSatisfy { byte in
          (byte >= 0x61 && byte <= 0x7A) || (byte >= 0x30 && byte <= 0x39) || byte == 0x2D
        } && !SecretShape.matches(provider)
    }
    if let name = text.droppingPrefix("secretref-env:") {
      return EnvironmentName.isUpperCase(name) && !EnvironmentName.isRandom(name)
    }
    return false
  }
}

/// The shapes of names of environment variables.
package enum EnvironmentName {
  /// Whether `text` could name a variable at all: a letter or `_`, then letters, digits and `_`.
  package static func isValid(_ text: String) -> Bool {
    guard let first = text.utf8.first, text.utf8.count <= 256, !isDigit(first) else { return false }
    return text.utf8.allSatisfy {
      isUpper($0) || isDigit($0) || ($0 >= 0x61 && $0 <= 0x7A) || $0 == 0x5F
    }
  }

  /// Whether `text` is a valid name without lower-case letters.
  package static func isUpperCase(_ text: String) -> Bool {
    isValid(text) && text.utf8.allSatisfy { isUpper($0) || isDigit($0) || $0 == 0x5F }
  }

  /// Whether an upper-case name reads like one that holds a key: it has an underscore or ends in KEY, TOKEN or
  /// SECRET, and no part of it looks random.
  package static func looksLikeKey(_ text: String) -> Bool {
    guard isUpperCase(text), !isRandom(text) else { return false }
    return text.holds("_") || ["KEY", "TOKEN", "SECRET"].contains { text.hasSuffix($0) }
  }

  /// Whether `text` could name a variable and is not what keys look like.
  package static func isName(_ text: String) -> Bool {
    isValid(text) && !SecretShape.hasKnownPrefix(text) && !isRandom(text)
  }

  /// Whether a part of the name looks random. Behind a word eight digits are a date, as in `LAB_KEY_20250114`. In a name that
  /// says what it holds the other parts name a model, as in `GPT4TURBO_KEY`: there only long ones and many digits are random.
  package static func isRandom(_ name: String) -> Bool {
    let parts = name.utf8.split(separator: 0x5F)
    return parts.enumerated().contains { place, part in
      guard SecretShape.isRandom(String(Substring(part))) else { return false }
      let isDate =
        place > 0 && part.count == 8 && part.allSatisfy(isDigit)
        && [0x31, 0x32].contains(part.first)
      if isDate { return false }
      let mayBeModel = part.count <= 16 && part.filter(isDigit).count < 4
      return !mayBeModel
        || !parts.contains { keyWords.contains(String(Substring($0)).scriptLowercased) }
    }
  }

  private static let keyWords: Set<String> = ["key", "keys", "token", "secret", "password", "pass"]

  private static func isUpper(_ byte: UInt8) -> Bool { byte >= 0x41 && byte <= 0x5A }
  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }
}

/// The shapes of secrets. Guesses err on the side of calling a text a secret.
package enum SecretShape {
  /// What paths begin with, which may look random and name a place.
  package static let pathBeginnings = ["/", "./", "../", "~/"]

  /// Whether `text` begins as keys of known services do or has a part that looks random.
  package static func matches(_ text: String) -> Bool {
    hasKnownPrefix(text) || isRandom(text)
  }

  /// Whether `text` is long enough for a key and begins as those of known services do. Names of providers and options begin so,
  /// too: one with nothing but words behind is no key, unless it begins with `sk-`, as keys that people make up do.
  package static func hasKnownPrefix(_ text: String) -> Bool {
    let count = text.utf8.count
    guard count >= 12, let first = text.utf8.first, beginnings.contains(first) else { return false }
    let isKey = prefixes.contains { prefix, least in
      count >= prefix.utf8.count + least && text.utf8.starts(with: prefix.utf8)
        && !isOfWords(text.utf8.dropFirst(prefix.utf8.count))
    }
    return isKey || certain.contains { text.utf8.starts(with: $0.utf8) } || hasCloudPrefix(text)
  }

  /// Whether `text` is made of words, numbers and sizes such as `grok-4-fast` or `70b_online` only.
  private static func isOfWords(_ text: Substring.UTF8View) -> Bool {
    text.split { !isAlphanumeric($0) }.allSatisfy { part in
      let capitals = part.filter { $0 >= 0x41 && $0 <= 0x5A }.count
      let isWritten =
        capitals == 0 || capitals == 1 && (part.first ?? 0) <= 0x5A
        || capitals == part.count && capitals <= 3
      guard isWritten, part.count <= 11 else { return false }
      // A number behind a word, with a letter such as the one of billions, as in `mistral7b`.
      let number = part.drop { $0 > 0x39 }.prefix { $0 <= 0x39 }
      let behind = part[number.endIndex...]
      let most = part.count == number.count ? 4 : part.count < 8 ? 3 : 2
      return number.isEmpty
        || number.count <= most && behind.count <= 1 && behind.allSatisfy { $0 > 0x39 }
    }
  }

  private static let cloud = ["AKIA", "ASIA", "AROA", "AIDA"]

  /// `AKIA`, `ASIA` and their like, and the sixteen capitals and digits behind.
  private static func hasCloudPrefix(_ word: String) -> Bool {
    guard word.utf8.count >= 16, word.utf8.count <= 32 else { return false }
    return cloud.contains { word.utf8.starts(with: $0.utf8) }
      && word.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 || $0 >= 0x41 && $0 <= 0x5A }
  }

  /// Whether a part of `text` between other characters mixes letters and digits as words do not, is a long run of
  /// hexadecimal or other digits, or is longer than words are.
  package static func isRandom(_ text: String) -> Bool {
    // Most texts that are asked of are shorter than any part that could look so.
    guard text.utf8.count >= leastRandom else { return false }
    return text.utf8.split { !isAlphanumeric($0) }.contains { part in
      part.count >= leastRandom && isRandomPart(Array(part))
    }
  }

  /// What keys begin with, and how much stands behind at least.
  private static let prefixes: [(text: String, least: Int)] = [
    ("pk-", 0), ("rk_", 0), ("ghp_", 0), ("gho_", 0), ("ghu_", 0),
    ("ghs_", 0), ("ghr_", 20), ("glpat-", 0), ("glptt-", 16), ("xox", 0), ("xapp-", 20),
    ("AIza", 0), ("ya29.", 0), ("1//0", 0), ("hf_", 0), ("gsk_", 0), ("xai-", 0), ("pplx-", 0),
    ("nvapi-", 0), ("eyJ", 0), ("r8_", 0), ("fw_", 0), ("npm_", 30), ("whsec_", 20), ("SG.", 40),
    ("hvs.", 20), ("dop_v1_", 32), ("GOCSPX-", 20), ("ABSK", 16), ("csk-", 30), ("tgp_v1_", 30),
    ("tvly-", 16),
  ]

  /// The first bytes of all of these: of most texts a look at one byte tells that they are none.
  static let beginnings = Set(
    (prefixes.map(\.text) + certain + cloud).compactMap(\.utf8.first))

  /// What nothing but keys begins with, whatever stands behind.
  private static let certain = ["sk-", "sk_", "github_pat_"]

  /// How long a part is at least that looks random.
  private static let leastRandom = 8

  private static func isRandomPart(_ part: [UInt8]) -> Bool {
    let digits = part.filter { $0 <= 0x39 }.count
    let isHex = part.allSatisfy { $0 <= 0x39 || ($0 | 0x20) <= 0x66 }
    if digits == part.count || (isHex && digits > 0) || part.count > 24 { return true }
    if digits == 0 { return isHex || changesCaseOften(part) }
    // A word with a short number at its end, such as CLOUDFLARE1 or RELEASE2025, is no secret.
    let tail = part.reversed().prefix { $0 <= 0x39 }.count
    return !(digits == tail && tail <= 4)
  }

  /// Three or more capitals behind small letters, as in `aBcDeFgH`.
  private static func changesCaseOften(_ part: [UInt8]) -> Bool {
    zip(part, part.dropFirst()).filter { $0 >= 0x61 && $1 < 0x61 }.count >= 3
  }

  private static func isAlphanumeric(_ byte: UInt8) -> Bool {
    (byte >= 0x30 && byte <= 0x39) || ((byte | 0x20) >= 0x61 && (byte | 0x20) <= 0x7A)
  }
}
