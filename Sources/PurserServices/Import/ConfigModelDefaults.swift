import JSONKit
import PurserDomain

/// What a gateway fills in about models when it has read its configuration; nothing of it is ever
/// written back or stored. [research/cli-and-formats.md 11.7, 3.4]
enum ConfigModelDefaults {
  static let contextWindow: Double = 200_000
  static let maxTokens: Double = 8192

  /// The effective configuration `root` with the fields that provider models lack and with the
  /// short names of `naming` where a listed model has none.
  static func applied(to root: JSONObject, naming: ModelNaming) -> JSONObject {
    var value = JSON.object(root)
    if case .object(let providers)? = value["models"]?["providers"] {
      value = value.setting(
        ["models", "providers"],
        .object(JSONObject(providers.map { (key: $0.key, value: provider($0.value)) })))
    }
    if case .object(var models)? = value["agents"]?["defaults"]?["models"] {
      for alias in naming.builtInAliases {
        guard case .object(var entry)? = models[alias.target.description],
          !entry.contains("alias")
        else { continue }
        entry["alias"] = .string(alias.name)
        models[alias.target.description] = .object(entry)
      }
      value = value.setting(["agents", "defaults", "models"], .object(models))
    }
    return value.object ?? root
  }

  private static func provider(_ provider: JSON) -> JSON {
    guard case .object(var fields) = provider, let models = fields["models"]?.array else {
      return provider
    }
    fields["models"] = .array(models.map(model))
    return .object(fields)
  }

  private static func model(_ model: JSON) -> JSON {
    guard case .object(var fields) = model else { return model }
    if fields["reasoning"]?.bool == nil { fields["reasoning"] = false }
    if fields["input"] == nil { fields["input"] = ["text"] }
    let given = fields["cost"]
    fields["cost"] = .object(
      JSONObject(
        ["input", "output", "cacheRead", "cacheWrite"].map { rate in
          let number = given?[rate]?.number
          return (key: rate, value: number.map(JSON.number) ?? 0)
        }))
    let window = positive(fields["contextWindow"]) ?? contextWindow
    if positive(fields["contextWindow"]) == nil {
      fields["contextWindow"] = .number(JSONNumber(window))
    }
    if positive(fields["maxTokens"]) == nil {
      fields["maxTokens"] = .number(JSONNumber(min(maxTokens, window)))
    }
    return .object(fields)
  }

  private static func positive(_ value: JSON?) -> Double? {
    guard let number = value?.double, number > 0, number.isFinite else { return nil }
    return number
  }
}

extension JSON {
  /// This object with `value` at the end of `keys`, which all exist but maybe the last.
  fileprivate func setting(_ keys: [String], _ value: JSON) -> JSON {
    guard let first = keys.first, case .object(var object) = self else { return value }
    object[first] = (object[first] ?? .null).setting(Array(keys.dropFirst()), value)
    return .object(object)
  }
}
