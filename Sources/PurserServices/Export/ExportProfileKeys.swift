import PurserDomain
import PurserStore

/// The stored credentials that stand for the keys of providers which name none.
///
/// Read when the first such provider is met, which most stores do not have.
final class ExportProfileKeys {
  private let session: Session<ReadOnly>
  /// nil for all.
  private let scopes: [ScopeID]?
  private let withSecrets: Bool
  private var known: Known?

  /// What stands in the store, by scope, then by canonical provider.
  private struct Known {
    /// In the order of the store.
    var keys: [ScopeID: [String: [Candidate]]] = [:]
    var orders: [ScopeID: [String: [ProfileOrder]]] = [:]
    var declared: [ScopeID: [String: [ProfileDeclaration]]] = [:]
    /// The profiles of a scope, with or without a secret, of whatever provider.
    var profiles: [ScopeID: Set<String>] = [:]
  }

  private struct Candidate {
    var profile: String
    var key: KeyReference
    var rank: (Int, Int64)
  }

  init(_ session: Session<ReadOnly>, at scopes: [ScopeID]?, withSecrets: Bool) {
    self.session = session
    self.scopes = scopes
    self.withSecrets = withSecrets
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
    case .sealed: return withSecrets ? key : nil
    default: return nil
    }
  }

  /// What stands for the first credential of `provider`, a canonical id, that an order in force names; without one for that
  /// of the best rank among those that are declared, else among all, in the order of both that runs have. Names of which none
  /// is stored count as runs have it. When a token ends is left to who reads the file: it must not follow from the hour.
  /// [research/selection-and-auth.md D7 to D12]
  private func first(of provider: String, for scope: ScopeID) throws -> KeyReference? {
    let known = try self.known ?? read()
    self.known = known
    let own = scope == .defaults ? [] : known.keys[scope]?[provider] ?? []
    let hidden = scope == .defaults ? [] : known.profiles[scope] ?? []
    let shared = known.keys[.defaults]?[provider] ?? []
    // As `StoredCredential.visible` has it: an own one stands where the one it hides stood.
    let usable =
      shared.compactMap { candidate in
        hidden.contains(candidate.profile)
          ? own.first { $0.profile == candidate.profile } : candidate
      } + own.filter { candidate in !shared.contains { $0.profile == candidate.profile } }
    let scopes = Set([scope, .defaults])
    let orders = scopes.flatMap { known.orders[$0]?[provider] ?? [] }
    let declared = scopes.flatMap { known.declared[$0]?[provider] ?? [] }
      .sorted { $0.position < $1.position }.map(\.id)
    let order = ProfileOrder.inForce(orders, provider: provider, agent: scope)
    let names = order?.ids ?? declared
    let named = names.compactMap { id in usable.first { $0.profile == id } }
    let chosen = order != nil ? named.first : Self.best(of: declared.isEmpty ? usable : named)
    if let chosen { return chosen.key }
    let mayRepair = !declared.isEmpty || order?.source == .store
    guard mayRepair, !names.isEmpty,
      names.allSatisfy({ name in
        scopes.allSatisfy { known.profiles[$0]?.contains(name) != true }
      })
    else { return nil }
    return Self.best(of: usable)?.key
  }

  /// The first of those with the best rank.
  private static func best(of candidates: [Candidate]) -> Candidate? {
    candidates.min { $0.rank < $1.rank }
  }

  private func read() throws -> Known {
    var known = Known()
    let profiles =
      try scopes.map { try $0.flatMap(session.profiles.list(at:)) } ?? session.profiles.list()
    for profile in profiles.sorted(by: { $0.position < $1.position }) {
      known.profiles[profile.scope, default: []].insert(profile.id)
      guard let key = profile.exportedKey else { continue }
      known.keys[profile.scope, default: [:]][profile.provider, default: []]
        .append(Candidate(profile: profile.id, key: key, rank: profile.exportRank))
    }
    let orders =
      try scopes.map { try $0.flatMap(session.profileOrders.list(at:)) }
      ?? session.profileOrders.list()
    for order in orders {
      known.orders[order.scope, default: [:]][order.provider, default: []].append(order.order)
    }
    let declarations =
      try scopes.map { try $0.flatMap(session.profileDeclarations.list(at:)) }
      ?? session.profileDeclarations.list()
    for declaration in declarations {
      known.declared[declaration.scope, default: [:]][
        ModelNaming.standard.provider(declaration.provider), default: []
      ].append(declaration.declaration)
    }
    return known
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
