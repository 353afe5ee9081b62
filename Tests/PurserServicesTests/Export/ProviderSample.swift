import JSONKit
import PurserDomain
import PurserServices
import SecretKit

/// Providers as a test writes them: the members of a config's `models.providers`, with literal keys
/// held here instead of in a vault.
struct ProviderSample {
  private(set) var providers: [EffectiveProvider] = []
  private(set) var secrets: [Int64: String] = [:]

  init(_ document: JSON, scope: ScopeID = .defaults) throws {
    for (key, value) in document.object ?? [:] {
      let name = key.trimmed
      let id = ModelNaming.standard.provider(name)
      var members = value.object ?? [:]
      func take(_ key: String) -> JSON? {
        defer { members[key] = nil }
        return members[key]
      }
      let models = take("models")?.array
      var definition = ProviderDefinition(
        id: id, writtenID: name, position: providers.count, baseURL: take("baseUrl")?.string,
        api: take("api")?.string, authMode: take("auth")?.string,
        authHeader: take("authHeader")?.bool, headersJSON: take("headers")?.text(.compact),
        compatJSON: take("compat")?.text(.compact), hasModels: models != nil)
      definition.key = keyReference(take("apiKey"))
      definition.extraJSON = JSON.object(members).text(.compact)
      let list = try (models ?? []).enumerated().map { try Self.model($1, position: $0) }
      providers.append(EffectiveProvider(scope: scope, definition: definition, models: list))
    }
  }

  mutating func add(secret: String, as id: Int64) { secrets[id] = secret }

  /// Returns what goes into a file; with `secrets` literal keys are written.
  func rendered(
    _ dialect: ModelsDocument.Dialect = .legacy, secrets withSecrets: Bool = false,
    variables: [String: String] = [:]
  ) throws -> [RenderedProvider] {
    let unseal: ((Int64) throws -> SecretBytes)? =
      withSecrets ? { id in SecretBytes(text: secrets[id] ?? "") } : nil
    let keys = KeyRenderer(dialect: dialect, variables: variables, unseal: unseal)
    return try providers.map {
      try ProviderRenderer(keys: keys).render($0).completed(by: ConsumerRules(dialect: dialect))
    }
  }

  private mutating func keyReference(_ value: JSON?) -> KeyReference {
    guard let value else { return .none }
    if let source = value["source"]?.string {
      return .secretRef(
        source: source, provider: value["provider"]?.string ?? "default",
        id: value["id"]?.string ?? "")
    }
    guard let text = value.string?.trimmed, !text.isEmpty else { return .none }
    if case .reference(let key) = KeyText(text) { return key }
    let id = Int64(secrets.count + 1)
    secrets[id] = text
    return .sealed(id: id, digest: "blake2b:\(id)")
  }

  private static func model(_ value: JSON, position: Int) throws -> ModelDefinition {
    var members = value.object ?? [:]
    func take(_ key: String) -> JSON? {
      defer { members[key] = nil }
      return members[key]
    }
    var model = ModelDefinition(id: take("id")?.string ?? "", position: position)
    model.name = take("name")?.string
    model.api = take("api")?.string
    model.baseURL = take("baseUrl")?.string
    model.reasoning = take("reasoning")?.bool
    model.input = take("input")?.array?.compactMap(\.string)
    model.contextWindow = take("contextWindow")?.int64
    model.maxTokens = take("maxTokens")?.int64
    if let cost = take("cost") {
      func price(_ key: String) throws -> Int64? {
        try cost[key]?.number.map { try Money(dollars: $0.text).microUSD }
      }
      model.cost = ModelCost(
        inputMicroUSD: try price("input"), outputMicroUSD: try price("output"),
        cacheReadMicroUSD: try price("cacheRead"), cacheWriteMicroUSD: try price("cacheWrite"))
    }
    model.headersJSON = take("headers")?.text(.compact)
    model.compatJSON = take("compat")?.text(.compact)
    model.extraJSON = JSON.object(members).text(.compact)
    return model
  }
}

extension ModelsGenerator {
  /// Generates for a sample in a mode and dialect, with a foreign present file unless `origin` says
  /// otherwise.
  static func generate(
    _ sample: ProviderSample, mode: ModelsDocument.Mode = .merge,
    dialect: ModelsDocument.Dialect = .legacy, present: JSON? = nil, origin: FileOrigin = .foreign,
    secrets: Bool = false, respells: Bool = false
  ) throws -> GeneratedFile {
    let file = present.map { PresentFile(bytes: $0.document(), origin: origin) }
    return ModelsGenerator(mode: mode, dialect: dialect, respells: respells).generate(
      try sample.rendered(dialect, secrets: secrets), present: file)
  }
}
