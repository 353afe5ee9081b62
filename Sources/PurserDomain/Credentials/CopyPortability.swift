/// Whether a credential goes along when an agent's profiles are copied to another agent, and why.
package enum CopyPortability: String, Equatable, Sendable, CaseIterable {
  /// Keys and tokens serve any agent.
  case portable = "portable-static-credential"
  /// Its owner said that it stays.
  case optedOut = "credential-opted-out"
  /// Two agents that renew one login revoke each other's.
  case notPortable = "non-portable-oauth-refresh-token"
  /// Its owner said that this login may go along.
  case optedIn = "oauth-provider-opted-in"

  /// Judges a credential; `copyToAgents` is what its owner said, nil when nothing.
  package init(_ credential: StoredCredential, copyToAgents: Bool?) {
    switch credential.kind {
    case .apiKey, .token: self = copyToAgents == false ? .optedOut : .portable
    case .oauth:
      let isInline = credential.hasAccess || credential.hasRefresh
      self = copyToAgents == true && isInline ? .optedIn : .notPortable
    }
  }

  /// Whether it is copied.
  package var isCopied: Bool { self == .portable || self == .optedIn }

  /// The orders that go along with the copied ids; one of which nothing is left does not.
  package static func orders(
    _ orders: [ProfileOrder], copied: Set<String>, to scope: ScopeID
  ) -> [ProfileOrder] {
    orders.compactMap { order in
      let ids = order.ids.filter(copied.contains)
      return ids.isEmpty
        ? nil
        : ProfileOrder(scope: scope, provider: order.provider, ids: ids, source: order.source)
    }
  }
}
