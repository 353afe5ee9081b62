import JSONKit
import PurserDomain
import PurserTestSupport
import Testing

/// Whether the two generations read the provider part of `raw` alike.
private func sameProvider(_ raw: String) -> Bool {
  ModelNaming.january.provider(raw) == ModelNaming.standard.provider(raw)
}

private func providerPart(_ raw: String, _ defaultProvider: String) -> String {
  raw.trimmed.split(atFirst: "/")?.before ?? defaultProvider
}

@Suite(.enabled(if: Shared.isPresent, "no shared material"))
struct ReferenceOracleTests {
  static let providerTable = Departure("A.2 Recommended: provider aliases") { input, _, _ in
    let raw = input["raw"]?.string ?? ""
    return !sameProvider(providerPart(raw, input["defaultProvider"]?.string ?? "anthropic"))
      || !sameProvider(raw)
  }

  @Test(arguments: Generation.all)
  func `provider ids come out canonical`(generation: Generation) throws {
    let naming = generation.naming
    let departures = generation == .standard ? [Self.providerTable] : []
    try checkOracle("provider-id-normalize", departures: departures) { input in
      .string(naming.provider(input["raw"]?.string ?? ""))
    }
  }

  @Test(arguments: Generation.all)
  func `references split at the first slash`(generation: Generation) throws {
    let naming = generation.naming
    let modelRules = Departure("A.3: later model names") { _, expected, actual in
      expected["provider"] == actual["provider"]
        && naming.reference(
          provider: expected["provider"]?.string ?? "", model: expected["model"]?.string ?? "")
          == ModelRef(
            provider: actual["provider"]?.string ?? "", model: actual["model"]?.string ?? "")
    }
    let blank = Departure("A4: a reference has a provider") { input, expected, actual in
      expected["provider"] == "" && actual.isNull
    }
    let departures = naming == .standard ? [blank, Self.providerTable, modelRules] : [blank]
    try checkOracle("model-ref-parse", departures: departures) { input in
      json(
        naming.reference(
          input["raw"]?.string ?? "", defaultProvider: input["defaultProvider"]?.string ?? ""))
    }
  }

  @Test(arguments: Generation.all)
  func `aliases are indexed in file order`(generation: Generation) throws {
    let naming = generation.naming
    let shadowed = Departure("A10: a name that a later entry took is no alias of the earlier one") {
      input, expected, actual in
      let names = OracleConfig(input["config"]).map.compactMap(\.alias).map(Alias.lookupKey)
        .filter { !$0.isEmpty }
      return expected["byAlias"] == actual["byAlias"] && Set(names).count < names.count
    }
    let providers = Departure("A.2 Recommended: provider aliases") { input, _, _ in
      OracleConfig(input["config"]).map.contains {
        !sameProvider(providerPart($0.key, "anthropic"))
      }
    }
    let departures = naming == .standard ? [shadowed, providers] : [shadowed]
    try checkOracle("alias-index", departures: departures) { input in
      let config = OracleConfig(input["config"])
      let index = config.resolver(
        naming, defaultProvider: input["defaultProvider"]?.string ?? ""
      ).aliases
      var seen: Set<ModelRef> = []
      let targets = config.map
        .compactMap { entry in
          entry.alias?.trimmed.isEmpty == false
            ? naming.reference(entry.key, defaultProvider: input["defaultProvider"]?.string ?? "")
            : nil
        }
        .filter { seen.insert($0).inserted && !index.names(of: $0).isEmpty }
      return [
        "byAlias": .array(
          index.entries.map { entry in
            [
              "key": .string(Alias.lookupKey(entry.name)), "alias": .string(entry.name),
              "ref": json(entry.target),
            ]
          }),
        "byKey": .array(
          targets.map { ["key": .string($0.key), "aliases": json(index.names(of: $0))] }),
      ]
    }
  }

  static func departures(_ naming: ModelNaming) -> [Departure] {
    let slash = Departure("A11: an alias that holds a slash is found") { input, _, actual in
      let raw = input["raw"]?.string ?? ""
      return raw.holds("/") && actual["alias"] != nil || raw == "moonshotai/kimi"
    }
    let unique = Departure("A14: the one configured provider that has the model") {
      input, _, actual in
      let raw = input["raw"]?.string?.trimmed ?? ""
      let model = (actual["ref"] ?? actual)["model"]?.string ?? ""
      return !raw.holds("/") && model.scriptLowercased == raw.scriptLowercased
    }
    return naming == .standard ? [slash, unique, providerTable] : [slash]
  }

  @Test(arguments: Generation.all)
  func `typed names resolve to models`(generation: Generation) throws {
    let naming = generation.naming
    try checkOracle("model-ref-resolve", departures: Self.departures(naming)) { input in
      let resolver = OracleConfig(input["config"]).resolver(
        naming, defaultProvider: input["defaultProvider"]?.string ?? "")
      guard let found = resolver.resolve(input["raw"]?.string ?? "") else { return .null }
      return json([("ref", json(found.ref)), ("alias", found.alias.map { .string($0) })])
    }
  }

  @Test(arguments: Generation.all)
  func `commands read their target like a typed name`(generation: Generation) throws {
    let naming = generation.naming
    let departures = Self.departures(naming).filter { !$0.rule.hasPrefix("A14") }
    try checkOracle("model-target", departures: departures) { input in
      let config = OracleConfig(input["config"])
      if input["op"]?.string == "allowlist" {
        return json(
          naming.models(of: config.map, defaultProvider: "anthropic").map(\.key))
      }
      let raw = input["raw"]?.string ?? ""
      guard let ref = config.resolver(naming).resolve(raw)?.ref else {
        return ["throws": .string("Invalid model reference: \(raw)")]
      }
      return json(ref)
    }
  }

  @Test func `alias names are letters, digits and four marks`() throws {
    try checkOracle("alias-name-validate") { input in
      do throws(DomainError) {
        return .string(try Alias.validName(input["alias"]?.string ?? ""))
      } catch {
        return ["throws": .string(error.message)]
      }
    }
  }

  @Test(arguments: Generation.all)
  func `command line backends are two names and the configured ones`(generation: Generation) throws
  {
    let naming = generation.naming
    try checkOracle("provider-cli-backend") { input in
      .bool(
        CLIBackend.contains(
          input["provider"]?.string ?? "",
          configured: OracleConfig(input["config"]).defaults["cliBackends"]?.object?.keys ?? [],
          naming: naming))
    }
  }
}
