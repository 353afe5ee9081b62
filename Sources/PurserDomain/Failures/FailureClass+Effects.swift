// What each class of failure does, one row for a class: the table to read and to extend.

/// What a class of failure does to the profile it happened with and to the run it happened in.
private struct FailureEffects {
  /// The HTTP status that says the same.
  var status: Int?
  /// The window it closes the profile with; nil when the profile is not to blame and nothing is recorded.
  var lane: FailureLane?
  /// Whether only the model that failed rests, not the whole profile.
  var scoped = false
  /// Whether another model may do better.
  var nextModel = true
  /// What a probe of a resting provider that failed so does with the run's probe slot.
  var probe = ProbeSlot.kept
  /// What helps.
  var hint: String
}

/// What becomes of the slot of a probe that failed.
private enum ProbeSlot {
  /// Used up: what failed will fail for siblings too.
  case used
  /// Given back: the failure was the model's or the credential's own.
  case returned
  /// Not counted at all.
  case kept
}

extension FailureClass {
  private var effects: FailureEffects {
    switch self {
    case .auth:
      FailureEffects(
        status: 401, lane: .short, probe: .returned,
        hint: "Check the credential, or add a new one with 'purser models auth add'.")
    case .authPermanent:
      FailureEffects(
        status: 403, lane: .disable, probe: .returned,
        hint: "Replace the credential with 'purser models auth add'; waiting does not help.")
    case .billing:
      FailureEffects(
        status: 402, lane: .disable,
        hint: "Top up the account at the provider or use another key.")
    case .rateLimit:
      FailureEffects(
        status: 429, lane: .short, scoped: true, probe: .used,
        hint: "Wait until the window ends, or add another profile or fallback.")
    case .overloaded:
      FailureEffects(
        status: 503, lane: .short, probe: .used,
        hint: "Wait a little; the provider has too much to do.")
    case .timeout:
      FailureEffects(
        status: 408, lane: .short, scoped: true, probe: .used,
        hint: "Check the network and the provider's address, then try again.")
    case .format:
      FailureEffects(
        status: 400, probe: .returned,
        hint: "Change the request or the model; the same request fails again.")
    case .modelNotFound:
      FailureEffects(
        status: 404, lane: .short, scoped: true, probe: .returned,
        hint: "Check the model's name with 'purser models list'.")
    case .sessionExpired:
      FailureEffects(
        status: 410, lane: .short, probe: .returned,
        hint: "Start a new session.")
    case .serverError:
      FailureEffects(
        status: 500, probe: .used, hint: "Try again; the provider failed by itself.")
    case .emptyResponse:
      FailureEffects(lane: .short, probe: .used, hint: "Try again; the answer was empty.")
    case .noErrorDetails:
      FailureEffects(
        lane: .short, probe: .used,
        hint: "Try again; the provider did not say what failed.")
    case .unclassified, .unknown:
      FailureEffects(
        lane: .short, probe: .used,
        hint: "Read the detail with 'purser models auth history'.")
    case .tlsCertificate:
      FailureEffects(
        probe: .returned,
        hint: "Check the clock, the proxy and the provider's certificate.")
    case .contextOverflow:
      FailureEffects(
        nextModel: false,
        hint: "Shorten the conversation or choose a model with a larger context.")
    }
  }

  /// The HTTP status that says the same, as runtimes pass it on and the vectors `failover-status` ask; nil when there is none.
  package var httpLikeStatus: Int? { effects.status }

  /// The window the failure closes a profile with; nil for classes that never touch a profile.
  package var lane: FailureLane? { effects.lane }

  /// Whether only the model that failed rests, not the whole profile.
  package var isModelScoped: Bool { effects.scoped }

  /// Whether a run goes on with the next model. For runtimes to follow, as `leavesProvider`; no command asks.
  package var movesToNextModel: Bool { effects.nextModel }

  /// Whether the next model must be one of another provider, since every model of this one fails alike.
  package var leavesProvider: Bool { self == .tlsCertificate }

  /// Whether a probe of a resting provider that failed so uses up the one probe a run has for that provider.
  package var isTransient: Bool { effects.probe == .used }

  /// Whether a probe that failed so gives its slot back, so that a sibling model may be probed.
  package var givesProbeSlotBack: Bool { effects.probe == .returned }

  /// What helps, as a sentence.
  package var hint: String { effects.hint }

  /// Whether the failure is recorded on a profile of `provider`, a canonical id.
  ///
  /// A provider that only passes requests on to others is never recorded; a key that stands in the config
  /// itself (`isInlineKey`) only when the key is to blame; a failure without details only for OpenAI logins.
  package func isRecorded(
    provider: String, kind: AuthProfile.Kind, isInlineKey: Bool = false,
    bypassing: Set<String> = unrecordedProviders
  ) -> Bool {
    if lane == nil || bypassing.contains(provider) { return false }
    if isInlineKey, ![.auth, .authPermanent, .billing].contains(self) { return false }
    if self == .noErrorDetails {
      return kind == .oauth && Self.openAIProviders.contains(provider)
    }
    return true
  }

  /// Providers whose profiles never rest: they choose among many suppliers by themselves.
  package static let unrecordedProviders: Set<String> = ["openrouter", "kilocode"]

  /// The providers OpenAI logins belong to.
  private static let openAIProviders: Set<String> = ["openai", "openai-codex"]
}
