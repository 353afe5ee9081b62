import JSONKit
import PurserDomain

/// A provider in the form in which two documents are compared: what readers make of it, whatever the
/// order of members and the spelling of references. Credentials are compared by their digests.
struct ProviderLikeness: Equatable {
  private struct Model: Equatable {
    var id: String
    var name: String
    var api: String?
    var baseURL: String?
    var reasoning: Bool
    var input: [String]
    var contextWindow: Int64?
    var maxTokens: Int64?
    var prices: [Int64]
    var headers: String
    var compat: String
    var extra: String
  }

  private var baseURL: String?
  private var api: String?
  private var authMode: String?
  private var authHeader: Bool
  private var key: String
  private var headers: String
  private var compat: String
  private var extra: String
  private var models: [Model]

  init(_ definition: ProviderDefinition, _ models: [ModelDefinition]) throws {
    baseURL = definition.baseURL
    api = definition.api
    authMode = definition.authMode
    authHeader = definition.authHeader ?? false
    key = Self.text(of: definition.key)
    headers = try Self.canonical(definition.headersJSON, asHeaders: true)
    compat = try Self.canonical(definition.compatJSON)
    extra = try Self.canonical(definition.extraJSON)
    self.models = try models.map { model in
      let cost = model.cost
      return Model(
        id: model.id, name: model.name ?? model.id, api: model.api ?? definition.api,
        baseURL: model.baseURL, reasoning: model.reasoning ?? false, input: model.input ?? ["text"],
        contextWindow: model.contextWindow, maxTokens: model.maxTokens,
        prices: [
          cost.inputMicroUSD ?? 0, cost.outputMicroUSD ?? 0, cost.cacheReadMicroUSD ?? 0,
          cost.cacheWriteMicroUSD ?? 0,
        ],
        headers: try Self.canonical(model.headersJSON, asHeaders: true),
        compat: try Self.canonical(model.compatJSON), extra: try Self.canonical(model.extraJSON))
    }
  }

  /// Whether a file with this provider says nothing that `base` does not say already.
  ///
  /// The gateways fill in what a configuration leaves open when they write such a file: the endpoint's
  /// kind of API, 200,000 and 8,192 tokens. [research/cli-and-formats.md 11.7]
  func adds(nothingTo base: ProviderLikeness) -> Bool {
    if self == base { return true }
    guard models.count == base.models.count else { return false }
    var filled = base
    for (index, model) in models.enumerated() {
      let known = base.models[index]
      if known.contextWindow == nil { filled.models[index].contextWindow = model.contextWindow }
      if known.maxTokens == nil { filled.models[index].maxTokens = model.maxTokens }
      let window = known.contextWindow ?? Self.contextWindow
      guard
        known.contextWindow != nil || model.contextWindow == nil || model.contextWindow == window,
        known.maxTokens != nil || model.maxTokens == nil
          || model.maxTokens == min(Self.maxTokens, window)
      else { return false }
    }
    return self == filled
  }

  private static let contextWindow: Int64 = 200_000
  private static let maxTokens: Int64 = 8192

  private static func text(of key: KeyReference) -> String {
    switch key {
    case .none: ""
    case .environment(let name): "env:" + name
    case .secretRef("env", _, let id): "env:" + id
    case .secretRef: "marker:secretref-managed"
    case .command(let text): "command:" + text
    case .marker(let word):
      // Newer readers write `$EMPTY` for `EMPTY`, and exports `empty`. [research/cli-and-formats.md 11.4]
      if KnownMarkers.isFiller(word) || EnvironmentName.isUpperCase(word) {
        "env:" + word.uppercased()
      } else {
        "marker:" + word
      }
    case .template(let text): "template:" + text
    case .placeholder(let text): "placeholder:" + text
    case .sealed(_, let digest): "sealed:" + digest
    }
  }

  /// The text of a JSON object with sorted members and without row ids; empty for no members.
  private static func canonical(_ text: String?, asHeaders: Bool = false) throws -> String {
    guard let text, text != "{}" else { return "" }
    var value = sorted(
      SealedMarks.mapped(try SealedMarks.parsed(text)) { .string($0["digest"]?.string ?? "") })
    if asHeaders, case .object(let headers) = value {
      value = .object(JSONObject(headers.map { (key: $0.key, value: .string(header($0.value))) }))
    }
    return value.text(.compact)
  }

  private static func header(_ value: JSON) -> String {
    switch value {
    case .string(let text):
      if let name = text.droppingPrefix("secretref-env:") { return "env:" + name }
      if case .reference(let reference) = KeyText(text), reference != .none {
        return self.text(of: reference)
      }
      return "text:" + text
    case .object(let object): return SecretReference(object).map { self.text(of: $0.key) } ?? ""
    default: return value.text(.compact)
    }
  }

  private static func sorted(_ value: JSON) -> JSON {
    switch value {
    case .object(let object):
      let members = object.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
      return .object(JSONObject(members.map { (key: $0.key, value: sorted($0.value)) }))
    case .array(let elements): return .array(elements.map(sorted))
    default: return value
    }
  }
}
