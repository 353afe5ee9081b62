/// A model of OpenRouter's list, as far as a scan looks at it.
package struct ScanModel: Equatable, Sendable {
  /// OpenRouter's id, such as `meta-llama/llama-3.3-70b:free`.
  package var id: String
  /// The id where the list gives no name.
  package var name: String
  /// Tokens.
  package var contextLength: Int64?
  /// Tokens.
  package var maxCompletionTokens: Int64?
  package var supportedParametersCount: Int
  /// Whether the list says that it takes tools.
  package var supportsTools: Bool
  /// Such as `text+image->text`.
  package var modality: String?
  /// Whether it takes images, by its modality or its kinds of input.
  package var takesImages: Bool
  /// Billions of parameters by its name.
  package var parameters: Double?
  package var createdAt: Timestamp?
  package var pricing: ScanPricing?

  /// Makes a model; the size follows from id and name.
  package init(
    id: String, name: String? = nil, contextLength: Int64? = nil,
    maxCompletionTokens: Int64? = nil, supportedParameters: [String] = [], modality: String? = nil,
    inputKinds: [String] = [], createdAt: Timestamp? = nil, pricing: ScanPricing? = nil
  ) {
    self.id = id
    self.name = name ?? id
    self.contextLength = contextLength
    self.maxCompletionTokens = maxCompletionTokens
    supportedParametersCount = supportedParameters.count
    supportsTools = supportedParameters.contains("tools")
    self.modality = modality
    let kinds = inputKinds.isEmpty ? Self.inputKinds(ofModality: modality) : inputKinds
    takesImages = kinds.contains("image")
    parameters = ParameterCount.inferred(from: "\(id) \(self.name)")
    self.createdAt = createdAt
    self.pricing = pricing
  }

  /// The reference by which an agent uses it.
  package var ref: ModelRef { ModelRef(provider: "openrouter", model: id) }

  /// Whether it costs nothing: by its id, or since prompt and answer are priced 0.
  package var isFree: Bool {
    id.utf8.suffix(5).elementsEqual(":free".utf8)
      || (pricing.map { $0.prompt == 0 && $0.completion == 0 } ?? false)
  }

  /// The text before the first slash of the id; nil without a slash.
  package var vendor: String? { id.split(atFirst: "/")?.before }

  /// `text`, and `image` where that word stands in a modality such as `text+image->text`.
  package static func inputKinds(ofModality modality: String?) -> [String] {
    let words = (modality ?? "").scriptLowercased.utf8.split { $0 < 0x61 || $0 > 0x7A }
    return words.contains { $0.elementsEqual("image".utf8) } ? ["text", "image"] : ["text"]
  }
}

/// Prices in dollars per token or per piece, as OpenRouter states them; -1 means that they vary.
package struct ScanPricing: Equatable, Sendable {
  package var prompt: Double
  package var completion: Double
  package var request: Double
  package var image: Double
  package var webSearch: Double
  package var internalReasoning: Double

  /// Makes prices; those that are not stated are 0.
  package init(
    prompt: Double, completion: Double, request: Double = 0, image: Double = 0,
    webSearch: Double = 0, internalReasoning: Double = 0
  ) {
    self.prompt = prompt
    self.completion = completion
    self.request = request
    self.image = image
    self.webSearch = webSearch
    self.internalReasoning = internalReasoning
  }
}
