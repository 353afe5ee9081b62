/// A provider as a config or a `models.json` defines it, without its models.
///
/// Members named `…JSON` hold the text of a JSON value that Purser keeps as it is. In `headersJSON`
/// and `extraJSON` a sealed value stands as `{"$sealed": id, "digest": text}`.
package struct ProviderDefinition: Equatable, Sendable {
  /// Canonical id: trimmed, lower case, provider aliases resolved.
  package var id: String
  /// The id as the source document spells it. Exports use it.
  package var writtenID: String
  /// Order in the document, from 0.
  package var position: Int
  package var baseURL: String?
  /// Kind of API, such as `openai-completions`. Unknown kinds are kept.
  package var api: String?
  /// `api-key`, `aws-sdk`, `oauth` or `token`.
  package var authMode: String?
  /// Whether the key goes into `Authorization: Bearer`.
  package var authHeader: Bool?
  /// JSON object of header names and values.
  package var headersJSON: String?
  /// JSON object.
  package var compatJSON: String?
  package var key: KeyReference
  /// False when the document has no `models` member at all, which differs from an empty list.
  package var hasModels: Bool
  /// JSON object of the members that have no column.
  package var extraJSON: String

  package init(
    id: String, writtenID: String, position: Int = 0, baseURL: String? = nil, api: String? = nil,
    authMode: String? = nil, authHeader: Bool? = nil, headersJSON: String? = nil,
    compatJSON: String? = nil, key: KeyReference = .none, hasModels: Bool = true,
    extraJSON: String = "{}"
  ) {
    self.id = id
    self.writtenID = writtenID
    self.position = position
    self.baseURL = baseURL
    self.api = api
    self.authMode = authMode
    self.authHeader = authHeader
    self.headersJSON = headersJSON
    self.compatJSON = compatJSON
    self.key = key
    self.hasModels = hasModels
    self.extraJSON = extraJSON
  }
}

/// A model that a provider defines.
package struct ModelDefinition: Equatable, Sendable {
  /// Model id; case is kept.
  package var id: String
  /// Order in the provider, from 0.
  package var position: Int
  package var name: String?
  /// Kind of API where it differs from the provider's.
  package var api: String?
  /// Endpoint where it differs from the provider's.
  package var baseURL: String?
  package var reasoning: Bool?
  /// Modalities, such as `text` and `image`; nil when the document does not say.
  package var input: [String]?
  /// Tokens.
  package var contextWindow: Int64?
  /// Tokens.
  package var maxTokens: Int64?
  package var cost: ModelCost
  /// JSON object of header names and values.
  package var headersJSON: String?
  /// JSON object.
  package var compatJSON: String?
  /// JSON object of the members that have no column, or whose value a column could not hold exactly.
  package var extraJSON: String

  package init(
    id: String, position: Int = 0, name: String? = nil, api: String? = nil, baseURL: String? = nil,
    reasoning: Bool? = nil, input: [String]? = nil, contextWindow: Int64? = nil,
    maxTokens: Int64? = nil, cost: ModelCost = ModelCost(), headersJSON: String? = nil,
    compatJSON: String? = nil, extraJSON: String = "{}"
  ) {
    self.id = id
    self.position = position
    self.name = name
    self.api = api
    self.baseURL = baseURL
    self.reasoning = reasoning
    self.input = input
    self.contextWindow = contextWindow
    self.maxTokens = maxTokens
    self.cost = cost
    self.headersJSON = headersJSON
    self.compatJSON = compatJSON
    self.extraJSON = extraJSON
  }
}

/// Prices in micro-dollars per million tokens; nil where the document does not say, or where the
/// number has more than six decimals (then it stands in `ModelDefinition.extraJSON` under `cost`).
package struct ModelCost: Equatable, Sendable {
  package var inputMicroUSD: Int64?
  package var outputMicroUSD: Int64?
  package var cacheReadMicroUSD: Int64?
  package var cacheWriteMicroUSD: Int64?

  package init(
    inputMicroUSD: Int64? = nil, outputMicroUSD: Int64? = nil, cacheReadMicroUSD: Int64? = nil,
    cacheWriteMicroUSD: Int64? = nil
  ) {
    self.inputMicroUSD = inputMicroUSD
    self.outputMicroUSD = outputMicroUSD
    self.cacheReadMicroUSD = cacheReadMicroUSD
    self.cacheWriteMicroUSD = cacheWriteMicroUSD
  }

  /// Whether no price is known.
  package var isEmpty: Bool { self == ModelCost() }
}
