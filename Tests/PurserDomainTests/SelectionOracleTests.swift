import JSONKit
import PurserDomain
import PurserTestSupport
import Testing

@Suite(.enabled(if: Shared.isPresent, "no shared material"))
struct SelectionOracleTests {
  static func primaryText(_ input: JSON) -> String {
    let model = OracleConfig(input["config"]).defaults["model"]
    return (model?.string ?? model?["primary"]?.string ?? "").trimmed
  }

  /// Differences in how the configured primary is read.
  static func departures(
    _ naming: ModelNaming, _ text: @escaping @Sendable (JSON) -> String
  ) -> [Departure] {
    let normalised = Departure("A.3: a bare name is normalised once its provider is known") {
      input, expected, actual in
      let model = expected["ref"]?["model"]?.string ?? ""
      return !text(input).holds("/") && actual["ref"]?["provider"] == expected["ref"]?["provider"]
        && actual["ref"]
          == json(
            naming.reference(provider: actual["ref"]?["provider"]?.string ?? "", model: model))
    }
    let provider = Departure("A17: the real default provider instead of anthropic") {
      input, _, actual in
      let wanted = naming.provider(input["defaultProvider"]?.string ?? "anthropic")
      return !text(input).holds("/") && wanted != "anthropic"
        && actual["ref"]?["provider"]?.string == wanted
    }
    let unreadable = Departure("A18: a reference that cannot be read is reported") {
      input, expected, actual in
      text(input).holds("/") && expected["ref"] == actual["ref"]
        && expected["warnings"]?.array?.isEmpty == true
    }
    let unique = Departure("A14: the one configured provider that has the model") {
      input, _, actual in
      !text(input).holds("/")
        && actual["ref"]?["model"]?.string?.scriptLowercased == text(input).scriptLowercased
        && actual["warnings"]?.array?.isEmpty == true
    }
    let table = Departure("A.2 Recommended: provider aliases") { input, _, _ in
      let part = text(input).split(atFirst: "/")?.before ?? ""
      return ModelNaming.january.provider(part) != naming.provider(part)
    }
    return [normalised, provider, unreadable] + (naming == .standard ? [unique, table] : [])
  }

  static func answer(_ primary: Resolution?) -> JSON {
    let warnings = [primary?.warning].compactMap { $0 }.map { "[moltbot] " + $0 }
    return ["ref": json(primary?.ref), "warnings": json(warnings)]
  }

  @Test(arguments: Generation.all)
  func `the configured default model`(generation: Generation) throws {
    let naming = generation.naming
    let departures = Self.departures(naming) { Self.primaryText($0) }
    try checkOracle("default-ref", departures: departures) { input in
      let config = OracleConfig(input["config"])
      let provider = input["defaultProvider"]?.string ?? ""
      let fallback = ModelRef(provider: provider, model: input["defaultModel"]?.string ?? "")
      let route = EffectiveRoute(
        purpose: .text, agent: nil,
        defaults: OracleConfig.route(config.defaults["model"], scope: .defaults), rule: .inherit,
        resolver: config.resolver(naming, defaultProvider: provider), fallback: fallback)
      return Self.answer(route.primary)
    }
  }

  @Test(arguments: Generation.all)
  func `the default model of an agent`(generation: Generation) throws {
    let naming = generation.naming
    try checkOracle("agent-default-ref") { input in
      let config = OracleConfig(input["config"])
      let agent = input["agentId"]?.string.flatMap { raw -> RouteSetting? in
        let id = Agent.ID.normalising(raw).id
        let entry = config.agents.first { Agent.ID.normalising($0["id"]?.string ?? "").id == id }
        return entry.map { OracleConfig.route($0["model"], scope: .agent(id)) }
      }
      let route = EffectiveRoute(
        purpose: .text, agent: agent,
        defaults: OracleConfig.route(config.defaults["model"], scope: .defaults), rule: .strict,
        resolver: config.resolver(naming))
      return Self.answer(route.primary)
    }
  }

