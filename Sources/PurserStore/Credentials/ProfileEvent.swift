package import PurserDomain
import SQLKit

/// Something that happened to a profile.
package struct ProfileEvent: Equatable, Sendable {
  /// What can happen.
  package enum Kind: String, Equatable, Sendable, CaseIterable {
    case login
    case refreshed
    case refreshFailed = "refresh_failed"
    /// Its secret was replaced by another one.
    case rotated
    case logout
    case succeeded
    case failed
    case cooldownStarted = "cooldown_started"
    case disabled
    case blocked
    case cleared
    case orderChanged = "order_changed"
    /// Its secret was handed to a runtime.
    case revealed

    /// Whether it is about what the profile holds, and not about calls made with it.
    var changesSecret: Bool {
      switch self {
      case .login, .refreshed, .refreshFailed, .rotated, .logout: true
      default: false
      }
    }
  }

  /// 0 before it is stored.
  package var id: Int64
  /// The write it belongs to.
  package var event: Int64
  package var at: Timestamp
  package var kind: Kind
  /// Where the profile stands.
  package var scope: ScopeID
  /// Nil for a change of order.
  package var profile: String?
  /// Canonical provider.
  package var provider: String
  /// The agent whose runtime reported it, or for whom it was done.
  package var agent: String?
  /// The class of the failure, or why something was done.
  package var reason: String?
  package var httpStatus: Int?
  package var code: String?
  package var model: String?
  /// When the window ends that it began.
  package var until: Timestamp?
  package var latencyMilliseconds: Int64?
  package var tokensIn: Int64?
  package var tokensOut: Int64?
  /// What else is known; never with a secret in it.
  package var detail: String?

  /// The detail of what an import did.
  package static let importDetail = "import"

  /// The detail of a call that went well and was told when a newer failure was known: it ended no window.
  package static let supersededDetail = "superseded"

  /// Makes an event of `kind` with nothing else said. What happens at an agent's scope is done for that agent.
  package init(
    _ kind: Kind, of profile: String?, provider: String, at scope: ScopeID, on now: Timestamp,
    agent: String? = nil, reason: String? = nil, until: Timestamp? = nil, detail: String? = nil
  ) {
    id = 0
    event = 0
    at = now
    self.kind = kind
    self.scope = scope
    self.profile = profile
    self.provider = provider
    self.agent = agent ?? scope.agent?.text
    self.reason = reason
    self.until = until
    self.detail = detail
  }

  init(row: RowReader) throws {
    id = try row.next(Int64.self)
    event = try row.next(Int64.self)
    at = Timestamp(milliseconds: try row.next(Int64.self))
    kind = try Kind(stored: row.next(String.self))
    scope = try ScopeID(row.next(String.self))
    profile = try row.next(String?.self)
    provider = try row.next(String.self)
    agent = try row.next(String?.self)
    reason = try row.next(String?.self)
    httpStatus = try row.next(Int?.self)
    code = try row.next(String?.self)
    model = try row.next(String?.self)
    until = try row.next(Int64?.self).map(Timestamp.init(milliseconds:))
    latencyMilliseconds = try row.next(Int64?.self)
    tokensIn = try row.next(Int64?.self)
    tokensOut = try row.next(Int64?.self)
    detail = try row.next(String?.self)
  }
}

extension ProfileWindow.Kind {
  /// What says in the history that a window of this kind began, and again how it is when something about it changed.
  package var opening: ProfileEvent.Kind {
    switch self {
    case .cooldown: .cooldownStarted
    case .disabled: .disabled
    case .block: .blocked
    }
  }
}

/// Which events of profiles are wanted; nil means no limit of that kind.
package struct ProfileEventFilter: Equatable, Sendable {
  /// Of this profile, at whatever scope.
  package var profile: String?
  /// Of profiles that stand at these scopes.
  package var scopes: [String]?
  /// Reported by, or done for, one of these agents.
  package var agents: [String]?
  package var provider: String?
  package var kinds: [ProfileEvent.Kind]?
  /// Recorded by the write of this number.
  package var event: Int64?
  /// Not before this instant.
  package var since: Timestamp?
  /// Before this instant.
  package var until: Timestamp?
  /// Only events before this id, for the next page.
  package var before: Int64?
  /// At most so many.
  package var limit: Int?

  /// Makes a filter that lets everything through.
  package init() {}
}
