import JSONKit
import PurserDomain
import PurserTestSupport
import Testing

/// What the gateway of January 2026 calls a provider with, against the first credential of a plan.
@Suite(.enabled(if: Shared.isPresent, "no shared material"))
struct RunPlanOracleTests {
  @Test func `the credential of a call`() throws {
    let name = Departure("KeyText: a bare upper-case name is a variable, never a key") {
      input, expected, actual in
      expected["source"]?.string == "models.json" && actual["throws"] == true
        && input["config"]?["models"]?["providers"]?["lab"]?["apiKey"]?.string == " LABKEY "
    }
    try checkOracle(
      "auth-resolve", departures: [name], including: { $0["op"]?.string == "resolve-key" },
      part: Self.comparable, answer: Self.answer)
  }

  @Test func `how a provider authenticates`() throws {
    let name = Departure("KeyText: a bare upper-case name is a variable, never a key") {
      input, _, actual in
      actual["mode"] == "unknown"
        && input["config"]?["models"]?["providers"]?["lab"]?["apiKey"]?.string == " LABKEY "
    }
    let blank = Departure("no provider at all is never asked about") { input, expected, _ in
      expected["mode"]?.isNull == true && input["provider"]?.string?.trimmed.isEmpty == true
    }
    try checkOracle(
      "auth-resolve", departures: [name, blank], including: { $0["op"]?.string == "auth-mode" },
      part: { ["mode": $0] }
    ) { input in
      ["mode": .string(try Self.plan(input).plan.steps[0].authMode)]
    }
  }

  /// The mode, the source and the profile; of a failure only that it is one, since its text names files.
  private static func comparable(_ expected: JSON) -> JSON {
    guard expected["throws"] == nil else { return ["throws": true] }
    return json([
      ("mode", expected["mode"]), ("source", expected["source"]),
      ("profileId", expected["profileId"]),
    ])
  }

  private static func plan(
    _ input: JSON
  ) throws -> (plan: RunPlan, found: EnvironmentCredential?) {
    let naming = ModelNaming.january
    let provider = naming.provider(input["provider"]?.string ?? "")
    let now = OracleProfiles.instant(input["now"]) ?? Timestamp(milliseconds: 0)
    let stored = OracleProfiles(input)
    var profiles = ProfileRanking.Input(provider: provider, now: now)
    profiles.credentials = stored.credentials
    profiles.states = stored.states
    profiles.orders = stored.orders
    profiles.declarations = stored.declarations
    profiles.naming = naming
    var supply = ProviderSupply(profiles)
    let found = ProviderEnvironment.january.credential(of: provider) {
      input["env"]?[$0]?.string
    }
    supply.environment = found.map {
      .environment(variable: $0.variable, source: $0.source, isAmbient: false)
    }
    let definitions = input["config"]?["models"]?["providers"]?.object ?? [:]
    let definition = definitions.first { naming.provider($0.key) == provider }?.value
    if let text = definition?["apiKey"]?.string {
      switch KeyText(text) {
      case .literal: supply.key = .sealed(id: 1, digest: "")
      case .reference(let key):
        supply.key = key
        if case .environment = key { supply.keyFault = .unresolvedRef }
      }
    }
    let mode = definition?["auth"]?.string
    supply.awsChain =
      mode == "aws-sdk" ? .first : provider == "amazon-bedrock" && mode == nil ? .last : nil

    let candidate = CandidateChain.Candidate(
      ref: ModelRef(provider: provider, model: "m"), role: .requested, layer: .request)
    return (RunPlan([candidate], now: now) { _ in supply }, found)
  }

  private static func answer(_ input: JSON) throws -> JSON {
    let (plan, found) = try plan(input)
    guard let credential = plan.steps[0].credentials.first else { return ["throws": true] }
    switch credential {
    case .profile(let place, _):
      let mode = place.kind == .apiKey ? "api-key" : place.kind?.rawValue ?? ""
      return json([
        ("mode", .string(mode)), ("source", .string("profile:\(place.id)")),
        ("profileId", .string(place.id)),
      ])
    case .environment(_, let source, _):
      let mode = found?.kind == .oauth ? "oauth" : "api-key"
      return json([("mode", .string(mode)), ("source", .string(source)), ("profileId", nil)])
    case .key: return json([("mode", "api-key"), ("source", "models.json"), ("profileId", nil)])
    case .awsChain:
      return json([
        ("mode", "aws-sdk"), ("source", "aws-sdk default chain"), ("profileId", nil),
      ])
    case .program: return ["program": true]
    }
  }
}
