import JSONKit
import PurserDomain
import PurserTestSupport
import Testing

@Suite(.enabled(if: Shared.isPresent, "no shared material"))
struct CredentialOracleTests {
  static func json(_ credential: EnvironmentCredential?) -> JSON {
    credential.map { ["apiKey": .string($0.value), "source": .string($0.source)] } ?? .null
  }

  @Test(arguments: Generation.all)
  func `credentials of the environment`(generation: Generation) throws {
    let bedrock = Departure("15.1: amazon-bedrock is found in the environment") { input, _, _ in
      input["provider"]?.string == "amazon-bedrock"
    }
    let merged = Departure("15.1: the tables of all generations are merged") {
      input, expected, actual in
      // What was found before is found as before, unless a provider's name is read differently (A.2).
      let providers = input["providers"]?.array ?? [input["provider"] ?? .null]
      return providers.contains { provider in
        let raw = provider.string ?? ""
        let sameName = ModelNaming.january.provider(raw) == ModelNaming.standard.provider(raw)
        let before = Generation.january.credential(raw, input["env"])
        return !sameName || (before == nil && generation.credential(raw, input["env"]) != nil)
      }
    }
    let departures = generation == .standard ? [merged, bedrock] : [bedrock]
    try checkOracle("env-key", departures: departures) { input in
      let env = input["env"]
      switch input["op"]?.string {
      case "aws-env-name":
        return ProviderEnvironment.awsVariable { env?[$0]?.string }.map { .string($0) } ?? .null
      case "which-providers":
        var found = JSONObject()
        for provider in (input["providers"]?.array ?? []).compactMap(\.string) {
          let credential = generation.credential(provider, env)
          if credential != nil { found[provider] = Self.json(credential) }
        }
        return .object(found)
      default: return Self.json(generation.credential(input["provider"]?.string ?? "", env))
      }
    }
  }

  @Test(arguments: Generation.all)
  func `which credential of a provider is used`(generation: Generation) throws {
    let masked = Departure("6.3 (newest): secrets up to 16 characters are masked too") {
      input, expected, actual in Self.withShortMasked(expected, input) == actual
    }
    let names = Departure("A.2 Recommended: provider aliases") { input, expected, actual in
      let raw = input["provider"]?.string ?? ""
      return generation.naming.provider(raw) != ModelNaming.january.provider(raw)
    }
    let departures = generation == .standard ? [masked, names] : [masked]
    try checkOracle("auth-overview", departures: departures) { input in
      var values = AuthOverview.Input(now: Timestamp(milliseconds: input["now"]?.int64 ?? 0))
      let provider = input["provider"]?.string ?? ""
      let canonical = generation.naming.provider(provider)
      values.environment[canonical] = generation.credential(provider, input["env"])
      for (key, definition) in OracleConfig(input["config"]).providers {
        guard let text = definition["apiKey"]?.string else { continue }
        values.keys[generation.naming.provider(key)] = ConfiguredKey(
          .sealed(id: 1, digest: ""), masked: SecretMask.masked(text))
      }
      values.profiles = Self.profiles(input, generation.naming)
      values.storePath = "~/state/agents/main/agent/auth-profiles.json"
      values.modelsPath = "~/state/agents/main/agent/models.json"
      let row = AuthOverview.row(of: canonical, values)
      return Self.json(row, provider: provider)
    }
  }

  /// The overview with every secret of up to 16 characters masked where the peer shows it whole.
  static func withShortMasked(_ overview: JSON, _ input: JSON) -> JSON? {
    let environment = input["env"]?.object?.values ?? []
    let providers = input["config"]?["models"]?["providers"]?.object?.values ?? []
    let profiles = input["authProfiles"]?["profiles"]?.object?.values ?? []
    let secrets =
      environment + providers.compactMap { $0["apiKey"] }
      + profiles.compactMap { $0["key"] ?? $0["token"] }
    var text = overview.text(.compact)
    for secret in secrets.compactMap(\.string) where (1...16).contains(secret.trimmed.count) {
      let (shown, masked) = (secret.trimmed, SecretMask.masked(secret))
      for start in ["\"", "=", "=token:"] {
        for end in ["\"", " ["] {
          text = text.replacing(start + shown + end, with: start + masked + end)
        }
      }
    }
    return try? JSON.parse(text)
  }

  static func profiles(_ input: JSON, _ naming: ModelNaming) -> [AuthProfile] {
    let stats = input["authProfiles"]?["usageStats"]
    return (input["authProfiles"]?["profiles"]?.object ?? [:]).map { id, value in
      let secret = value["key"]?.string ?? value["token"]?.string ?? ""
      let config = input["config"]?["auth"]?["profiles"]?[id]
      func instant(_ key: String) -> Timestamp? {
        stats?[id]?[key]?.int64.map { Timestamp(milliseconds: $0) }
      }
      return AuthProfile(
        id: id, provider: naming.provider(value["provider"]?.string ?? ""),
        kind: AuthProfile.Kind(rawValue: value["type"]?.string ?? "") ?? .apiKey,
        secret: .masked(SecretMask.masked(secret)),
        email: config?["email"]?.string ?? value["email"]?.string,
        cooldownUntil: instant("cooldownUntil"), disabledUntil: instant("disabledUntil"),
        disabledReason: stats?[id]?["disabledReason"]?.string)
    }
  }

  static func json(_ row: ProviderAuth, provider: String) -> JSON {
    func count(_ number: Int) -> JSON { .number(JSONNumber(Int64(number))) }
    func shown(_ value: ProviderAuth.Shown?) -> JSON? {
      value.map { ["value": .string($0.value), "source": .string($0.source)] }
    }
    return PurserDomainTests.json([
      ("provider", .string(provider)),
      (
        "effective",
        ["kind": .string(row.effective.rawValue), "detail": .string(row.detail)]
      ),
      (
        "profiles",
        [
          "count": count(row.profileCount), "oauth": count(row.oauthCount),
          "token": count(row.tokenCount), "apiKey": count(row.apiKeyCount),
          "labels": PurserDomainTests.json(row.labels),
        ]
      ),
      ("env", shown(row.environment)), ("modelsJson", shown(row.modelsJSON)),
    ])
  }
}
