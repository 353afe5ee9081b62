package import PurserDomain
import SQLKit

/// Which snapshots are wanted; nil means no limit of that kind.
package struct UsageFilter: Equatable, Sendable {
  /// Of credentials that stand at these scopes.
  package var scopes: [ScopeID]?
  /// Canonical provider.
  package var provider: String?
  package var profile: String?
  /// Not before this instant.
  package var since: Timestamp?
  /// Before this instant.
  package var until: Timestamp?
  /// At most so many, the newest.
  package var limit: Int?

  /// Makes a filter that lets everything through.
  package init() {}

  var condition: SQL {
    var condition: SQL = "TRUE"
    if let provider { condition = "\(condition) AND provider = \(provider)" }
    if let scopes { condition = "\(condition) AND scope_id IN \(list: scopes.map(\.text))" }
    if let profile { condition = "\(condition) AND profile_id = \(profile)" }
    if let since { condition = "\(condition) AND captured_at >= \(since.milliseconds)" }
    if let until { condition = "\(condition) AND captured_at < \(until.milliseconds)" }
    return condition
  }
}

/// What is known of accounts' limits. Rows are only added, or pruned from the oldest on.
package struct UsageRepository<Access> {
  let connection: any SQLConnection
  let event: Int64

  static var columns: StaticString {
    "event_id, position, captured_at, provider, scope_id, profile_id, source, plan, error"
  }

  /// Returns whether anything is known of anyone.
  package func hasAny() throws -> Bool {
    try connection.first("SELECT 1 FROM usage_snapshot LIMIT 1") { try $0.next(Int64.self) } != nil
  }

  /// Returns the accounts of which there are snapshots, sorted by provider, scope and profile. Each costs one look into an
  /// index, however many snapshots it has; those of other providers and scopes than the wanted ones are passed over.
  package func accounts(_ filter: UsageFilter = UsageFilter()) throws -> [UsageAccount] {
    let walk = UsageWalk(filter)
    var accounts: [UsageAccount] = []
    var step = walk.start
    while let from = step, let next = try connection.first(account(from), UsageAccount.init(row:)) {
      step = walk.step(from: next)
      if walk.admits(next) { accounts.append(next) }
    }
    return accounts
  }

  /// Which of an account's snapshots are looked at.
  package enum Kind: Sendable {
    case any
    /// What was asked for or told, and has windows.
    case good
    /// What was asked for or told.
    case told
    /// What stood in headers.
    case headers

    fileprivate var condition: SQL {
      switch self {
      case .any: ""
      case .good: "AND source <> 'headers' AND error IS NULL"
      case .told: "AND source <> 'headers'"
      case .headers: "AND source = 'headers'"
      }
    }
  }

  /// Returns the newest snapshot of an account.
  package func newest(of account: UsageAccount, _ kind: Kind = .any) throws -> UsageSnapshot? {
    let stored = try connection.first(newestSnapshot(of: account, kind), Stored.init(row:))
    return try stored.map(completed)
  }

  /// Returns the newest snapshot of each account that was asked for or told, and then the newest from headers, since the
  /// two are about other windows; sorted as `accounts`. Time and limit of `filter` do not count.
  package func newest(_ filter: UsageFilter = UsageFilter()) throws -> [UsageSnapshot] {
    try accounts(filter).flatMap { account in
      try [newest(of: account, .told), newest(of: account, .headers)].compactMap { $0 }
    }
  }

  /// Hands the wanted snapshots to `body`, newest first, a few at a time.
  package func forEach(
    _ filter: UsageFilter, _ body: (UsageSnapshot) throws -> Void
  ) throws {
    var rest = filter.limit ?? .max
    var before: (at: Int64, event: Int64, position: Int64) = (.max, .max, .max)
    while rest > 0 {
      let page = try connection.rows(page(filter, before, min(rest, 500)), Stored.init(row:))
      for stored in page { try body(completed(stored)) }
      guard let last = page.last, page.count == min(rest, 500) else { return }
      rest -= page.count
      before = (last.snapshot.capturedAt.milliseconds, last.event, last.position)
    }
  }

  /// Returns how full a window was, newest first, at most so many times.
  package func points(
    of account: UsageAccount, window label: String, limit: Int = 200
  ) throws -> [UsagePoint] {
    try connection.rows(points(account, label, limit)) { row in
      let at = Timestamp(milliseconds: try row.next(Int64.self))
      let used = try row.next(Double.self)
      let reset = try row.next(Int64?.self).map(Timestamp.init(milliseconds:))
      return UsagePoint(at: at, usedPercent: used, resetsAt: reset)
    }
  }

  func account(_ step: UsageWalk.Step) -> SQL {
    let condition: SQL =
      switch step {
      case .at(let provider, let scope):
        "(provider, scope_id) >= (\(provider), \(scope))"
      case .after(let account):
        """
        (provider, scope_id, profile_id)
          > (\(account.provider), \(account.scope.text), \(account.profile ?? ""))
        """
      case .afterProvider(let provider): "provider > \(provider)"
      }
    return """
      SELECT provider, scope_id, profile_id
      FROM usage_snapshot
      WHERE \(condition)
      ORDER BY provider, scope_id, profile_id
      LIMIT 1
      """
  }

  func newestSnapshot(of account: UsageAccount, _ kind: Kind) -> SQL {
    """
    SELECT \(raw: Self.columns)
    FROM usage_snapshot
    WHERE provider = \(account.provider) AND scope_id = \(account.scope.text)
      AND profile_id = \(account.profile ?? "") \(kind.condition)
    ORDER BY captured_at DESC, event_id DESC, position DESC
    LIMIT 1
    """
  }

  func page(
    _ filter: UsageFilter, _ before: (at: Int64, event: Int64, position: Int64), _ limit: Int
  ) -> SQL {
    """
    SELECT \(raw: Self.columns)
    FROM usage_snapshot
    WHERE \(filter.condition) AND captured_at <= \(before.at)
      AND (captured_at, event_id, position) < (\(before.at), \(before.event), \(before.position))
    ORDER BY captured_at DESC, event_id DESC, position DESC
    LIMIT \(limit)
    """
  }

  func points(_ account: UsageAccount, _ label: String, _ limit: Int) -> SQL {
    """
    SELECT captured_at, used_percent, resets_at
    FROM usage_snapshot
    JOIN usage_window
      ON usage_window.event_id = usage_snapshot.event_id
        AND usage_window.position = usage_snapshot.position
    WHERE provider = \(account.provider) AND scope_id = \(account.scope.text)
      AND profile_id = \(account.profile ?? "") AND label = \(label)
      AND used_percent IS NOT NULL
    ORDER BY captured_at DESC, usage_snapshot.event_id DESC, usage_snapshot.position DESC
    LIMIT \(limit)
    """
  }

  private func completed(_ stored: Stored) throws -> UsageSnapshot {
    var snapshot = stored.snapshot
    snapshot.windows = try connection.rows(
      """
      SELECT label, used_percent, resets_at, limit_count, remaining_count, unit
      FROM usage_window
      WHERE event_id = \(stored.event) AND position = \(stored.position)
      ORDER BY ordinal
      """
    ) { row in
      let label = try row.next(String.self)
      let used = try row.next(Double?.self)
      let reset = try row.next(Int64?.self).map(Timestamp.init(milliseconds:))
      return UsageWindow(
        label, usedPercent: used, resetsAt: reset, limit: try row.next(Int64?.self),
        remaining: try row.next(Int64?.self), unit: try row.next(String?.self))
    }
    return snapshot
  }
}

