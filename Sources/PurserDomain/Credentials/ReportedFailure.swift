/// A failure of a call with a profile, as a runtime reports it.
package struct ReportedFailure: Equatable, Sendable {
  /// When the provider says it will serve again.
  package enum Reset: Equatable, Sendable {
    /// So long after the report.
    case after(TimeSpan)
    /// At this instant.
    case at(Timestamp)
  }

  /// What failed.
  package var reason: FailureClass
  /// The provider's name of the model that was asked; nil when it is not known.
  package var model: String?
  /// The agent that reports; nil when it is not known.
  package var agent: String?
  /// When the provider says it will serve again, if it said so.
  package var reset: Reset?
  /// The profile's provider, as its canonical id.
  package var provider: String
  /// What the profile is.
  package var kind: AuthProfile.Kind
  /// Whether it is not a profile but the key that stands in the config of the provider.
  package var isInlineKey: Bool

  /// Makes a report.
  package init(
    _ reason: FailureClass, model: String? = nil, agent: String? = nil, reset: Reset? = nil,
    provider: String, kind: AuthProfile.Kind, isInlineKey: Bool = false
  ) {
    self.reason = reason
    self.model = model
    self.agent = agent
    self.reset = reset
    self.provider = provider
    self.kind = kind
    self.isInlineKey = isInlineKey
  }

  /// The canonical provider whose key in the configuration `profile` stands for, as gateways call it; nil for the id of an
  /// ordinary profile.
  package static func inlineKeyProvider(_ profile: String) -> String? {
    profile.droppingPrefix(inlineKeyPrefix).map(ModelNaming.standard.provider)
  }

  /// The id by which runtimes report on the key that the configuration gives `provider`, a canonical id.
  package static func inlineKeyProfile(of provider: String) -> String { inlineKeyPrefix + provider }

  private static let inlineKeyPrefix = "inline-api-key:"

  /// The model that alone rests after this failure; nil when the whole profile does.
  var scope: String? { reason.isModelScoped ? model : nil }

  /// The reset, if it is still to come and a wait can help; at most `ProfileWindow.longestPlausible` ahead.
  func effectiveReset(now: Timestamp) -> (until: Timestamp, isShortened: Bool)? {
    switch reason {
    case .auth, .authPermanent, .modelNotFound, .sessionExpired: return nil
    default: break
    }
    let asked: Timestamp
    switch reset {
    case .after(let span): asked = now + span
    case .at(let instant): asked = instant
    case nil: return nil
    }
    guard asked > now else { return nil }
    let latest = now + ProfileWindow.longestPlausible
    return (min(asked, latest), asked > latest)
  }
}

/// What became of a reported failure.
package enum FailureOutcome: Equatable, Sendable {
  /// Why a failure leaves no trace on the profile.
  package enum Reason: String, Equatable, Sendable {
    /// The provider's profiles never rest.
    case bypassedProvider = "bypassed_provider"
    /// Failures of this class are not the profile's.
    case notRecorded = "not_recorded"
    /// Only the model could rest, and it is not known.
    case modelUnknown = "model_unknown"
    /// It happened before something that is known already and that ended differently.
    case superseded
    /// The key stands in the configuration of its provider: its failures are on record, and it never rests.
    case configuredKey = "configured_key"
  }

  /// Nothing was recorded.
  case ignored(Reason)
  /// A window was opened.
  case opened(ProfileWindow.Kind)
  /// A window is active and keeps its end; the failure was counted.
  case kept(ProfileWindow.Kind)
  /// The provider reported a later reset than before.
  case extended(ProfileWindow.Kind)

  /// The window that the failure belongs to, if it was recorded.
  package var kind: ProfileWindow.Kind? {
    switch self {
    case .ignored: nil
    case .opened(let kind), .kept(let kind), .extended(let kind): kind
    }
  }
}
