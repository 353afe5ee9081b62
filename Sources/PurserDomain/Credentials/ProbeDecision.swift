/// What a run does with a candidate whose provider has profiles but none that is free.
package enum ProbeDecision: Equatable, Sendable {
  /// Try it as if nothing were.
  case attempt
  /// Try it once to see whether the provider serves again; `takesSlot` says that the time of this probe is to be kept.
  case probe(takesSlot: Bool)
  /// Leave it out, and say why.
  case skip(String)

  /// What a decision is made from.
  package struct Question: Equatable, Sendable {
    package var provider: String
    package var outage: ProviderOutage
    /// Whether the candidate is the first of the chain.
    package var isFirst: Bool
    /// Whether it is the model that was asked for.
    package var isRequested: Bool
    /// Whether the chain has more candidates than this one.
    package var hasFallbacks: Bool
    /// When this agent last probed this provider.
    package var lastProbe: Timestamp?
    /// Whether this run has probed this provider already and not given the slot back.
    package var hasProbedThisRun: Bool
    package var now: Timestamp

    /// Asks about a candidate.
    package init(
      provider: String, outage: ProviderOutage, isFirst: Bool, isRequested: Bool = true,
      hasFallbacks: Bool, lastProbe: Timestamp? = nil, hasProbedThisRun: Bool = false,
      now: Timestamp
    ) {
      self.provider = provider
      self.outage = outage
      self.isFirst = isFirst
      self.isRequested = isRequested
      self.hasFallbacks = hasFallbacks
      self.lastProbe = lastProbe
      self.hasProbedThisRun = hasProbedThisRun
      self.now = now
    }

    /// The reason as it is recorded for a candidate that is left out.
    package var reason: FailureClass { outage.reason ?? .unknown }
  }

  /// How long an agent leaves a provider alone after a probe; at exactly that age the next may start.
  package static let interval = TimeSpan.of(30, .seconds)

  /// How long before the soonest expiry a probe is worth while.
  package static let margin = TimeSpan.of(2, .minutes)

  /// Decides. Ask only when the provider has at least one profile in its order and none of them is free for the model; in any
  /// other case the candidate is simply tried.
  package init(_ question: Question) {
    if question.isFirst, !question.isRequested {
      self = .attempt
      return
    }
    let reason = question.reason
    let isSibling = !question.isFirst
    let isPersistent: Bool
    switch reason {
    case .auth, .authPermanent: (self, isPersistent) = (.skip(""), true)
    case .billing:
      isPersistent = true
      self = question.isFirst && question.mayProbe ? .probe(takesSlot: true) : .skip("")
    case .format, .modelNotFound, .sessionExpired, .tlsCertificate, .contextOverflow:
      isPersistent = false
      self = question.isFirst && question.mayProbe ? .probe(takesSlot: true) : .skip("")
    case .rateLimit, .overloaded, .timeout, .unknown, .emptyResponse, .noErrorDetails,
      .unclassified, .serverError:
      isPersistent = false
      if isSibling {
        self = .probe(takesSlot: false)
      } else {
        self = question.mayProbe ? .probe(takesSlot: true) : .skip("")
      }
    }
    if case .probe = self, question.hasProbedThisRun, reason.isTransient {
      self = .skip(question.resting + " (probe already attempted this run)")
    } else if case .skip = self {
      self = .skip(
        isPersistent
          ? "Provider \(question.shown) has \(reason.rawValue) issue (skipping all models)"
          : question.resting)
    }
  }
}

extension ProbeDecision.Question {
  fileprivate var shown: String { provider.printable(limit: 60) }

  fileprivate var resting: String { "Provider \(shown) is in cooldown" }

  /// Whether a probe of the first candidate is allowed now.
  fileprivate var mayProbe: Bool {
    // A probe that lies ahead was noted by a clock that has been set back since; it brakes no longer than another.
    if let lastProbe {
      let age = (now - lastProbe).milliseconds
      if age > -ProbeDecision.interval.milliseconds, age < ProbeDecision.interval.milliseconds {
        return false
      }
    }
    if !hasFallbacks { return true }
    if outage.reason == .rateLimit, !outage.isBlocked { return true }
    guard let soonest = outage.soonestExpiry else { return true }
    return soonest - now <= ProbeDecision.margin
  }
}

/// When each agent last probed each provider: kept, so that a restart does not start a storm of probes.
package struct ProbeSlots: Equatable, Sendable {
  /// Whose probe of what.
  package struct Key: Hashable, Sendable {
    package var agent: ScopeID
    package var provider: String

    /// Names a slot; `provider` is the canonical id.
    package init(agent: ScopeID, provider: String) {
      self.agent = agent
      self.provider = provider
    }
  }

  /// The last probes.
  package private(set) var times: [Key: Timestamp]

  /// Takes what is stored.
  package init(_ times: [Key: Timestamp] = [:]) {
    self.times = times
  }

  /// A probe older than this brakes nothing and is forgotten.
  package static let lifetime = TimeSpan.of(24, .hours)

  /// The most slots that are kept.
  package static let capacity = 256

  /// Notes a probe: slots older than `lifetime` are dropped, then the oldest until at most `capacity` are left.
  package mutating func take(_ key: Key, now: Timestamp) {
    times[key] = now
    times = times.filter { now - $0.value <= Self.lifetime }
    guard times.count > Self.capacity else { return }
    let oldest = times.filter { $0.key != key }.sorted { left, right in
      if left.value != right.value { return left.value < right.value }
      return (left.key.agent, left.key.provider) < (right.key.agent, right.key.provider)
    }
    for entry in oldest.prefix(times.count - Self.capacity) { times[entry.key] = nil }
  }
}
