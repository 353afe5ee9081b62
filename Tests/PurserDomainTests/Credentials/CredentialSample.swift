import PurserDomain

/// Credentials for tests, written `p:b k used100 rest60`: the id, then words that say the rest.
///
/// `k t o` key, token, login; `usedN` last used at second N; `restN offN` closed until second N; `expN` expires at
/// second N; `expBad` with an expiry that is none; `blank` without material; `ref`, `badref`, `locked`, `junk` what stands
/// for it; `noaccess`, `norefresh` on logins; `@agent` owned by an agent; `of=provider` of another provider than the id says.
struct CredentialSample {
  static let now = FailureTimeline.start

  var credential: StoredCredential
  var state = ProfileState.unused

  init(_ text: String, position: Int = 0) throws {
    let words = text.split(separator: " ").map(String.init)
    let id = words[0]
    credential = StoredCredential(
      id: id, scope: .defaults, provider: id.split(atFirst: ":")?.before ?? "p", kind: .apiKey,
      material: .sealed, position: position)
    for word in words.dropFirst() {
      func number(_ prefix: String) -> Timestamp? {
        word.droppingPrefix(prefix).flatMap { Int64($0) }.map { FailureTimeline.at($0) }
      }
      switch word {
      case "k": credential.kind = .apiKey
      case "t": credential.kind = .token
      case "o":
        credential.kind = .oauth
        credential.hasAccess = true
        credential.hasRefresh = true
      case "blank": credential.material = .missing
      case "ref": credential.material = .reference
      case "badref": credential.material = .unresolvedReference
      case "locked": credential.material = .undecryptable
      case "junk": credential.material = .implausible
      case "noaccess": credential.hasAccess = false
      case "norefresh": credential.hasRefresh = false
      case "expBad": credential.isExpiryInvalid = true
      default:
        if let at = number("used") { state.lastUsedAt = at }
        if let until = number("rest") {
          state.cooldown = ProfileWindow(since: Self.now, until: until)
        }
        if let until = number("off") {
          state.disabled = ProfileWindow(since: Self.now, until: until, reason: .billing)
        }
        if let at = number("exp") { credential.expiresAt = at.milliseconds }
        if let at = word.droppingPrefix("expMs").flatMap({ Int64($0) }) {
          credential.expiresAt = at
        }
        if let agent = word.droppingPrefix("@") { credential.scope = try ScopeID(agent) }
        if let provider = word.droppingPrefix("of=") { credential.provider = provider }
      }
    }
  }

  /// The input of a ranking for provider `p` at `now`.
  static func input(
    _ credentials: [String], provider: String = "p", agent: String = "*"
  ) throws -> ProfileRanking.Input {
    let samples = try credentials.enumerated().map { try CredentialSample($1, position: $0) }
    var input = ProfileRanking.Input(
      provider: provider, agent: try ScopeID(agent), now: CredentialSample.now)
    input.credentials = samples.map(\.credential)
    input.states = Dictionary(
      samples.map { ($0.credential.key, $0.state) }, uniquingKeysWith: { first, _ in first })
    return input
  }
}

extension ProfileRanking.Input {
  /// The same with an order, written `config z.ai p:a,p:b` or `store@ops p p:a`.
  func ordered(_ text: String) throws -> Self {
    let words = text.split(separator: " ", omittingEmptySubsequences: false).map(String.init)
    let place = words[0].split(separator: "@").map(String.init)
    var input = self
    input.orders.append(
      ProfileOrder(
        scope: place.count > 1 ? try ScopeID(place[1]) : .defaults, provider: words[1],
        ids: words[2].split(separator: ",").map(String.init),
        source: place[0] == "store" ? .store : .config))
    return input
  }

  /// The same with a declaration, written `p:a p oauth`.
  func declaring(_ texts: String...) -> Self {
    var input = self
    for text in texts {
      let words = text.split(separator: " ").map(String.init)
      input.declarations.append(
        ProfileDeclaration(
          id: words[0], provider: words[1],
          mode: words.count > 2 ? ProfileDeclaration.Mode(rawValue: words[2]) : nil,
          position: input.declarations.count))
    }
    return input
  }

  /// The same with a profile that should come first.
  func preferring(_ id: String, isPinned: Bool = false) -> Self {
    var input = self
    input.preferred = .init(id, isPinned: isPinned)
    return input
  }

  /// The ids in order, then what is left out with its reason.
  var answer: String {
    let ranking = ProfileRanking(self)
    let excluded = ranking.excluded.map { "\($0.id) \($0.reason.rawValue)" }
    return ([ranking.ids.joined(separator: " ")] + excluded).joined(separator: " | ")
  }
}
