package import PurserDomain
package import PurserStore

/// Removes a provider from scopes, with its models and sealed values.
package struct RemoveProvider {
  /// What was removed.
  package struct Outcome: Sendable {
    /// Scopes it stood at, with the number of its models there.
    package let removed: [(scope: ScopeID, models: Int)]
    /// What still names a model of it; see `ProviderUses`.
    package let uses: [ProviderUse]
  }

  private let id: Provider.ID
  private let scopes: [ScopeID]
  private let isForced: Bool

  /// Needs the provider and where it is to go. Unless forced, a provider that some primary needs stays.
  package init(_ id: Provider.ID, at scopes: [ScopeID], isForced: Bool) {
    self.id = id
    self.scopes = scopes
    self.isForced = isForced
  }

  /// Returns what names a model of the provider for those who would be left without it. Throws `not_found`
  /// for a scope that has no such provider of its own, `conflict` when a primary needs it.
  package func check(in session: Session<some Any>) throws -> [ProviderUse] {
    for scope in scopes where try session.providers.find(id.text, at: scope) == nil {
      var error = try StoreError.noProvider(id, at: scope, in: session)
      if scope != .defaults, try session.providers.find(id.text, at: .defaults) != nil {
        error.message =
          "Agent '\(scope)' has no provider '\(id)' of its own; it has that of the defaults."
        error.hint = "To remove it for all agents: purser providers remove \(id)"
      }
      throw error
    }
    let uses = try ProviderUses.list(of: id, removedFrom: scopes, in: session)
    let primaries = uses.filter { $0.kind == .primary }
    guard isForced || primaries.isEmpty else {
      let more = primaries.count > 3 ? ", and \(primaries.count - 3) more" : ""
      throw StoreError(
        .conflict,
        "Provider '\(id)' is in use by \(primaries.prefix(3).map(\.text).joined(separator: ", "))\(more).",
        subject: id.text,
        hint: "Set another model first with 'purser models set', or add --force.")
    }
    return uses
  }

  /// Removes it. Errors as `check`; then nothing is removed.
  package func run(in session: Session<ReadWrite>) throws -> Outcome {
    let uses = try check(in: session)
    let removed = try scopes.map { scope in
      let count = try session.providerModels.list(of: id.text, at: scope).count
      _ = try session.providers.delete(id.text, at: scope)
      return (scope: scope, models: count)
    }
    return Outcome(removed: removed, uses: uses)
  }
}
