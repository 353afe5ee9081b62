package import PurserDomain
package import PurserStore

extension Session where Access == ReadWrite {
  /// Returns the API key of `provider` that stands at `scope` itself and that its runs take first: what a key without a name
  /// replaces. Nil where runs take none. [research/cli-and-formats.md 5.1]
  ///
  /// Neither its windows nor what is wrong with what it holds count: that is often why there is a new one.
  package func savedKey(of provider: String, at scope: ScopeID) throws -> StoredProfile? {
    let known = try profiles(of: scope.agent, of: provider)
    var input = known.ranking(of: provider, by: .standard, now: now)
    for profile in known.profiles {
      input.add(
        profile, fault: profile.type == .apiKey ? .sealed : nil,
        state: ProfileState(lastUsedAt: known.state(of: profile.id).lastUsedAt))
    }
    let keys = known.profiles.filter { $0.scope == scope && $0.type == .apiKey }
    return ProfileRanking(input).ids.lazy.compactMap { id in keys.first { $0.id == id } }.first
  }
}
