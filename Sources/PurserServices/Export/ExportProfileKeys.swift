import PurserDomain
import PurserStore

/// The stored credentials that stand for the keys of providers which name none.
///
/// Read when the first such provider is met, which most stores do not have.
final class ExportProfileKeys {
  private let session: Session<ReadOnly>
  /// nil for all.
  private let scopes: [ScopeID]?
  /// Nil where no secret is written: then none is opened.
  private let vault: Vault?
  private let secrets: OpenedSecrets
  private var known: [ScopeID: Shelf]?
  /// What was found, since each file asks twice, for its agent and for the defaults.
  private var found: [Place: KeyReference?] = [:]

  private struct Place: Hashable {
    var provider: String
    var scope: ScopeID
  }

  /// Needs the vault where secrets are written, so that one which is no key is passed over as runs do.
  init(_ session: Session<ReadOnly>, at scopes: [ScopeID]?, vault: Vault?) {
    self.session = session
    self.scopes = scopes
    self.vault = vault
    // What variables hold here says nothing of those that readers have.
    secrets = OpenedSecrets(vault: vault, environment: nil)
  }

  /// Returns what stands for the key of `provider`, which lacks one, by the credentials that `agent` can use, or the defaults
  /// for nil; nil when none does. Where everybody knows a variable by the provider's id, its name is as good as a word for a
  /// credential that is kept elsewhere. [research/cli-and-formats.md 11.6]
  func key(of provider: EffectiveProvider, for agent: Agent.ID?) throws -> KeyReference? {
    let id = provider.definition.id
    guard let key = try first(of: id, for: agent.map(ScopeID.agent) ?? .defaults) else {
      return nil
    }
    if ProviderEnvironment.standard.variables(of: id).isEmpty { return key }
    switch key {
    case .secretRef("env", _, _): return key
    case .sealed: return vault == nil ? nil : key
    default: return nil
    }
  }

  private func first(of provider: String, for scope: ScopeID) throws -> KeyReference? {
    let place = Place(provider: provider, scope: scope)
    if let key = found[place] { return key }
    let known = try self.known ?? read()
    self.known = known
    let candidates = Candidates(of: provider, at: scope, among: known)
    // Without something of its own an agent has what all have, which is looked for once.
    let isShared =
      try scope != .defaults && candidates.areShared
      && secrets.declaringScope(of: scope, in: session) == .defaults
    let key = try isShared ? first(of: provider, for: .defaults) : first(of: candidates)
    found[place] = .some(key)
    return key
  }

  /// What stands for the first of `candidates` that an order in force names; without one for that of the best rank, in the
  /// order that runs have. What does not open here, or nothing is declared for, stands behind all others: somebody has to be
  /// told of it.
  private func first(of candidates: Candidates) throws -> KeyReference? {
    let faults = try candidates.profiles.map { profile in
      // One value that does not open is told beside its provider; a key that cannot be read at all stops the export.
      if profile.sealed != nil { _ = try vault?.key() }
      return try secrets.fault(of: profile, usedAt: candidates.scope, in: session)
    }
    if let key = candidates.first(with: faults) { return key }
    let grave = faults.map { $0 == .implausible ? $0 : nil }
    return grave == faults ? nil : candidates.first(with: grave)
  }

  private func read() throws -> [ScopeID: Shelf] {
    var known: [ScopeID: Shelf] = [:]
    let profiles =
      try scopes.map { try $0.flatMap(session.profiles.list(at:)) } ?? session.profiles.list()
    for profile in profiles { known[profile.scope, default: Shelf()].add(profile) }
    let orders =
      try scopes.map { try $0.flatMap(session.profileOrders.list(at:)) }
      ?? session.profileOrders.list()
    for order in orders {
      known[order.scope, default: Shelf()].orders[order.provider, default: []].append(order.order)
    }
    let declarations =
      try scopes.map { try $0.flatMap(session.profileDeclarations.list(at:)) }
      ?? session.profileDeclarations.list()
    for declaration in declarations {
      known[declaration.scope, default: Shelf()].add(declaration.declaration)
    }
    return known
  }
}

/// What stands at one scope.
private struct Shelf {
  var profiles: [StoredProfile] = []
  private(set) var byID: [String: StoredProfile] = [:]
  private(set) var byProvider: [String: [StoredProfile]] = [:]
  /// By canonical provider.
  var orders: [String: [ProfileOrder]] = [:]
  private(set) var declared: [String: ProfileDeclaration] = [:]
  /// By canonical provider.
  private(set) var declaredFor: [String: [ProfileDeclaration]] = [:]

