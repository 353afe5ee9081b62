import JSONKit
import PurserDomain

extension CarriedSecrets {
  /// Returns `read`, a provider of an agent's `models.json`, with what it leaves open as that counts.
  ///
  /// A gateway that writes the file anew takes key, endpoint and kind of API that the file does not have from
  /// its configuration, and the models of a provider without any. What nobody says of a model is what readers
  /// of the file assume. [research/cli-and-formats.md 11.2, 11.6]
  func completed(
    _ read: ReadProvider, from base: ProviderDefinition?, _ baseModels: [ModelDefinition]
  ) throws -> ReadProvider {
    var result = read
    if let base {
      completeKey(&result, base)
      if (result.definition.baseURL ?? "").trimmed.isEmpty { result.definition.baseURL = nil }
      result.definition.baseURL = result.definition.baseURL ?? base.baseURL
      if result.definition.baseURL == base.baseURL {
        try carryAddress(&result.definition.extraJSON, base.extraJSON, .root, &result.secrets)
      }
      if (result.definition.api ?? "").trimmed.isEmpty { result.definition.api = base.api }
      if !read.definition.hasModels, base.hasModels {
        result.definition.hasModels = true
        result.models = try baseModels.map { try copied($0, &result.secrets) }
        return result
      }
    }
    completeSizes(&result.models, baseModels)
    return result
  }

  /// A key that the defaults have is sent as the defaults say.
  private func completeKey(_ read: inout ReadProvider, _ base: ProviderDefinition) {
    guard read.definition.key == .none else { return }
    read.definition.key = base.key
    if case .sealed(let id, let digest) = base.key {
      let place = add(id, digest, field: "apiKey", to: &read.secrets)
      read.definition.key = .sealed(id: place, digest: digest)
    }
    read.definition.authMode = read.definition.authMode ?? base.authMode
    read.definition.authHeader = read.definition.authHeader ?? base.authHeader
  }

  private func completeSizes(_ models: inout [ModelDefinition], _ baseModels: [ModelDefinition]) {
    guard models.contains(where: { $0.contextWindow == nil || $0.maxTokens == nil }) else { return }
    let known = Dictionary(
      baseModels.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for index in models.indices {
      let base = known[models[index].id]
      if models[index].contextWindow == nil, !models[index].keeps("contextWindow") {
        models[index].contextWindow =
          base.map(\.contextWindow) ?? ConsumerRules.readersContextWindow
      }
      if models[index].maxTokens == nil, !models[index].keeps("maxTokens") {
        models[index].maxTokens = base.map(\.maxTokens) ?? ConsumerRules.readersMaxTokens
      }
    }
  }

  /// A model of the defaults for an agent's own provider, with the places of its credentials in `secrets`.
  private func copied(
    _ model: ModelDefinition, _ secrets: inout [PendingSecret]
  ) throws -> ModelDefinition {
    var copy = model
    let place: JSONPath = ["models", .key(model.id)]
    if let text = model.headersJSON {
      copy.headersJSON = try copied(text, place.appending("headers"), &secrets)
    }
    if let text = model.compatJSON {
      copy.compatJSON = try copied(text, place.appending("compat"), &secrets)
    }
    copy.extraJSON = try copied(model.extraJSON, place, &secrets)
    try carryAddress(&copy.extraJSON, model.extraJSON, place, &secrets)
    return copy
  }

  private func copied(
    _ text: String, _ field: JSONPath, _ secrets: inout [PendingSecret]
  ) throws -> String {
    guard Self.mayHold(text, CredentialSieve.mark) else { return text }
    var value = try SealedMarks.parsed(text)
    if case .object(var members) = value {
      members[EndpointAddress.mark] = nil
      value = .object(members)
    }
    return copied(value, field, &secrets).text(.compact)
  }

  private func copied(
    _ value: JSON, _ field: JSONPath, _ secrets: inout [PendingSecret]
  ) -> JSON {
    switch value {
    case .object(let object):
      if object.contains(CredentialSieve.mark) {
        return moved(object, field, &secrets) ?? value
      }
      var result = JSONObject()
      for (key, member) in object {
        result[key] = copied(member, field.appending(key), &secrets)
      }
      return .object(result)
    case .array(let elements):
      return .array(
        elements.enumerated().map { copied($1, field.appending($0), &secrets) })
    default: return value
    }
  }
}

extension ModelDefinition {
  /// Whether `name` stands among the members that have no column.
  fileprivate func keeps(_ name: String) -> Bool {
    CarriedSecrets.mayHold(extraJSON, name) && (try? SealedMarks.parsed(extraJSON))?[name] != nil
  }
}
