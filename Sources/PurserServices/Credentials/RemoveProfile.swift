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

  /// Removes the profile `id` that stands at `scope` itself, with its secret and state.
  ///
  /// Orders and pins that named it lose it; an order that would become empty is removed, since empty means
  /// "none". Throws `not_found` when it is not there, `refused` when a provider's key points at it.
  package func run(
    _ id: String, at scope: ScopeID, in session: Session<ReadWrite>
  ) throws -> Outcome {
    guard let profile = try session.profiles.find(id, at: scope) else {
      throw try session.readOnly.noProfile(id, at: scope, shared: "purser models auth logout")
    }
    try refuseReferenced(profile, session)
    try session.profiles.delete(id, at: scope)
    let left = try Set(session.profiles.scopes(of: id))
    if left.isEmpty { try session.profileDeclarations.delete(id, at: .defaults) }
    let orders = try forgetInOrders(profile, left, session)
    let pins = try unpin(profile, left, session)
    try session.profileEvents.insert(
      ProfileEvent(
        .logout, of: id, provider: profile.provider, at: scope, on: session.now,
        agent: scope.agent?.text))
    let others = try session.profiles(of: scope.agent, of: profile.provider).profiles
    return Outcome(
      profile: profile, changedOrders: orders, unpinnedSessions: pins,
      leavesOthers: !others.isEmpty)
  }

  private func refuseReferenced(
    _ profile: StoredProfile, _ session: Session<ReadWrite>
  ) throws {
    // A page without the master key goes on; so does this, with the words that stand open.
    let digest = try? vault?.digest(SecretBytes(text: profile.id), in: session.readOnly)
    let naming = try session.providers.keyed(by: profile.id, orSealedAs: digest).filter {
      // A shared profile serves every agent that has none of that id.
      $0.scope == profile.scope || profile.scope == .defaults
    }
    guard let provider = naming.first else { return }
    throw StoreError(
      .refused,
      "Auth profile '\(profile.id)' is referenced by models.providers."
        + "\(provider.definition.id).apiKey.",
      subject: profile.id,
      hint:
        "purser providers set \(provider.definition.id.shellWord) --no-key\(provider.scope.option)"
    )
  }

  /// Whether those at `scope` cannot see a profile of the id any more.
  private func isGone(for scope: ScopeID, _ left: Set<ScopeID>) -> Bool {
    !left.contains(scope) && !left.contains(.defaults)
  }

  private func forgetInOrders(
    _ profile: StoredProfile, _ left: Set<ScopeID>, _ session: Session<ReadWrite>
  ) throws -> Int {
    var count = 0
    for var order in try session.profileOrders.list()
    where order.profiles.contains(profile.id) && isGone(for: order.scope, left) {
      order.profiles.removeAll { $0 == profile.id }
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
      count += 1
    }
    return count
  }

  private func unpin(
    _ profile: StoredProfile, _ left: Set<ScopeID>, _ session: Session<ReadWrite>
  ) throws -> Int {
    var count = 0
    for var stored in try session.sessionSelections.pinning(profile.id)
    where isGone(for: .agent(stored.agent), left) {
      stored.selection = stored.selection.pinned(nil, now: session.now)
      try session.sessionSelections.save(stored, at: session.now)
      count += 1
    }
    return count
  }
}
