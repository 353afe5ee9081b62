package import PurserDomain
import SQLKit

/// Who renews a credential now.
package struct RefreshLeaseRepository<Access> {
  let connection: any SQLConnection

  /// Returns the lease of a profile, nil when it was never leased.
  package func find(_ profile: String, at scope: ScopeID) throws -> RefreshLease? {
    try connection.first(
      """
      SELECT scope_id, profile_id, fence, owner, deadline_at
      FROM refresh_lease
      WHERE scope_id = \(scope.text) AND profile_id = \(profile)
      """, RefreshLease.init(row:))
  }
}

extension RefreshLeaseRepository where Access == ReadWrite {
  /// Stores a lease in place of the one before.
  package func save(_ lease: RefreshLease) throws {
    try connection.run(
      """
      INSERT INTO refresh_lease (scope_id, profile_id, fence, owner, deadline_at)
      VALUES (
        \(lease.scope.text), \(lease.profile), \(lease.fence), \(lease.owner),
        \(lease.deadline?.milliseconds)
      )
      ON CONFLICT (scope_id, profile_id) DO UPDATE
      SET fence = excluded.fence, owner = excluded.owner, deadline_at = excluded.deadline_at
      """)
  }
}

extension RefreshLease {
  fileprivate init(row: RowReader) throws {
    self.init(
      scope: try ScopeID(row.next(String.self)), profile: try row.next(String.self),
      fence: try row.next(Int64.self), owner: try row.next(String?.self),
      deadline: try row.next(Int64?.self).map(Timestamp.init(milliseconds:)))
  }
}
