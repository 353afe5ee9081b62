import JSONKit
import PurserDomain
import PurserTestSupport
import Testing

@Suite(.enabled(if: Shared.isPresent, "no shared material"))
struct AllowlistOracleTests {
  static let catalogs: [String: [ModelRef]] = {
    guard let bytes = try? Shared.bytes("oracle/fixtures.json"), let all = try? JSON.parse(bytes)
    else { return [:] }
    var result: [String: [ModelRef]] = [:]
    for (name, models) in all["catalogs"]?.object ?? [:] {
      result[name] = (models.array ?? []).map {
        ModelRef(provider: $0["provider"]?.string ?? "", model: $0["id"]?.string ?? "")
      }
    }
    return result
  }()

  struct Question {
    let config: OracleConfig
    let resolver: ModelResolver
    let list: Allowlist
    let catalog: [ModelRef]

    init(_ input: JSON, _ naming: ModelNaming) {
      config = OracleConfig(input["config"])
      let provider = input["defaultProvider"]?.string ?? "anthropic"
      resolver = config.resolver(naming, defaultProvider: provider)
      let model = input["defaultModel"]?.string?.trimmed ?? ""
      let fallback =
        provider.isEmpty || model.isEmpty ? nil : ModelRef(provider: provider, model: model)
      list = Allowlist(
        agent: nil,
        defaults: .imported(scope: .defaults, allow: nil, mapKeys: config.map.map(\.key)),
        defaultModel: fallback, resolver: resolver)
      catalog = AllowlistOracleTests.catalogs[input["catalogFixture"]?.string ?? ""] ?? []
    }
  }

  /// Rules by which the set of allowed models may differ, judged by the set itself.
  static func departures(_ naming: ModelNaming) -> [Departure] {
    /// The readable keys of the map and the default model.
    @Sendable func nameable(_ input: JSON) -> [JSON] {
      let question = Question(input, naming)
      let keys = question.resolver.naming
        .models(of: question.config.map, defaultProvider: question.resolver.defaultProvider)
      return (keys + [question.list.defaultModel].compactMap { $0 }).map { .string($0.key) }
    }
    let everyKey = Departure("B4 (F): every readable key counts, in the catalog or not") {
      input, expected, actual in
      let before = expected["allowedKeys"]?.array ?? []
      let after = actual["allowedKeys"]?.array ?? []
      let known = nameable(input)
      return expected["allowAny"] == actual["allowAny"] && before.allSatisfy(after.contains)
        && after.allSatisfy(known.contains)
    }
    let closed = Departure("Decision 2: a list without a usable key allows nothing") {
      input, expected, actual in
      let known = nameable(input)
      return expected["allowAny"] == true && actual["allowAny"] == false
        && !OracleConfig(input["config"]).map.isEmpty
        && (actual["allowedKeys"]?.array ?? []).allSatisfy(known.contains)
        && (actual["allowedCatalog"]?.array ?? []).allSatisfy(known.contains)
    }
    return [everyKey, closed]
  }

  @Test(arguments: Generation.all)
  func `which models a list allows`(generation: Generation) throws {
    let naming = generation.naming
    try checkOracle("allowlist", departures: Self.departures(naming)) { input in
      let question = Question(input, naming)
      let list = question.list
      let models =
        list.models(of: list.allowsAny ? question.catalog : [])
      return [
        "allowAny": .bool(list.allowsAny),
        "allowedKeys": json(models.map(\.key)),
        "allowedCatalog": json(question.catalog.filter(list.allows).map(\.key)),
      ]
    }
  }

  @Test(arguments: Generation.all)
  func `whether a named model is allowed`(generation: Generation) throws {
    let naming = generation.naming
    let everyKey = Departure("B4 (F): every readable key counts, in the catalog or not") {
      input, expected, actual in
      let question = Question(input, naming)
      let key = actual["status"]?["key"]
      return expected["status"]?["allowed"] == false && actual["status"]?["allowed"] == true
        && question.list.lines.contains {
          (try? $0.pattern.get().text).map { .string($0) } == key
        }
    }
    let closed = Departure("Decision 2: a list without a usable key allows nothing") {
      input, expected, actual in
      expected["status"]?["allowAny"] == true && actual["status"]?["allowAny"] == false
        && !OracleConfig(input["config"]).map.isEmpty
    }
    let unique = Departure("A14: the one configured provider that has the model") {
      input, _, actual in
      let raw = input["raw"]?.string ?? ""
      let models = Question(input, naming).resolver.configured.map(\.model)
      return !raw.holds("/") && models.contains { $0.scriptLowercased == raw.scriptLowercased }
    }
    let departures = [everyKey, closed] + (naming == .standard ? [unique] : [])
    try checkOracle("allowed-ref", departures: departures) { input in
      let question = Question(input, naming)
      let raw = input["raw"]?.string ?? ""
      var answer: JSON = ["resolved": .null, "status": .null]
      var object = answer.object ?? [:]
      do throws(DomainError) {
        let ref = try question.list.check(raw, resolver: question.resolver)
        object["resolved"] = ["ref": json(ref), "key": .string(ref.key)]
      } catch {
        object["resolved"] = ["error": .string(error.message)]
      }
      if let ref = question.resolver.resolve(raw)?.ref {
        object["status"] = [
          "key": .string(ref.key), "inCatalog": .bool(question.catalog.contains(ref)),
          "allowAny": .bool(question.list.allowsAny), "allowed": .bool(question.list.allows(ref)),
        ]
      }
      answer = .object(object)
      return answer
    }
  }

  @Test(arguments: Generation.all)
  func `the keys that limit fallbacks`(generation: Generation) throws {
    let naming = generation.naming
    let closed = Departure("Decision 2: a list without a usable key allows nothing") {
      input, expected, actual in
      expected.isNull && actual == [] && !OracleConfig(input["config"]).map.isEmpty
    }
    try checkOracle("allowlist-keys", departures: [closed]) { input in
      let list = Question(input, naming).list
      return list.allowsAny ? .null : json(list.models(of: []).map(\.key))
    }
  }
}
