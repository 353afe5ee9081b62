/// What one live check found. Its texts hold no secret.
package struct ProbeResult: Equatable, Sendable {
  package var target: ProbeTarget
  /// When it ended.
  package var at: Timestamp
  package var status: ProbeStatus
  /// Why, where the status does not say it, such as `excluded_by_auth_order`.
  package var reasonCode: String?
  package var httpStatus: Int?
  /// Until the answer was complete; nil when nothing was sent.
  package var latencyMilliseconds: Int64?
  package var connectMilliseconds: Int64?
  package var firstByteMilliseconds: Int64?
  package var tokensIn: Int64?
  package var tokensOut: Int64?
  /// Price of the tokens; nil when it is not known.
  package var cost: Money?
  /// What the provider said, redacted.
  package var error: String?

  /// Makes a result.
  package init(
    _ target: ProbeTarget, at: Timestamp, status: ProbeStatus, reasonCode: String? = nil,
    httpStatus: Int? = nil, latencyMilliseconds: Int64? = nil, connectMilliseconds: Int64? = nil,
    firstByteMilliseconds: Int64? = nil, tokensIn: Int64? = nil, tokensOut: Int64? = nil,
    cost: Money? = nil, error: String? = nil
  ) {
    self.target = target
    self.at = at
    self.status = status
    self.reasonCode = reasonCode
    self.httpStatus = httpStatus
    self.latencyMilliseconds = latencyMilliseconds
    self.connectMilliseconds = connectMilliseconds
    self.firstByteMilliseconds = firstByteMilliseconds
    self.tokensIn = tokensIn
    self.tokensOut = tokensOut
    self.cost = cost
    self.error = error
  }

  /// Whether a request was sent. What was not asked says nothing of what works.
  package var wasAsked: Bool { latencyMilliseconds != nil }
}

/// A batch of live checks.
package struct ProbeRun: Equatable, Sendable {
  /// The number of its event; 0 before it is stored.
  package var id: Int64
  package var startedAt: Timestamp
  package var finishedAt: Timestamp
  /// The one agent it was for; nil for several.
  package var agent: Agent.ID?
  /// What was asked for, as a JSON object.
  package var options: String
  /// How many requests were planned.
  package var targetCount: Int
  /// Whether it ended before all of them were made.
  package var isInterrupted: Bool

  /// Makes a run.
  package init(
    id: Int64 = 0, startedAt: Timestamp, finishedAt: Timestamp, agent: Agent.ID? = nil,
    options: String = "{}", targetCount: Int, isInterrupted: Bool = false
  ) {
    self.id = id
    self.startedAt = startedAt
    self.finishedAt = finishedAt
    self.agent = agent
    self.options = options
    self.targetCount = targetCount
    self.isInterrupted = isInterrupted
  }
}
