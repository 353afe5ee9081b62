/// A profile as the store knows it: its id at the scope that owns it.
package struct ProfileKey: Hashable, Sendable {
  package var scope: ScopeID
  package var id: String

  /// Names a profile.
  package init(scope: ScopeID, id: String) {
    self.scope = scope
    self.id = id
  }
}

extension StoredCredential {
  /// Its name in the store.
  package var key: ProfileKey { ProfileKey(scope: scope, id: id) }

  /// The credentials that `agent` sees: its own, and those of the defaults whose id it has not itself; read through,
  /// never copied. Those of the defaults stand first, each scope in its own order; an own one stands where the one it
  /// hides stood.
  package static func visible(
    to agent: ScopeID, among credentials: [StoredCredential]
  ) -> [StoredCredential] {
    func at(_ scope: ScopeID) -> [StoredCredential] {
      credentials.filter { $0.scope == scope }.enumerated()
        .sorted { ($0.element.position, $0.offset) < ($1.element.position, $1.offset) }
        .map(\.element)
    }
    let shared = at(.defaults)
    guard agent != .defaults else { return shared }
    let own = at(agent)
    let ownByID = Dictionary(own.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    let sharedIDs = Set(shared.map(\.id))
    return shared.map { ownByID[$0.id] ?? $0 } + own.filter { !sharedIDs.contains($0.id) }
  }
}
