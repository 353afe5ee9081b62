package import PurserDomain

/// A profile that is there and of no use for now, without being ill.
package struct IdleProfile: Equatable, Sendable {
  /// Why it is of no use.
  package enum Reason: Equatable, Sendable {
    /// It rests after a failure, or is switched off.
    case resting(UnusableProfile)
    /// Its reference names a variable that is not set here, or is not declared.
    case unset
    /// Its sealed value cannot be opened.
    case undecryptable
  }

  /// Its id.
  package let id: String
  /// Its canonical provider.
  package let provider: String
  /// Why it is idle.
  package let reason: Reason
  /// The provider's name of the model that it rests for so long; nil when it is of no use for any.
  package let model: String?

  /// Looks at `profile`; nil when it is not idle.
  init?(_ profile: AuthProfile, now: Timestamp) {
    if let unusable = profile.unusable(now: now) {
      reason = .resting(unusable)
    } else if profile.secret == .undecryptable {
      reason = .undecryptable
    } else if profile.exclusion == .unresolvedRef || profile.isUnset && profile.serves {
      reason = .unset
    } else {
      return nil
    }
    (id, provider, model) = (profile.id, profile.provider, nil)
  }

  /// A profile that rests or is switched off.
  init(_ unusable: UnusableProfile) {
    reason = .resting(unusable)
    (id, provider, model) = (unusable.profileID, unusable.provider, unusable.model)
  }

  /// How it rests; nil when something else is the matter.
  package var unusable: UnusableProfile? {
    if case .resting(let unusable) = reason { unusable } else { nil }
  }

  /// Its id and what is the matter, such as `openai:work disabled 5h` or `openai:work cooldown 5m for gpt-5`.
  package var phrase: String {
    switch reason {
    case .resting(let unusable):
      "\(id) \(unusable.kind.rawValue) \(unusable.remaining.remaining)"
        + (model.map { " for \($0.printable(limit: 80))" } ?? "")
    case .unset: "\(id) \(Eligibility.unresolvedRef.closedWord)"
    case .undecryptable: "\(id) \(Eligibility.undecryptable.closedWord)"
    }
  }
}

extension ProfileHealth {
  /// Its id and how it stands, such as `openai:work expired`.
  package var phrase: String {
    switch reasonCode.flatMap(Eligibility.init) {
    case .undecryptable: "\(profileID) \(Eligibility.undecryptable.closedWord)"
    case .unresolvedRef where status == .missing:
      "\(profileID) \(Eligibility.unresolvedRef.closedWord)"
    default: "\(profileID) \(status.word)"
    }
  }
}