extension UsageRepository where Access == ReadWrite {
  /// Adds snapshots, in their order, to the running write. A write records once.
  package func record(_ snapshots: [UsageSnapshot]) throws {
    for (position, snapshot) in snapshots.enumerated() {
      let account = snapshot.account
      try connection.run(
        """
        INSERT INTO usage_snapshot (\(raw: Self.columns))
        VALUES (
          \(event), \(position), \(snapshot.capturedAt.milliseconds), \(account.provider),
          \(account.scope.text), \(account.profile ?? ""), \(snapshot.source.rawValue),
          \(snapshot.plan), \(snapshot.error)
        )
        """)
      for (ordinal, window) in snapshot.windows.enumerated() {
        try connection.run(
          """
          INSERT INTO usage_window (
            event_id, position, ordinal, label, used_percent, resets_at, limit_count,
            remaining_count, unit)
          VALUES (
            \(event), \(position), \(ordinal), \(window.label), \(window.usedPercent),
            \(window.resetsAt?.milliseconds), \(window.limit), \(window.remaining), \(window.unit)
          )
          """)
      }
    }
  }

  /// Removes the snapshots of writes whose snapshots are all from before `cutoff`, from the oldest write on and up to the
  /// first that has a later one. Returns how many snapshots and windows went; nothing is written when none did.
  package func prune(before cutoff: Timestamp) throws -> (snapshots: Int, windows: Int) {
    let kept = try connection.first(
      "SELECT min(event_id) FROM usage_snapshot WHERE captured_at >= \(cutoff.milliseconds)"
    ) { try $0.next(Int64?.self) }
    let newest = try connection.first("SELECT max(event_id) FROM usage_snapshot") {
      try $0.next(Int64?.self)
    }
    guard let last = (kept ?? nil).map({ $0 - 1 }) ?? newest ?? nil else { return (0, 0) }
    let evidence = EvidencePruning(connection: connection, event: event)
    let windows = try evidence.remove("usage_window", upTo: last)
    return (try evidence.remove("usage_snapshot", upTo: last), windows)
  }

  /// Returns how many snapshots are from before `cutoff`.
  package func count(before cutoff: Timestamp) throws -> Int {
    try connection.first(
      "SELECT count(*) FROM usage_snapshot WHERE captured_at < \(cutoff.milliseconds)"
    ) { try $0.next(Int.self) } ?? 0
  }
}

private struct Stored {
  var event: Int64
  var position: Int64
  var snapshot: UsageSnapshot

  init(row: RowReader) throws {
    event = try row.next(Int64.self)
    position = try row.next(Int64.self)
    let at = Timestamp(milliseconds: try row.next(Int64.self))
    let account = try UsageAccount(row: row)
    snapshot = UsageSnapshot(
      account, capturedAt: at, source: try UsageSnapshot.Source(stored: row.next(String.self)))
    snapshot.plan = try row.next(String?.self)
    snapshot.error = try row.next(String?.self)
  }
}

extension UsageAccount {
  fileprivate init(row: RowReader) throws {
    let provider = try row.next(String.self)
    let scope = try ScopeID(row.next(String.self))
    let profile = try row.next(String.self)
    self.init(provider: provider, scope: scope, profile: profile.isEmpty ? nil : profile)
  }
}
