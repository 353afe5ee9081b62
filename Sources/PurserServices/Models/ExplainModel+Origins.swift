import JSONKit
package import PurserDomain
package import PurserStore

extension ExplainModel {
  /// The write since which something that decides stands, or since which it is gone.
  package struct Origin: Equatable, Sendable {
    /// What it is: `default model`, `fallback#1`, `alias`, `allowlist line`, `allowlist mode`, …
    package let what: String
    /// The scope it stands at, or stood.
    package let scope: ScopeID
    /// Whether the write took it away.
    package let isRemoved: Bool
    /// The write that made the change.
    package let event: Int64
    package let at: Timestamp
    package let intent: Intent
  }

  static func origins(
    of ref: ModelRef, alias: AliasIndex.Entry?, verdict: AllowVerdict, models: AgentModels,
    in session: Session<some Any>
  ) throws -> [Origin] {
    var found: [Origin] = []
    func look(
      _ what: String, _ table: String, _ scope: ScopeID, standing count: Int = 1,
      where holds: (JSON) -> Bool
    ) throws {
      guard
        let event = try session.trail.event(
          since: count, rowsOf: table, at: scope, hold: holds),
        let made = try session.trail.making(of: event)
      else { return }
      found.append(
        Origin(
          what: what, scope: scope, isRemoved: count == 0, event: event, at: made.at,
          intent: made.intent))
    }
    for (route, names) in [
      (models.text, ("default model", "fallback")),
      (models.image, ("image model", "image fallback")),
    ] {
      func stands(_ row: JSON, _ written: String?, asPrimary: Bool) -> Bool {
        row["purpose"]?.string == route.purpose.rawValue && row["written"]?.string == written
          && (row["position"]?.int64 == 0) == asPrimary
      }
      if route.primary?.ref == ref, let scope = models.scope(of: route.primaryLayer) {
        try look(names.0, "route", scope) { stands($0, route.writtenPrimary, asPrimary: true) }
      }
      for (index, fallback) in route.fallbacks.enumerated() where fallback.resolution?.ref == ref {
        guard let scope = models.scope(of: route.fallbacksLayer) else { continue }
        let count = route.fallbacks.count { $0.written == fallback.written }
        try look("\(names.1)#\(index + 1)", "route", scope, standing: count) {
          stands($0, fallback.written, asPrimary: false)
        }
      }
    }
    if let alias, let scope = alias.scope {
      try look("alias \(alias.name)", "alias", scope) {
        $0["name"]?.string == alias.name && $0["provider"]?.string == ref.provider
          && $0["model"]?.string == ref.model
      }
    }
    if let scope = verdict.scope {
      if case .line(_, let pattern) = verdict.ground {
        try look("allowlist line", "allow_entry", scope) { $0["pattern"]?.string == pattern }
      } else if !verdict.isAllowed {
        try look("allowlist mode", "allow_policy", scope) {
          $0["mode"]?.string == AllowMode.only.rawValue
        }
        // The same lines come again and again in a list that is often renumbered.
        var covering: [AllowEntry: Bool] = [:]
        try look("allowlist line", "allow_entry", scope, standing: 0) { row in
          // What an alias meant when its line stood there is not known any more.
          guard let entry = AllowEntry(trail: row), entry.pattern.holds("/") else { return false }
          if let known = covering[entry] { return known }
          let covers = entry.covers(ref, resolver: models.resolver)
          covering[entry] = covers
          return covers
        }
      }
    }
    return found.sorted { $0.event > $1.event }
  }
}

extension AllowEntry {
  /// Reads a line from a row as the trail has it; nil when it is none.
  fileprivate init?(trail row: JSON) {
    guard let pattern = row["pattern"]?.string,
      let source = row["source"]?.string.flatMap(Source.init)
    else { return nil }
    self.init(pattern: pattern, source: source)
  }
}

extension AuditTrail {
  /// Returns the newest event before which another answer was given to the question whether rows of `table` at a scope
  /// `hold` something, `count` being how many do now; nil when there is none. Rows whose places an event only exchanged give
  /// the same answer after it as before. Reads back no further than that event.
  fileprivate func event(
    since count: Int, rowsOf table: String, at scope: ScopeID, hold holds: (JSON) -> Bool
  ) throws -> Int64? {
    var standing = count
    var current: Int64?
    var isFound = false
    func holding(_ row: String?) throws -> Int {
      try row.map { holds(try JSON.parse($0)) ? 1 : 0 } ?? 0
    }
    try walkBack(at: scope.text, through: table) { change in
      if let current, change.event != current, (standing > 0) != (count > 0) {
        isFound = true
        return false
      }
      current = change.event
      standing += try holding(change.before) - holding(change.after)
      return true
    }
    return isFound || (standing > 0) != (count > 0) ? current : nil
  }
}
