import PurserDomain

/// Failures of one profile in the order they are reported, written `rate_limit:model@31 auth@40+600`: the class, the
/// model if it is known, the second of the report, and the seconds the provider asks to wait.
struct FailureTimeline {
  static let start = Timestamp(milliseconds: 1_770_000_000_000)

  var policy: CooldownPolicy
  var provider = "openai"
  var kind = AuthProfile.Kind.apiKey
  var state = ProfileState.unused
  var outcomes: [FailureOutcome] = []

  init(
    _ policy: CooldownPolicy = .standard, provider: String = "openai",
    kind: AuthProfile.Kind = .apiKey, state: ProfileState = .unused
  ) {
    self.policy = policy
    self.provider = provider
    self.kind = kind
    self.state = state
  }

  static func at(_ seconds: Int64) -> Timestamp { start + .of(seconds, .seconds) }

  /// Reports `events`; returns after each the second at which the whole profile is free, or `-`.
  @discardableResult
  mutating func play(_ events: String) -> String {
    var ends: [String] = []
    for event in events.split(separator: " ") {
      let parts = event.split(separator: "@")
      let names = parts[0].split(separator: ":")
      let times = parts[1].split(separator: "+")
      let failure = ReportedFailure(
        FailureClass(rawValue: String(names[0])) ?? .unknown,
        model: names.count > 1 ? String(names[1]) : nil, agent: "ops",
        reset: times.count > 1 ? .after(.of(Int64(times[1]) ?? 0, .seconds)) : nil,
        provider: provider, kind: kind)
      let now = Self.at(Int64(times[0]) ?? 0)
      let result = state.recordingFailure(failure, policy: policy, now: now)
      state = result.state
      outcomes.append(result.outcome)
      ends.append(Self.second(state.unusableUntil()))
    }
    return ends.joined(separator: " ")
  }

  static func second(_ instant: Timestamp?) -> String {
    instant.map { String(($0 - start).milliseconds / 1000) } ?? "-"
  }

  /// When the profile is free for a model, as seen at a second; `-` when it is free.
  func end(for model: String?, at seconds: Int64) -> String {
    let question = model.map { ModelQuestion.model($0) } ?? .unspecified
    return Self.second(state.closure(for: question, now: Self.at(seconds))?.until)
  }
}
