import JSONKit
import PurserDomain
import PurserServices

/// How parts of providers are shown.
enum ProviderText {
  /// `defaults`, or the agent.
  static func scope(_ scope: ScopeID) -> Line {
    scope.agent.map { "agent \($0)" } ?? "defaults"
  }

  /// One line of what a provider is after a change.
  static func summary(_ definition: ProviderDefinition, modelCount: Int) -> Line {
    let key = ShownValue(definition.key) { _ in false }
    let keyText: Line =
      switch key.kind {
      case "none": "no key"
      case "environment": "key in \(key.text ?? "")"
      case "sealed": "key sealed"
      default: "key \(key.kind)"
      }
    let parts: [Line] = [
      "\(definition.baseURL ?? "no base URL")", "\(definition.api ?? "no API named")", keyText,
      modelCount == 1 ? "1 model" : "\(modelCount) models",
    ]
    return parts.dropFirst().reduce(parts[0]) { "\($0), \($1)" }
  }

  /// `{"kind", "value"?, "masked"?, "status"?}`.
  static func json(_ value: ShownValue) -> JSON {
    var json: JSONObject = ["kind": .string(value.kind)]
    json["value"] = value.text.map { .string($0) }
    json["masked"] = value.masked.map { .string($0) }
    json["status"] = value.status.map { .string($0.rawValue) }
    return .object(json)
  }

  /// A model with the members of `models.json` and its prices in our unit.
  static func json(_ model: ModelDefinition) -> JSON {
    var json: JSONObject = ["id": .string(model.id)]
    json["name"] = model.name.map { .string($0) }
    json["api"] = model.api.map { .string($0) }
    json["baseUrl"] = model.baseURL.map { .string($0) }
    json["reasoning"] = model.reasoning.map { .bool($0) }
    json["input"] = model.input.map { .array($0.map { .string($0) }) }
    json["contextWindow"] = model.contextWindow.map { .number(JSONNumber($0)) }
    json["maxTokens"] = model.maxTokens.map { .number(JSONNumber($0)) }
    json["costPerMillionTokens"] = model.cost.json
    return .object(json)
  }
}
