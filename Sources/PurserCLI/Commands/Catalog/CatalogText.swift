import JSONKit
import PurserDomain
import PurserStore

/// Models of catalogs as lines and documents.
enum CatalogText {
  static let header = cells(["Model", "Catalog", "Ctx", "In $/M", "Out $/M", "Notes"])

  static func line(_ row: StoredCatalogModel) -> String {
    let model = row.model
    return cells([
      Columns.truncated(model.ref.key.printable(limit: 500), 42), row.source.rawValue,
      Columns.tokens(model.contextWindow), price(model.cost.inputMicroUSD, model),
      price(model.cost.outputMicroUSD, model), notes(row).joined(separator: ", "),
    ])
  }

  private static func notes(_ row: StoredCatalogModel) -> [String] {
    let model = row.model
    return [
      row.retiredAt.map { "retired \(day($0))" }, model.isFree ? "free" : nil,
      model.status?.printable(limit: 40), model.endsAt.map { "ends \(day($0))" },
      model.tools == true ? "tools" : nil,
      model.input?.contains("image") == true ? "images" : nil,
      model.reasoning == true ? "reasoning" : nil,
    ].compactMap { $0 }
  }

  private static func price(_ amount: Int64?, _ model: CatalogModel) -> String {
    amount.map { Money(microUSD: $0).dollars } ?? (model.costVaries ? "varies" : "-")
  }

  static func day(_ instant: Timestamp) -> String { String(instant.description.prefix(10)) }

  private static func cells(_ texts: [String]) -> String {
    zip(texts, [42, 10, 8, 9, 9, 0]).map { Columns.padded($0, $1) }.joined(separator: " ")
  }
}

extension CatalogModel {
  /// Its members in documents, in their order.
  var members: JSONObject {
    var json: JSONObject = [
      "key": .string(ref.key), "provider": .string(ref.provider), "model": .string(ref.model),
    ]
    json["slug"] = slug.map { .string($0) }
    json["name"] = name.map { .string($0) }
    json["contextWindow"] = contextWindow.map { .number(JSONNumber($0)) }
    json["maxTokens"] = maxTokens.map { .number(JSONNumber($0)) }
    json["input"] = input.map { .strings($0) }
    json["modality"] = modality.map { .string($0) }
    json["tools"] = tools.map { .bool($0) }
    json["supportedParameters"] = parameterCount.map { .number(JSONNumber($0)) }
    json["reasoning"] = reasoning.map { .bool($0) }
    json["free"] = .bool(isFree)
    json["costPerMillionTokens"] = cost.json
    if costVaries { json["costVaries"] = true }
    json["status"] = status.map { .string($0) }
    json["createdAt"] = createdAt.map { .number(JSONNumber($0.milliseconds)) }
    json["endsAt"] = endsAt.map { .number(JSONNumber($0.milliseconds)) }
    return json
  }
}

extension CatalogLoad {
  var json: JSON {
    var json: JSONObject = [
      "source": .string(source.rawValue), "provider": .string(provider),
    ]
    json["url"] = url.map { .string($0) }
    json["loadedAt"] = .number(JSONNumber(loadedAt.milliseconds))
    json["models"] = .number(JSONNumber(modelCount))
    return .object(json)
  }
}
