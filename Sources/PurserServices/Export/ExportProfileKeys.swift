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

  /// What stands in the store.
  private struct Known {
    /// By scope and canonical provider, the best first where no order says otherwise.
    var keys: [ScopeID: [String: [Candidate]]] = [:]
    /// By canonical provider.
    var orders: [String: [ProfileOrder]] = [:]
  }

  private struct Candidate {
    var profile: String
    var key: KeyReference
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

  /// What stands for the first credential of `provider`, a canonical id, that an order in force names; without an order for the
  /// first of the agent's own, else of the shared ones. When a token ends is left to who reads the file: it must not follow
  /// from the hour.
  private func first(of provider: String, for scope: ScopeID) throws -> KeyReference? {
    let known = try self.known ?? read()
    self.known = known
    let own = scope == .defaults ? [] : known.keys[scope]?[provider] ?? []
    let shared = known.keys[.defaults]?[provider] ?? []
    let orders = known.orders[provider] ?? []
    guard let order = ProfileOrder.inForce(orders, provider: provider, agent: scope) else {
      return (own.first ?? shared.first)?.key
    }
    return order.ids.lazy.compactMap { id in
      (own.first { $0.profile == id } ?? shared.first { $0.profile == id })?.key
    }.first
  }

  private static func comesFirst(_ one: StoredProfile, _ other: StoredProfile) -> Bool {
    let (rank, otherRank) = (one.exportRank, other.exportRank)
    return rank == otherRank ? one.position < other.position : rank < otherRank
  }

  private func read() throws -> Known {
    var known = Known()
    let profiles =
      try scopes.map { try $0.flatMap(session.profiles.list(at:)) } ?? session.profiles.list()
    for profile in profiles.sorted(by: Self.comesFirst) {
      guard let key = profile.exportedKey else { continue }
      known.keys[profile.scope, default: [:]][profile.provider, default: []]
        .append(Candidate(profile: profile.id, key: key))
    }
    let orders =
      try scopes.map { try $0.flatMap(session.profileOrders.list(at:)) }
      ?? session.profileOrders.list()
    for order in orders { known.orders[order.provider, default: []].append(order.order) }
    return known
  }
}

extension StoredProfile {
  /// Keys and tokens that never end come first, logins last: not every reader can send them. Tokens that end stand between,
  /// the one that ends last before the others.
  fileprivate var exportRank: (Int, Int64) {
    if type == .oauth { return (2, 0) }
    guard type == .token, let expiresAt else { return (0, 0) }
    return (1, ~expiresAt)
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
