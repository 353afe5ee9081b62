package import PurserDomain

/// A profile that is there and of no use for now, without being ill.
package struct IdleProfile: Equatable, Sendable {
  /// Why it is of no use.
  package enum Reason: Equatable, Sendable {
    /// It rests after a failure, or is switched off.
    case resting(UnusableProfile)
    /// Its reference names a variable that is not set here.
    case unset
  }

  /// Its id.
  package let id: String
  /// Its canonical provider.
  package let provider: String
  /// Why it is idle.
  package let reason: Reason

  /// Looks at `profile`; nil when it is not idle.
  init?(_ profile: AuthProfile, now: Timestamp) {
    if let unusable = profile.unusable(now: now) {
      reason = .resting(unusable)
    } else if profile.isUnset, profile.serves {
      reason = .unset
    } else {
      return nil
    }
    (id, provider) = (profile.id, profile.provider)
  }

  /// Its id and what is the matter, such as `openai:work disabled 5h`.
  package var phrase: String {
    switch reason {
    case .resting(let unusable): "\(id) \(unusable.kind.rawValue) \(unusable.remaining.remaining)"
    case .unset: "\(id) unresolved"
    }
  }
}

extension ProfileHealth {
  /// Its id and how it stands, such as `openai:work expired`.
  package var phrase: String { "\(profileID) \(status.word)" }
}
