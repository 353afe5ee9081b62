/// An endpoint's address, taken apart where a credential stands in it.
package struct EndpointAddress: Equatable, Sendable {
  /// The member beside those without a column that holds what was taken out of `baseUrl`: `userinfo`, the
  /// parameters by name under `query`, parts of the path by their number under `path`, and `fragment`.
  package static let mark = "$baseUrl"
  /// What stands where a part of the path was taken out.
  private static let gap = "***"

  /// The address without the credentials.
  package var url: String
  /// User and password in front of the host, as written; nil when there are none, or only references.
  package var userinfo: String?
  /// Whether anything stands in front of the host, references too.
  package private(set) var hadUser = false
  /// Parameters that carry a literal credential, in order.
  package var parameters: [(name: String, value: String)] = []
  /// Parts of the path that are credentials, with their number counted from the host as 0.
  package var segments: [(place: Int, value: String)] = []
  /// What stands behind `#`, when it is a credential.
  package var fragment: String?

  /// Whether there was any credential.
  package var hadCredential: Bool {
    userinfo != nil || fragment != nil || !parameters.isEmpty || !segments.isEmpty
  }

  /// Takes `text` apart, which may be written without its scheme; texts that are no address come out as they are. With
  /// `isAddress` it is known to be one, so that what stands before an `@` is a user even without a scheme, whatever follows.
  ///
  /// References are `${NAME}` and `$NAME` alone: what else may stand for a key, such as a word of gateways or a `!command`, is
  /// nothing but a password here.
  package init(_ text: String, isAddress: Bool = false) {
    url = text
    var (scheme, user, authority, tail) = Self.split(text)
    if scheme.isEmpty, !isAddress, text.utf8.contains(where: { $0 <= 0x20 }) { return }
    if let user {
      hadUser =
        isAddress || !scheme.isEmpty
        || user.holds(":") && Self.isHost(authority) && (!tail.isEmpty || authority.holds(":"))
          && !Self.mailSchemes.contains(user.split(atFirst: ":")?.before.scriptLowercased ?? "")
      if hadUser, Self.isCredential(user) {
        userinfo = user
      } else {
        authority = user + "@" + authority
      }
    }
    if let (before, after) = tail.split(atFirst: "#"),
      Self.isKey(after) || !scheme.isEmpty && SecretShape.isRandom(after)
    {
      fragment = after
      tail = before
    }
    let (path, query) = tail.split(atFirst: "?").map { ($0.before, "?" + $0.after) } ?? (tail, "")
    url = scheme + authority + withoutCredentials(withoutKeys(path) + query)
  }

  package static func == (left: Self, right: Self) -> Bool {
    left.url == right.url && left.userinfo == right.userinfo
      && left.parameters.elementsEqual(right.parameters) { $0 == $1 }
      && left.segments.elementsEqual(right.segments) { $0 == $1 } && left.fragment == right.fragment
  }

  /// The parts of `text` as they are written: what ends in `//` or is empty, user and password in front of an `@`, the host
  /// with its port, and what follows it.
  package static func split(
    _ text: String
  ) -> (scheme: String, user: String?, host: String, tail: String) {
    let (scheme, rest) = atScheme(text)
    let end =
      rest.utf8.firstIndex { [0x2F, 0x3F, 0x23, 0x5C].contains($0) } ?? rest.endIndex
    let authority = rest[..<end]
    let at = authority.utf8.lastIndex(of: UInt8(ascii: "@"))
    let host = at.map { authority[authority.utf8.index(after: $0)...] } ?? authority
    return (scheme, at.map { String(authority[..<$0]) }, String(host), String(rest[end...]))
  }

  /// Schemes of addresses of people, which have no `//`.
  private static let mailSchemes: Set<String> = ["mailto", "sip", "sips", "xmpp", "acct", "im"]

  /// Takes `text` apart behind its `https://` or `//`; people leave them out, so that the first part may be empty.
  package static func atScheme(_ text: String) -> (scheme: String, rest: String) {
    if let rest = text.droppingPrefix("//") { return ("//", rest) }
    guard let (scheme, behind) = text.split(atFirst: ":"), let rest = behind.droppingPrefix("//"),
      !scheme.utf8.contains(where: { [0x2F, 0x3F, 0x23, 0x40].contains($0) })
    else { return ("", text) }
    return (scheme + "://", rest)
  }

  /// Whether `text` is a host as it is written without a scheme; a version, as behind the `@` of a package, is none.
  private static func isHost(_ text: String) -> Bool {
    let (name, port) = text.split(atFirst: ":") ?? (text, "0")
    let labels = name.utf8.split(separator: 0x2E, omittingEmptySubsequences: false)
    guard let last = labels.last, port.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }),
      labels.allSatisfy({ label in
        !label.isEmpty && label.allSatisfy { SecretToken.isAlphanumeric($0) || $0 == 0x2D }
      })
    else { return false }
    let isNumbers = labels.allSatisfy { $0.allSatisfy { $0 >= 0x30 && $0 <= 0x39 } }
    if isNumbers { return labels.count == 4 }
    return name == "localhost"
      || labels.count > 1 && last.count > 1 && last.allSatisfy { $0 > 0x39 && $0 != 0x2D }
  }

  /// The path without the parts that are keys, which are noted.
  private mutating func withoutKeys(_ path: String) -> String {
    var parts = Self.parts(of: path)
    for (place, part) in parts.enumerated().dropFirst() where Self.isKey(part) {
      segments.append((place, part))
      parts[place] = Self.gap
    }
    return segments.isEmpty ? path : parts.joined(separator: "/")
  }

  /// The parts of `path` between its slashes.
  package static func parts(of path: String) -> [String] {
    path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
      .map { String(Substring($0)) }
  }

  /// Whether a part of an address is a key: it begins like one, is a name with a value behind, or a number
  /// with something long and random, as bots have. Other random parts name accounts and places.
  private static func isKey(_ part: String) -> Bool {
    if SecretToken.isKnownKey(in: part) {
      return part.utf8.count >= 20 || SecretShape.isRandom(part)
    }
    let pairs = part.utf8.split { $0 == UInt8(ascii: ";") || $0 == UInt8(ascii: "&") }
    let isNamed = pairs.contains { pair in
      guard let (name, value) = String(Substring(pair)).split(atFirst: "=") else { return false }
      return CredentialName.matches(name) && isLiteral(value)
    }
    if isNamed { return true }
    // The digest of an image, as in `name@sha256:…`, is public.
    guard let (_, value) = part.split(atFirst: ":"), !Self.hasDigest(part) else { return false }
    return value.utf8.count >= 24 && SecretShape.isRandom(value)
  }

  private static func hasDigest(_ part: String) -> Bool {
    let name = part.utf8.lastIndex(of: UInt8(ascii: ":")).map { String(part[..<$0]) } ?? ""
    return name.hasSuffix("@sha256") || name == "sha256"
  }

  /// The path, query and fragment `text` without the parameters that are credentials, which are noted.
  private mutating func withoutCredentials(_ text: String) -> String {
    guard let (path, rest) = text.split(atFirst: "?") else { return text }
    let (query, fragment) =
      rest.split(atFirst: "#").map { ($0.before, "#" + $0.after) } ?? (rest, "")
    var kept: [Substring.UTF8View] = []
    for pair in query.utf8.split(separator: UInt8(ascii: "&"), omittingEmptySubsequences: false) {
      guard let (name, value) = String(Substring(pair)).split(atFirst: "="),
        CredentialName.matches(name) && Self.isLiteral(value)
          || Self.isKey(value) || Self.isCode(value, under: name)
      else {
        kept.append(pair)
        continue
      }
      parameters.append((name, value))
    }
    if parameters.isEmpty { return text }
    let joined = kept.map { String(Substring($0)) }.joined(separator: "&")
    return path + (joined.isEmpty ? "" : "?" + joined) + fragment
  }

  /// Whether a parameter of a name that may say anything has what only a key looks like.
  private static func isCode(_ value: String, under name: String) -> Bool {
    (["code", "auth", "pat"].contains(name.scriptLowercased) || CredentialName.isDoubtful(name))
      && value.utf8.count >= 16
      && SecretShape.isRandom(value)
  }

  /// Whether `text`, a user and maybe a password, holds more than references.
  private static func isCredential(_ text: String) -> Bool {
    guard let (user, password) = text.split(atFirst: ":"), !password.isEmpty else {
      return isLiteral(text.split(atFirst: ":")?.before ?? text)
    }
    return isLiteral(password) || isLiteral(user) && SecretShape.matches(user)
  }

  /// Whether `text` holds more than `$NAME` alone or `${NAME}`s and signs between them. Not ``KeyText``, which asks what an
  /// address holds: in turns, each nested one would double the work.
  private static func isLiteral(_ text: String) -> Bool {
    if let name = text.droppingPrefix("$"), EnvironmentName.isUpperCase(name),
      !EnvironmentName.isRandom(name)
    {
      return false
    }
    let bytes = Array(text.utf8)
    var position = 0
    var hasReference = false
    while position < bytes.count {
      if let end = KeySpelling.referenceEnd(in: bytes, from: position) {
        hasReference = true
        position = end
      } else if SecretToken.isAlphanumeric(bytes[position]) || bytes[position] >= 0x80 {
        return true
      } else {
        position += 1
      }
    }
    return !hasReference && !bytes.isEmpty
  }
}
