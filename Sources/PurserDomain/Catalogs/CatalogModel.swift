/// What a catalog says of a model; what is nil it does not say.
package struct CatalogModel: Equatable, Sendable {
  /// Canonical provider, and the model as it is named there.
  package var ref: ModelRef
  /// Another id that means the same model.
  package var slug: String?
  package var name: String?
  /// Tokens.
  package var contextWindow: Int64?
  /// Tokens of an answer.
  package var maxTokens: Int64?
  /// Kinds of input, such as `text` and `image`.
  package var input: [String]?
  /// Input and output as the catalog spells them, such as `text+image->text`.
  package var modality: String?
  package var tools: Bool?
  /// How many parameters of a request it knows.
  package var parameterCount: Int64?
  package var reasoning: Bool?
  package var cost: ModelCost
  /// Whether the price depends on the request.
  package var costVaries: Bool
  /// Such as `deprecated` or `beta`.
  package var status: String?
  package var createdAt: Timestamp?
  /// When the provider will take it away.
  package var endsAt: Timestamp?

  /// Makes a model of which nothing else is known.
  package init(ref: ModelRef) {
    self.ref = ref
    cost = ModelCost()
    costVaries = false
  }

  /// Whether it costs nothing, by its id or its prices.
  package var isFree: Bool {
    ref.model.utf8.suffix(5).elementsEqual(":free".utf8)
      || (cost.inputMicroUSD == 0 && cost.outputMicroUSD == 0)
  }
}

/// Where a model in use stands in the catalogs that cover its provider.
package enum CatalogStanding: Equatable, Sendable {
  /// At least one lists it. `status` is what one of them says besides, such as `deprecated`.
  case listed(status: String?)
  /// It was listed, and no longer is since then.
  case retired(Timestamp)
  /// None ever listed it.
  case unknown

  /// `retired`, `unknown`, or `deprecated`; nil where nothing is to be said.
  package var mark: String? {
    switch self {
    case .listed(let status): status == "deprecated" ? "deprecated" : nil
    case .retired: "retired"
    case .unknown: "unknown"
    }
  }
}