  @Test(arguments: Generation.all)
  func `the chain of a text run`(generation: Generation) throws {
    let naming = generation.naming
    let filtered = Departure("Decision 3: fallbacks are not filtered by the allowlist") {
      input, expected, actual in
      let config = OracleConfig(input["config"])
      let allowed = naming.models(of: config.map, defaultProvider: "anthropic").map(\.key)
      let before = expected["candidates"]?.array ?? []
      let after = actual["candidates"]?.array ?? []
      return !config.map.isEmpty && before.allSatisfy(after.contains)
        && after.allSatisfy { before.contains($0) || !allowed.contains($0.string ?? "") }
    }
    let keyProvider = Departure("A9: a key without a provider is read once, with the default one") {
      input, expected, actual in
      let before = expected["candidates"]?.array ?? []
      return OracleConfig(input["config"]).map.contains { !$0.key.holds("/") }
        && before.allSatisfy { (actual["candidates"]?.array ?? []).contains($0) }
    }
    let noConfig = Departure("C8: a store always has a default model") { input, _, _ in
      input["config"]?.isNull ?? true
    }
    try checkOracle("fallback-candidates", departures: [filtered, keyProvider, noConfig]) { input in
      let config = OracleConfig(input["config"])
      let resolver = config.resolver(naming)
      let route = EffectiveRoute(
        purpose: .text, agent: nil,
        defaults: OracleConfig.route(config.defaults["model"], scope: .defaults), rule: .inherit,
        resolver: resolver)
      let reader = config.resolver(
        naming, defaultProvider: route.primary?.ref.provider ?? "anthropic")
      let chain = CandidateChain(
        route: route,
        request: .init(
          provider: input["provider"]?.string ?? "", model: input["model"]?.string ?? ""),
        replacement: input["fallbacksOverride"]?.array?.compactMap(\.string), resolver: reader)
      let warnings = [route.primary?.warning].compactMap { $0 }.map { "[moltbot] " + $0 }
      return [
        "candidates": json(chain.candidates.map { $0.ref.key }), "warnings": json(warnings),
      ]
    }
  }

  @Test(arguments: Generation.all)
  func `the chain of an image run`(generation: Generation) throws {
    let naming = generation.naming
    let filtered = Departure("C.3: image fallbacks are not filtered by the allowlist") {
      input, expected, actual in
      !OracleConfig(input["config"]).map.isEmpty
        && isSubsequence(expected["candidates"], of: actual["candidates"])
    }
    try checkOracle("image-fallback-candidates", departures: [filtered]) { input in
      let config = OracleConfig(input["config"])
      let resolver = config.resolver(
        naming, defaultProvider: input["defaultProvider"]?.string ?? "")
      let route = EffectiveRoute(
        purpose: .image, agent: nil,
        defaults: OracleConfig.route(config.defaults["imageModel"], scope: .defaults),
        rule: .inherit, resolver: resolver)
      let chain = CandidateChain(
        imageRoute: route, override: input["modelOverride"]?.string, resolver: resolver)
      return ["candidates": json(chain.candidates.map { $0.ref.key })]
    }
  }

  @Test(arguments: Generation.all)
  func `the configured models of the list`(generation: Generation) throws {
    let naming = generation.naming
    let imageText = Departure("C.3: an image model given as plain text counts") { input, _, _ in
      OracleConfig(input["config"]).defaults["imageModel"]?.string != nil
    }
    try checkOracle("configured-entries", departures: [imageText]) { input in
      let config = OracleConfig(input["config"])
      let resolver = config.resolver(naming)
      func route(_ purpose: Purpose, _ key: String) -> EffectiveRoute {
        EffectiveRoute(
          purpose: purpose, agent: nil,
          defaults: OracleConfig.route(config.defaults[key], scope: .defaults), rule: .inherit,
          resolver: resolver)
      }
      let entries = ConfiguredEntry.list(
        text: route(.text, "model"), image: route(.image, "imageModel"),
        configured: naming.models(of: config.map, defaultProvider: "anthropic"),
        aliases: resolver.aliases)
      return .array(
        entries.map {
          [
            "key": .string($0.key), "ref": json($0.ref), "tags": json($0.tags),
            "aliases": json($0.aliases),
          ]
        })
    }
  }
}

/// Whether the elements of `part` stand in `whole` in the same order.
func isSubsequence(_ part: JSON?, of whole: JSON?) -> Bool {
  var rest = (whole?.array ?? [])[...]
  for element in part?.array ?? [] {
    guard let place = rest.firstIndex(of: element) else { return false }
    rest = rest[(place + 1)...]
  }
  return true
}
