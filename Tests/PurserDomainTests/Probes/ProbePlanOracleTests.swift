import JSONKit
import PurserDomain
import PurserTestSupport
import Testing

@Suite(.enabled(if: Shared.isPresent, "no shared material"))
struct ProbePlanOracleTests {
  private let departures = [
    Departure("8.1 (O8): what holds nothing to send is judged without an order, too") {
      input, expected, _ in
      let order = input["authProfiles"]?["order"]?["lab"]?.array ?? []
      let isOrdered = !order.isEmpty || input["config"]?["auth"]?["order"] != nil
      return !isOrdered && expected.text(.compact).contains("lab:b")
    }
  ]

  @Test func `targets, refusals and the words about them`() throws {
    try checkOracle("probe-plan", departures: departures) { input in
      switch input["op"]?.string {
      case "summary":
        return .string(
          ProbeWords.text(
            targets: Int(input["totalTargets"]?.int64 ?? 0),
            duration: TimeSpan(milliseconds: input["durationMs"]?.int64 ?? 0)))
      case "status":
        let reason = input["reason"]?.string.flatMap(FailureClass.init(rawValue:))
        return .string(ProbeStatus(reason).rawValue)
      default: return Self.plan(input)
      }
    }
  }

  private static func plan(_ input: JSON) -> JSON {
    let naming = ModelNaming.january
    let known = OracleProfiles(input)
    let now = OracleProfiles.instant(input["now"]) ?? Timestamp(milliseconds: 0)
    let candidates = (input["modelCandidates"]?.array ?? []).compactMap(\.string).compactMap {
      naming.reference($0, defaultProvider: "anthropic")
    }
    let profiles = input["authProfiles"]?["profiles"]?.object ?? [:]
    let supplies = (input["providers"]?.array ?? []).compactMap(\.string).map { provider in
      var supply = ProbePlan.Supply(provider: provider)
      let excluded = known.ranking(provider, naming: naming, now: now).excluded
      supply.profiles = profiles.filter { $0.value["provider"]?.string == provider }.map {
        id, value in
        ProbePlan.Profile(
          id: id, scope: .defaults, label: id,
          kind: AuthProfile.Kind(rawValue: value["type"]?.string ?? "") ?? .apiKey,
          eligibility: excluded.first { $0.id == id }?.reason ?? .ok)
      }
      // The gateway's catalog began with this model.
      let model = ProbeModel.choose(
        of: provider, candidates: candidates,
        catalog: provider == "openai" ? ["codex-mini-latest"] : [])
      supply.models = model.map { [$0] } ?? []
      return supply
    }
    let options = input["options"]
    let plan = ProbePlan(
      supplies,
      ProbePlan.Filter(
        provider: options?["provider"]?.string,
        profiles: (options?["profileIds"]?.array ?? []).compactMap(\.string)),
      naming: naming)
    return [
      "targets": .array(plan.targets.map { json($0, model: PurserDomainTests.json($0.model)) }),
      "results": .array(
        plan.refused.map { refused in
          var result = json(refused.probe, model: refused.probe.model.map { .string($0.key) })
          result["status"] = .string(refused.status.rawValue)
          // Older gateways gave no second line.
          let line = refused.error.split(separator: "\n").first.map(String.init)
          result["error"] = line.map { .string($0) }
          return .object(result)
        }),
    ]
  }

  private static func json(_ target: PlannedProbe, model: JSON?) -> JSONObject {
    var json: JSONObject = ["provider": .string(target.provider)]
    json["model"] = model
    json["profileId"] = target.profileID.map { .string($0) }
    json["label"] = .string(target.label)
    json["source"] = .string(target.source.rawValue)
    json["mode"] = target.mode.map { .string($0.rawValue) }
    return json
  }

  private static func json(_ target: PlannedProbe, model: JSON) -> JSON {
    .object(json(target, model: Optional(model)))
  }
}
