package import JSONKit
import PurserDomain

/// How gateways join providers that nobody configured, but that are known and usable, with the configured ones. [11.6, 15.3]
///
/// No command does so: an exported file follows from the store alone. It is the rule that the vectors `models-merge` ask for.
package enum ImplicitProviders {
  /// Returns both sides by name: the implicit ones in their order, each joined with the configured one
  /// of its name, then the other configured ones.
  package static func merged(implicit: JSONObject, explicit: JSONObject) -> JSONObject {
    var result = implicit
    for (key, provider) in explicit {
      let name = key.trimmed
      guard !name.isEmpty else { continue }
      guard let known = implicit[name]?.object, let configured = provider.object else {
        result[name] = provider
        continue
      }
      result[name] = .object(joined(implicit: known, explicit: configured))
    }
    return result
  }

  /// Returns one provider of both sides: configured members win, headers are joined, configured models
  /// come first and take from the known model of their id what it knows better.
  package static func joined(implicit: JSONObject, explicit: JSONObject) -> JSONObject {
    var result = implicit
    for (key, value) in explicit { result[key] = value }
    if let known = implicit["headers"]?.object, let own = explicit["headers"]?.object {
      var headers = known
      for (name, value) in own { headers[name] = value }
      result["headers"] = .object(headers)
    }
    let models = joined(
      implicit: implicit["models"]?.array ?? [], explicit: explicit["models"]?.array ?? [])
    if implicit["models"] != nil || explicit["models"] != nil { result["models"] = .array(models) }
    return result
  }

  private static func joined(implicit: [JSON], explicit: [JSON]) -> [JSON] {
    guard !implicit.isEmpty else { return explicit }
    var known: [String: JSONObject] = [:]
    for model in implicit {
      if let id = id(of: model), known[id] == nil { known[id] = model.object }
    }
    var seen: Set<String> = []
    var result = explicit.map { model -> JSON in
      guard let id = id(of: model) else { return model }
      seen.insert(id)
      guard let better = known[id], let own = model.object else { return model }
      return .object(joined(own, with: better))
    }
    for model in implicit {
      guard let id = id(of: model), seen.insert(id).inserted else { continue }
      result.append(model)
    }
    return result
  }

  /// The modalities are the known model's; whether it reasons is the configured one's word if it has
  /// one; sizes are the configured ones where they are positive numbers.
  private static func joined(_ own: JSONObject, with known: JSONObject) -> JSONObject {
    var result = own
    if let input = known["input"] { result["input"] = input }
    if own["reasoning"] == nil { result["reasoning"] = known["reasoning"] }
    for key in ["contextWindow", "contextTokens", "maxTokens"] {
      let size = own[key]?.double ?? 0
      if !(size > 0 && size.isFinite), let other = known[key] { result[key] = other }
    }
    return result
  }

  private static func id(of model: JSON) -> String? {
    guard let id = model["id"]?.string?.trimmed, !id.isEmpty else { return nil }
    return id
  }
}
