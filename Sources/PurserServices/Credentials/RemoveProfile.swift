package import PurserDomain
package import PurserStore
import SecretKit

/// Forgets a credential and everything that names it.
package struct RemoveProfile {
  /// What was forgotten.
  package struct Outcome: Sendable {
    package let profile: StoredProfile
    /// Providers whose order named it, and how often, over all scopes.
    package let changedOrders: Int
    /// Sessions that were pinned to it.
    package let unpinnedSessions: Int
    /// Whether the scope can use another profile of the provider.
    package let leavesOthers: Bool
  }

  private let vault: Vault?

  /// Makes the use case. With the vault a provider's key is recognised that is the profile's id and was sealed like any key.
  package init(vault: Vault? = nil) { self.vault = vault }

  /// Removes the profiles `id` that stand at `scopes` themselves, one after the other, with their secrets and states.
  ///
  /// Orders and pins that named one lose it; an order that would become empty is removed, since empty means
  /// "none". Returns what was forgotten at each scope. Throws `not_found` when one is not there, `refused` when a provider's
  /// key points at it.
  package func run(
    _ id: String, at scopes: [ScopeID], in session: Session<ReadWrite>
  ) throws -> [Outcome] {
    // Read once: a fleet has as many of each as it has agents.
    let keyed = try providers(keyedBy: id, session)
    var naming = try ProfileNaming(id, session.readOnly)
    return try scopes.map { try remove(id, at: $0, keyed, &naming, in: session) }
  }

  private func remove(
    _ id: String, at scope: ScopeID, _ keyed: [ScopeID: StoredProvider],
    _ naming: inout ProfileNaming, in session: Session<ReadWrite>
  ) throws -> Outcome {
    guard let profile = try session.profiles.find(id, at: scope) else {
      throw try session.readOnly.noProfile(id, at: scope, shared: "purser models auth logout")
    }
    try refuseReferenced(profile, keyed)
    try session.profiles.delete(id, at: scope)
    let lost = naming.remove(at: scope)
    // What an agent's own says of it would else be said of the shared one.
    if scope != .defaults { try session.profileDeclarations.delete(id, at: scope) }
    if naming.isEmpty { try session.profileDeclarations.delete(id, at: .defaults) }
    try forget(id, in: lost.orders, session)
    for stored in lost.pins {
      var stored = stored
      stored.selection = stored.selection.pinned(nil, now: session.now)
      try session.sessionSelections.save(stored, at: session.now)
    }
    try session.profileEvents.insert(
      ProfileEvent(
        .logout, of: id, provider: profile.provider, at: scope, on: session.now,
        agent: scope.agent?.text))
    let others = try session.profiles(of: scope.agent, of: profile.provider).profiles
    return Outcome(
      profile: profile, changedOrders: lost.orders.count, unpinnedSessions: lost.pins.count,
      leavesOthers: !others.isEmpty)
  }

  /// The first provider of each scope whose key is the profile.
  private func providers(
    keyedBy id: String, _ session: Session<ReadWrite>
  ) throws -> [ScopeID: StoredProvider] {
    // A page without the master key goes on; so does this, with the words that stand open.
    let digest = try? vault?.digest(SecretBytes(text: id), in: session.readOnly)
    return Dictionary(
      try session.providers.keyed(by: id, orSealedAs: digest).map { ($0.scope, $0) },
      uniquingKeysWith: { first, _ in first })
  }

  private func refuseReferenced(
    _ profile: StoredProfile, _ keyed: [ScopeID: StoredProvider]
  ) throws {
    // A shared profile serves every agent that has none of that id.
    let naming =
      profile.scope == .defaults
      ? keyed.values.min { $0.scope.text < $1.scope.text } : keyed[profile.scope]
    guard let provider = naming else { return }
    throw StoreError(
      .refused,
      "Auth profile '\(profile.id)' is referenced by models.providers."
        + "\(provider.definition.id).apiKey.",
      subject: profile.id,
      hint:
        "purser providers set \(provider.definition.id.shellWord) --no-key\(provider.scope.option)"
    )
  }

  private func forget(
    _ id: String, in orders: [StoredOrder], _ session: Session<ReadWrite>
  ) throws {
    for var order in orders {
      order.profiles.removeAll { $0 == id }
      if order.profiles.isEmpty {
        try session.profileOrders.delete(order.provider, at: order.scope, source: order.source)
      } else {
        try session.profileOrders.save(order)
      }
      try session.profileEvents.insert(
        ProfileEvent(
          .orderChanged, of: nil, provider: order.provider, at: order.scope, on: session.now,
          reason: "logout",
          detail: order.profiles.isEmpty ? "cleared" : order.profiles.joined(separator: ", ")))
    }
  }
}

/// Where profiles of one id stand, and what names them, while one after the other is removed.
private struct ProfileNaming {
  private var scopes: Set<ScopeID>
  private var orders: [ScopeID: [StoredOrder]]
  private var pins: [ScopeID: [StoredSelection]]
  /// Whether a scope without its own is known to see none.
  private var isSharedGone = false

  init(_ id: String, _ session: Session<ReadOnly>) throws {
    scopes = try Set(session.profiles.scopes(of: id))
    orders = Dictionary(
      grouping: try session.profileOrders.list().filter { $0.profiles.contains(id) }, by: \.scope)
    pins = Dictionary(
      grouping: try session.sessionSelections.pinning(id), by: { .agent($0.agent) })
  }

  /// Whether none is left.
  var isEmpty: Bool { scopes.isEmpty }

  /// Takes note that the one at `scope` is gone. Returns what names it where nobody can see one of the id any more, which
  /// is forgotten then; by scope. An order at the defaults is that of every agent, so it names those of agents, too.
  mutating func remove(at scope: ScopeID) -> (orders: [StoredOrder], pins: [StoredSelection]) {
    scopes.remove(scope)
    if scopes.contains(.defaults) { return ([], []) }
    var gone = Set([scope])
    if !isSharedGone {
      isSharedGone = true
      gone = Set(orders.keys).union(pins.keys).subtracting(scopes)
    }
    if scopes.isEmpty { gone.insert(.defaults) } else { gone.remove(.defaults) }
    let sorted = gone.sorted { $0.text < $1.text }
    return (
      sorted.flatMap { orders.removeValue(forKey: $0) ?? [] },
      sorted.flatMap { pins.removeValue(forKey: $0) ?? [] }
    )
  }
}
