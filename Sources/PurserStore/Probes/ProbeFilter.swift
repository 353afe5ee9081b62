package import PurserDomain
import SQLKit

/// Which results of live checks are wanted; nil means no limit of that kind.
package struct ProbeFilter: Equatable, Sendable {
  /// Of targets that stand at these scopes.
  package var scopes: [ScopeID]?
  /// Canonical provider.
  package var provider: String?
  package var profile: String?
  /// The model as its provider names it.
  package var model: String?
  package var statuses: [ProbeStatus]?
  /// Not before this instant.
  package var since: Timestamp?
  /// Before this instant.
  package var until: Timestamp?
  /// Of this run.
  package var run: Int64?
  /// At most so many, the newest.
  package var limit: Int?

  /// Makes a filter that lets everything through.
  package init() {}

  /// Whether time matters, so that what is kept of targets as a whole does not answer.
  package var isLimitedInTime: Bool { since != nil || until != nil }

  private var namesTarget: Bool {
    scopes != nil || provider != nil || profile != nil || model != nil
  }

  /// What holds for a row of `probe_target`.
  var targetCondition: SQL {
    var condition: SQL = "TRUE"
    if let provider { condition = "\(condition) AND provider = \(provider)" }
    if let model { condition = "\(condition) AND model = \(model)" }
    if let scopes { condition = "\(condition) AND scope_id IN \(list: scopes.map(\.text))" }
    if let profile { condition = "\(condition) AND profile_id = \(profile)" }
    return condition
  }

  /// What holds for a row of `probe_result`.
  var resultCondition: SQL {
    var condition: SQL = "TRUE"
    if let run { condition = "\(condition) AND event_id = \(run)" }
    if namesTarget {
      condition = """
        \(condition) AND target_id IN (SELECT id FROM probe_target WHERE \(targetCondition))
        """
    }
    if let statuses {
      condition = "\(condition) AND status IN \(list: statuses.map(\.rawValue))"
    }
    if let since { condition = "\(condition) AND at >= \(since.milliseconds)" }
    if let until { condition = "\(condition) AND at < \(until.milliseconds)" }
    return condition
  }

  /// Newest first. Where targets are named their index serves, not the one of time: the sign keeps the planner from it.
  var resultOrder: SQL {
    namesTarget ? "+at DESC, event_id DESC, position DESC" : "at DESC, event_id DESC, position DESC"
  }
}
