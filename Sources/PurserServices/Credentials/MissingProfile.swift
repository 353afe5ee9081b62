package import PurserDomain
package import PurserStore

extension StoreError {
  /// There is no profile of that id at a scope.
  package static func noProfile(_ id: String, at scope: ScopeID) -> StoreError {
    let shown = KeyLikeText.shown(id, limit: 80)
    let place = scope.agent.map { "for agent \"\($0)\"" } ?? "for the defaults"
    return StoreError(
      .notFound, "Auth profile '\(shown)' not found \(place).", subject: shown,
      hint: "purser models auth list\(scope.agent.map { " --agent \($0)" } ?? "")")
  }
}

extension Session {
  /// Returns the error for a profile that `scope` has no use of, with the nearest of those it has. Reads them all: not for
  /// each line of a batch.
  package func noProfile(_ id: String, at scope: ScopeID) throws -> StoreError {
    var error = StoreError.noProfile(id, at: scope)
    let known = try profiles(of: scope.agent).profiles.map(\.id)
    if let near = nearest(to: id, among: known) {
      error.hint = "Did you mean '\(near.printable())'?"
    }
    return error
  }

  /// Returns the error for a profile that does not stand at `scope` itself. An agent may use the shared one of that id, on
  /// which `command`, followed by the id, works for all.
  package func noProfile(
    _ id: String, at scope: ScopeID, shared command: String
  ) throws -> StoreError {
    var error = try noProfile(id, at: scope)
    guard let agent = scope.agent, try profiles.find(id, at: .defaults) != nil else { return error }
    error.message =
      "Auth profile '\(error.subject)' not found for agent \"\(agent)\", which uses the shared one."
    error.hint = "For all agents: \(command) \(id.shellWord)"
    return error
  }
}
