package import PurserDomain
package import PurserStore

/// Sets and clears the order in which a provider's profiles are tried.
package struct EditProfileOrder {
  /// Makes the use case.
  package init() {}

  /// Stores an order of profiles that exist and are the provider's, each once. With `allowsNone` an empty list is
  /// stored, too, and means that none is tried.
  ///
  /// Throws `invalid` when no id is left, `not_found` for an id that the scope cannot use, `conflict` for one of
  /// another provider.
  package func set(
    _ ids: [String], of provider: String, at scope: ScopeID, allowsNone: Bool = false,
    in session: Session<ReadWrite>
  ) throws -> [String] {
    let ids = ProfileOrder.ids(typed: ids) ?? []
    guard !ids.isEmpty || allowsNone else {
      throw StoreError(
        .invalid, "Missing profile ids. Provide one or more profile ids.", subject: "profile",
        hint: "To try none, add --none; to remove the order: purser models auth order clear"
          + " --provider \(provider.shellWord)\(scope.option)")
    }
    let known = try session.profiles(of: scope.agent)
    for id in ids {
      guard let profile = known.profile(id) else { throw try session.noProfile(id, at: scope) }
      guard profile.provider == provider else {
        throw StoreError(
          .conflict, "Auth profile '\(id)' is for \(profile.provider), not \(provider).",
          subject: id,
          hint: "purser models auth list\(scope.option) --provider \(provider.shellWord)")
      }
    }
    let present = try session.profileOrders.find(provider, at: scope, source: .store)
    guard present?.profiles != ids else { return ids }
    try session.profileOrders.save(
      StoredOrder(scope: scope, provider: provider, source: .store, profiles: ids))
    try note(ids.isEmpty ? "(none)" : ids.joined(separator: ", "), provider, scope, session)
    return ids
  }

  /// Removes the order that was set at `scope`; one of the config counts again. Returns whether there was one.
  package func clear(
    _ provider: String, at scope: ScopeID, in session: Session<ReadWrite>
  ) throws -> Bool {
    guard try session.profileOrders.delete(provider, at: scope, source: .store) else {
      return false
    }
    try note("cleared", provider, scope, session)
    return true
  }

  private func note(
    _ detail: String, _ provider: String, _ scope: ScopeID, _ session: Session<ReadWrite>
  ) throws {
    try session.profileEvents.insert(
      ProfileEvent(
        .orderChanged, of: nil, provider: provider, at: scope, on: session.now,
        agent: scope.agent?.text, detail: detail))
  }
}
