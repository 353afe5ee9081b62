/// The right of one process to renew a credential until a deadline.
package struct RefreshLease: Equatable, Sendable {
  /// Where the profile stands.
  package var scope: ScopeID
  /// The profile.
  package var profile: String
  /// Counts the leases of the profile; a result that names an older one is refused.
  package var fence: Int64
  /// The process that holds it; nil when nobody does.
  package var owner: String?
  /// When it ends by the clock; nil when nobody holds it.
  package var deadline: Timestamp?

  /// Makes a lease from its fields.
  package init(
    scope: ScopeID, profile: String, fence: Int64, owner: String?, deadline: Timestamp?
  ) {
    self.scope = scope
    self.profile = profile
    self.fence = fence
    self.owner = owner
    self.deadline = deadline
  }

  /// The longest a process may ask for. A deadline further ahead was set by a wrong clock.
  package static let longest = TimeSpan.of(10, .minutes)

  /// Whether somebody holds it at `now`; at the deadline nobody does.
  package func isHeld(at now: Timestamp) -> Bool {
    guard owner != nil, let deadline else { return false }
    return now < deadline && deadline - now <= Self.longest
  }

  /// The next lease, held by `owner` for `span`, at most `longest`. The caller has seen that nobody holds this one.
  package func taken(by owner: String, for span: TimeSpan, now: Timestamp) -> RefreshLease {
    RefreshLease(
      scope: scope, profile: profile, fence: fence + 1, owner: owner,
      deadline: now + min(span, Self.longest))
  }

  /// The same lease with nobody holding it.
  package var released: RefreshLease {
    RefreshLease(scope: scope, profile: profile, fence: fence, owner: nil, deadline: nil)
  }

  /// Whether a result that was made under `claim` may be stored: nobody took the lease since. The deadline is not asked,
  /// since what comes late and alone does no harm.
  package func admits(_ claim: RefreshLease) -> Bool {
    fence == claim.fence && owner != nil && owner == claim.owner
  }
}
