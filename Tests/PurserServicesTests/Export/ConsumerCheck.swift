import JSONKit

/// A reader of `models.json`: whether it takes a file or refuses it whole. Written after the rules of
/// `research/cli-and-formats.md` 11.2 and 11.3, and held against what the real readers said.
struct ConsumerCheck {
  /// Whether it is the reader of January 2026, which wants every member of a model.
  var isPinned: Bool

  func accepts(_ text: String) -> Bool {
    guard let document = try? JSON.parse(text, limits: JSONLimits(duplicates: .lastWins)) else {
      return false
    }
    guard let providers = document["providers"]?.object else { return false }
    return providers.values.allSatisfy(acceptsProvider)
  }

  private func acceptsProvider(_ provider: JSON) -> Bool {
    guard provider.object != nil, hasTexts(provider, ["baseUrl", "apiKey", "api"]),
      hasHeaders(provider), holds(provider["authHeader"], { $0.bool != nil }),
      acceptsAPI(provider["api"]), holds(provider["models"], { $0.array != nil })
    else { return false }
    let models = provider["models"]?.array ?? []
    guard models.allSatisfy(acceptsModel) else { return false }
    if isPinned {
      // The oldest reader knows neither overrides of models nor providers of compat alone.
      if models.isEmpty { return provider["baseUrl"] != nil }
    } else {
      guard holds(provider["compat"], { $0.object != nil }), acceptsOverrides(provider) else {
        return false
      }
      if models.isEmpty {
        return ["baseUrl", "compat"].contains { provider[$0] != nil }
          || provider["modelOverrides"]?.object?.isEmpty == false
      }
    }
    return provider["baseUrl"] != nil && provider["apiKey"] != nil
      && models.allSatisfy { provider["api"] != nil || $0["api"] != nil }
  }

  private func acceptsModel(_ model: JSON) -> Bool {
    let required =
      isPinned
      ? ["id", "name", "reasoning", "input", "cost", "contextWindow", "maxTokens"] : ["id"]
    return required.allSatisfy { model[$0] != nil } && acceptsMembers(model)
      && hasTexts(model, ["id"]) && acceptsAPI(model["api"]) && hasWholeCost(model)
  }

  private func acceptsMembers(_ model: JSON) -> Bool {
    hasTexts(model, ["name", "api", "baseUrl"]) && hasHeaders(model)
      && holds(model["reasoning"], { $0.bool != nil })
      && holds(
        model["input"], { $0.array?.allSatisfy { ["text", "image"].contains($0.string) } ?? false })
      && holds(model["contextWindow"], { ($0.double ?? 0) > 0 })
      && holds(model["maxTokens"], { ($0.double ?? 0) > 0 })
  }

  private func acceptsOverrides(_ provider: JSON) -> Bool {
    holds(provider["modelOverrides"]) { $0.object?.values.allSatisfy(acceptsMembers) ?? false }
  }

  private func hasWholeCost(_ model: JSON) -> Bool {
    holds(model["cost"]) { cost in
      ["input", "output", "cacheRead", "cacheWrite"].allSatisfy { cost[$0]?.number != nil }
    }
  }

  private func acceptsAPI(_ api: JSON?) -> Bool {
    guard isPinned else { return true }
    return holds(api) {
      [
        "openai-completions", "openai-responses", "openai-codex-responses", "anthropic-messages",
        "google-generative-ai", "bedrock-converse-stream",
      ].contains($0.string)
    }
  }

  private func hasTexts(_ value: JSON, _ keys: [String]) -> Bool {
    keys.allSatisfy { key in holds(value[key]) { $0.string?.isEmpty == false } }
  }

  private func hasHeaders(_ value: JSON) -> Bool {
    holds(value["headers"]) { $0.object?.values.allSatisfy { $0.string != nil } ?? false }
  }

  private func holds(_ value: JSON?, _ test: (JSON) -> Bool) -> Bool { value.map(test) ?? true }
}
