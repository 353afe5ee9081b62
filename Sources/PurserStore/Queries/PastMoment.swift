import PurserDomain
import SQLKit

/// A moment of the past, whose tables lie over those of a connection until its transaction ends.
final class PastMoment {
  private let connection: any SQLConnection
  private let event: Int64
  /// Asked for by the first that wants them: most readers do not.
  private var history: PastStates?

  /// Lays the tables as they were after `event` over those of `connection`.
  init(after event: Int64, on connection: any SQLConnection) throws {
    self.connection = connection
    self.event = event
    try PastTables(connection: connection).lay(after: event)
  }

  /// Returns what was known of the use of a profile.
  func state(of profile: String, at scope: ScopeID) throws -> ProfileState {
    try states().state(of: profile, at: scope) ?? .unused
  }

  /// Returns what was known of all profiles, by scope and profile, or of those at one scope; unused ones are absent.
  func states(at scope: ScopeID? = nil) throws -> [ScopeID: [String: ProfileState]] {
    let condition: SQL = if let scope { "scope_id = \(scope.text)" } else { "true" }
    let profiles = try connection.rows("SELECT scope_id, id FROM auth_profile WHERE \(condition)") {
      (scope: try ScopeID($0.next(String.self)), id: try $0.next(String.self))
    }
    let history = try states()
    var states: [ScopeID: [String: ProfileState]] = [:]
    for profile in profiles {
      guard let state = try history.state(of: profile.id, at: profile.scope) else { continue }
      states[profile.scope, default: [:]][profile.id] = state
    }
    return states
  }

  private func states() throws -> PastStates {
    if let history { return history }
    let instant = try AuditTrail(connection: connection).require(event).at
    let found = try PastStates(connection: connection, upTo: event, at: instant)
    history = found
    return found
  }
}
