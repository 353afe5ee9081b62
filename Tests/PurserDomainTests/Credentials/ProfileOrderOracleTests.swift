import JSONKit
import PurserDomain
import PurserTestSupport
import Testing

@Suite(.enabled(if: Shared.isPresent, "no shared material"))
struct ProfileOrderOracleTests {
  static func ranking(_ input: JSON, _ naming: ModelNaming) -> ProfileRanking {
    OracleProfiles(input).ranking(
      input["provider"]?.string ?? "", naming: naming,
      now: OracleProfiles.instant(input["now"]) ?? Timestamp(milliseconds: 0),
      preferred: input["preferredProfile"]?.string)
  }

  @Test(arguments: Generation.all)
  func `the order of a provider's profiles`(generation: Generation) throws {
    let naming = generation.naming
    let repaired = Departure("D10: names that mean nothing any more are mended") { input, _, _ in
      Self.ranking(input, naming).basis == .repaired
    }
    let live = Departure("D12: logins that need no renewal come first") { input, expected, actual in
      // Only logins that are free change places, and only among themselves.
      let moved = Set(
        Self.ranking(input, naming).places.compactMap { place -> String? in
          guard case .turn(kind: .oauth, _, _) = place.standing else { return nil }
          return place.id
        })
      func others(_ ids: [String]) -> [String] { ids.map { moved.contains($0) ? "" : $0 } }
      return texts(expected) != texts(actual) && texts(expected).sorted() == texts(actual).sorted()
        && others(texts(expected)) == others(texts(actual))
    }
    let invalid = Departure("D.4 (N): a token whose expiry cannot be read is left out") {
      input, expected, actual in
      let gone = Self.ranking(input, naming).excluded
        .filter { $0.reason == .invalidExpires }.map(\.id)
      return texts(expected).filter { !gone.contains($0) } == texts(actual)
    }
    let number = Departure("D1: a key that is no text is none") { _, expected, _ in
      expected["throws"] != nil
    }
    let table = Departure("A.2 Recommended: provider aliases") { input, _, _ in
      let asked = input["provider"]?.string ?? ""
      let profiles = OracleProfiles(input).credentials.map(\.provider)
      return ([asked] + profiles).contains {
        ModelNaming.january.provider($0) != naming.provider($0)
      }
    }
    try checkOracle(
      "auth-order",
      departures: [repaired, live, invalid, number] + (generation == .standard ? [table] : [])
    ) { input in
      json(Self.ranking(input, naming).ids)
    }
  }

  @Test(arguments: Generation.all)
  func `setting an order`(generation: Generation) throws {
    let naming = generation.naming
    let replaced = Departure("D7: an order replaces the one of the same provider") {
      input, _, _ in
      OracleProfiles(input).orders.contains { naming.provider($0.provider) != $0.provider }
    }
    try checkOracle(
      "auth-order-set", departures: [replaced],
      part: { $0["fileAfter"]?["order"] ?? [:] }
    ) { input in
      let provider = naming.provider(input["provider"]?.string ?? "")
      let ids = ProfileOrder.ids(typed: (input["order"]?.array ?? []).compactMap(\.string))
      var after: JSONObject = [:]
      for order in OracleProfiles(input).orders {
        let key = naming.provider(order.provider)
        after[key] = key == provider ? ids.map { json($0) } : json(order.ids)
      }
      after[provider] = ids.map { json($0) }
      return .object(after)
    }
  }

  @Test func `health of profiles and providers`() throws {
    let unreadable = Departure("6.6 (O9): an expiry that cannot be read is missing") {
      input, _, _ in
      OracleProfiles(input).credentials.contains { $0.kind == .token && $0.hasUnreadableExpiry }
    }
    let zero = Departure("D.4 (N): an instant is after 1970") { input, _, _ in
      OracleProfiles(input).credentials.contains { $0.kind == .oauth && $0.hasUnreadableExpiry }
    }
    let renewing = Departure("6.6 (O9): a login renews itself, so it expires in five minutes") {
      input, expected, actual in
      // The status of the provider follows from those of its profiles.
      func withoutExpiring(_ answer: JSON) -> String {
        (answer["profiles"] ?? .null).text(.compact)
          .replacing("\"expiring\"", with: "\"ok\"")
      }
      return withoutExpiring(expected) == withoutExpiring(actual)
        && input["warnAfterMs"]?.isNull == true
    }
    let rollup = Departure(
      "6.6 (O9): a provider without a readable credential is missing, not expired"
    ) {
      _, expected, actual in
      expected["profiles"] == actual["profiles"]
        && actual["providers"]?.array?.first?["status"]?.string == "missing"
    }
    let fraction = Departure("instants are whole milliseconds") { input, _, _ in
      (input["authProfiles"]?["profiles"]?.object ?? [:]).contains { _, value in
        value["expires"]?.double.map { $0 != $0.rounded() } ?? false
      }
    }
    let naming = ModelNaming.standard
    let canonical = Departure("A.2: providers are named by their canonical ids") { input, _, _ in
      OracleProfiles(input).credentials.contains { naming.provider($0.provider) != $0.provider }
    }
    try checkOracle(
      "auth-health",
      departures: [unreadable, zero, renewing, rollup, fraction, canonical],
      including: { $0["providers"]?.isNull ?? true }, part: Self.health
    ) { input in
      var values = AuthOverview.Input(
        now: OracleProfiles.instant(input["now"]) ?? Timestamp(milliseconds: 0))
      if let window = input["warnAfterMs"]?.int64 {
        values.warnAfter = TimeSpan(milliseconds: window)
        values.isWindowAsked = true
      }
      values.profiles = OracleProfiles(input).credentials.map { credential in
        var profile = AuthProfile(
          id: credential.id, provider: naming.provider(credential.provider), kind: credential.kind,
          secret: .masked("…"), expiresAt: credential.expiry, isRefreshable: credential.hasRefresh)
        profile.isExpiryInvalid = credential.hasUnreadableExpiry
        return profile
      }
      let overview = AuthOverview(values)
      return [
        "profiles": .array(overview.profileHealth.map { Self.health($0) }),
        "providers": .array(
          overview.providerHealth.map { provider in
            json([
              ("provider", .string(provider.provider)),
              ("status", .string(provider.status.rawValue)),
              ("remainingMs", provider.remaining.map { .number(JSONNumber($0.milliseconds)) }),
            ])
          }),
      ]
    }
  }

  private static func health(_ profile: ProfileHealth) -> JSON {
    json([
      ("profileId", .string(profile.profileID)), ("provider", .string(profile.provider)),
      ("status", .string(profile.status.rawValue)),
      ("remainingMs", profile.remaining.map { .number(JSONNumber($0.milliseconds)) }),
    ])
  }

  /// What is compared of an expected answer: labels and texts belong to the views.
  private static func health(_ expected: JSON) -> JSON {
    func row(_ value: JSON, _ keys: [String]) -> JSON { json(keys.map { ($0, value[$0]) }) }
    return [
      "profiles": .array(
        (expected["profiles"]?.array ?? []).map {
          row($0, ["profileId", "provider", "status", "remainingMs"])
        }),
      "providers": .array(
        (expected["providers"]?.array ?? []).map { row($0, ["provider", "status", "remainingMs"]) }),
    ]
  }
}

private func texts(_ value: JSON) -> [String] { (value.array ?? []).compactMap(\.string) }