  mutating func add(_ profile: StoredProfile) {
    profiles.append(profile)
    byID[profile.id] = profile
    byProvider[profile.provider, default: []].append(profile)
  }

  mutating func add(_ declaration: ProfileDeclaration) {
    var declaration = declaration
    declaration.provider = ModelNaming.standard.provider(declaration.provider)
    declared[declaration.id] = declaration
    declaredFor[declaration.provider, default: []].append(declaration)
  }
}

/// What a provider's credentials are ranked from for one scope: no more than it takes, so that a fleet whose agents have
/// credentials of their own does not look at all of them for each.
private struct Candidates {
  let scope: ScopeID
  /// Those of the provider, those of others that are named for it, and those that hide one of it.
  let profiles: [StoredProfile]
  /// Whether the scope has nothing of its own that could make a difference.
  let areShared: Bool
  private let input: ProfileRanking.Input

  init(of provider: String, at scope: ScopeID, among known: [ScopeID: Shelf]) {
    self.scope = scope
    let shared = known[.defaults] ?? Shelf()
    let own = scope == .defaults ? Shelf() : known[scope] ?? Shelf()
    // No clock: what is written follows from the store alone, and when a token ends is left to who reads the file.
    var input = ProfileRanking.Input(
      provider: provider, agent: scope, now: Timestamp(milliseconds: 0))
    input.orders = (own.orders[provider] ?? []) + (shared.orders[provider] ?? [])
    input.declarations =
      (own.declaredFor[provider] ?? [])
      + (shared.declaredFor[provider] ?? []).filter { own.declared[$0.id] == nil }
    let named = input.namedIDs
    let mine = own.profiles.filter {
      $0.provider == provider || named.contains($0.id) || shared.byID[$0.id]?.provider == provider
    }
    let strangers = named.compactMap { shared.byID[$0] }.filter { $0.provider != provider }
    profiles = mine + (shared.byProvider[provider] ?? []) + strangers
    for id in Set(profiles.map(\.id)) {
      guard let declaration = own.declared[id] ?? shared.declared[id],
        declaration.provider != provider
      else { continue }
      input.declarations.append(declaration)
    }
    areShared = mine.isEmpty && own.orders[provider] == nil && own.declared.isEmpty
    self.input = input
  }

  /// What stands for the one that comes first when `faults` is what is wrong with each of `profiles`.
  /// [research/selection-and-auth.md D7 to D12]
  func first(with faults: [StoredCredential.Material?]) -> KeyReference? {
    var input = input
    var byKey: [ProfileKey: StoredProfile] = [:]
    for (profile, fault) in zip(profiles, faults) {
      input.credentials.append(profile.credential(fault: fault))
      byKey[ProfileKey(scope: profile.scope, id: profile.id)] = profile
    }
    let ranking = ProfileRanking(input)
    let keyed = ranking.places.compactMap { place in
      byKey[ProfileKey(scope: place.scope, id: place.id)].flatMap { profile in
        profile.exportedKey.map { (key: $0, rank: profile.exportRank) }
      }
    }
    if case .order = ranking.basis { return keyed.first?.key }
    return keyed.min { $0.rank < $1.rank }?.key
  }
}

extension StoredProfile {
  /// Tokens and keys that never end come first, in the order of runs; logins last: not every reader can send them. Tokens that
  /// end stand between, the one that ends last before the others.
  fileprivate var exportRank: (Int, Int64) {
    switch type {
    case .token: expiresAt.map { (2, ~$0) } ?? (0, 0)
    case .apiKey: (1, 0)
    case .oauth: (3, 0)
    }
  }

  /// What stands for it where a provider's key belongs; nil when it has no secret.
  fileprivate var exportedKey: KeyReference? {
    if type == .oauth { return sealed == nil ? nil : .marker(word: "oauth:" + provider) }
    if let reference {
      return .secretRef(
        source: reference.source, provider: reference.provider ?? "default", id: reference.id)
    }
    return sealed.map { .sealed(id: $0.secret, digest: $0.digest) }
  }
}

extension EffectiveProvider {
  /// Whether its models could not be called with what the definition says.
  var lacksKey: Bool {
    definition.key == .none && !models.isEmpty
      && [nil, "api-key", "token"].contains(definition.authMode)
      && definition.keyInForce == .none
  }
}
