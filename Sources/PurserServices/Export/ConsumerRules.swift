import JSONKit
package import PurserDomain

/// What the readers of `models.json` demand. One fault makes most of them discard every provider of
/// the file, so an export completes what it can and leaves out what it cannot.
///
/// Strict enough for all readers known: the oldest want each member of a model to be there.
package struct ConsumerRules {
  /// The dialect that a key filled in is written in.
  package var dialect: ModelsDocument.Dialect
  /// What a model has when nobody says: the gateways' own defaults differ from their readers'.
  package var contextWindow = Self.usualContextWindow
  package var maxTokens: Int64 = 8192

  /// Tokens of a model whose definition does not say.
  static var usualContextWindow: Int64 { 200_000 }
  /// Tokens of a model of a file that does not say, as readers of the file have it.
  /// [research/cli-and-formats.md 11.2]
  static var readersContextWindow: Int64 { 128_000 }
  static var readersMaxTokens: Int64 { 16_384 }

  package init(dialect: ModelsDocument.Dialect) {
    self.dialect = dialect
  }

  /// Returns the provider as every reader accepts it, nil when it must be left out, with what was
  /// changed or why. `owner` is the agent whose own it is, nil for one of the defaults.
  func completed(
    _ provider: JSONObject, name: String, owner: Agent.ID? = nil
  ) -> (members: JSONObject?, notes: [ExportNote]) {
    let place = ExportNote.place(of: name)
    var repair = MemberRepair(place: place)
    var members = provider
    repair.text("baseUrl", in: &members)
    repair.text("api", in: &members)
    repair.text("apiKey", in: &members)
    repair.text("name", in: &members)
    repair.headers(in: &members)
    repair.kind("authHeader", in: &members) { $0.bool != nil }
    repair.kind("oauth", in: &members) { $0.string == "radius" }
    repair.kind("compat", in: &members) { $0.object != nil }
    repair.kind("models", in: &members) { $0.array != nil }
    repair.kind("modelOverrides", in: &members) { $0.object != nil }
    if let overrides = members["modelOverrides"]?.object {
      members["modelOverrides"] = .object(repaired(overrides, &repair))
    }
    let models = (members["models"]?.array ?? []).enumerated().compactMap { index, model in
      completed(model, at: place.appending("models").appending(index), &repair)
    }
    if members["models"] != nil { members["models"] = .array(models.map(JSON.object)) }
    if let reason = missing(in: &members, models, name: name, owner) {
      repair.notes.append(ExportNote(.warning, place, reason.message, hint: reason.hint))
      return (nil, repair.notes)
    }
    return (members, repair.notes)
  }

  /// Gives models of Google their present names.
  func normalised(_ provider: JSONObject, name: String) -> JSONObject {
    guard ModelNaming.standard.provider(name) == "google",
      let models = provider["models"]?.array
    else { return provider }
    var result = provider
    // A model that has its present name already counts before one that only means it.
    var seen = Set(models.compactMap { $0["id"]?.string })
    result["models"] = .array(
      models.compactMap { model in
        guard var object = model.object, let id = object["id"]?.string,
          let ref = ModelNaming.standard.reference(provider: "google", model: id), ref.model != id
        else { return model }
        guard seen.insert(ref.model).inserted else { return nil }
        object["id"] = .string(ref.model)
        return .object(object)
      })
    return result
  }

  /// Fills in what a provider must have; returns why it cannot be in the file when that is not enough.
  private func missing(
    in members: inout JSONObject, _ models: [JSONObject], name: String, _ owner: Agent.ID?
  ) -> (message: String, hint: String)? {
    let left = "Provider '\(name.printable())' is left out"
    let scope = owner.map { " --agent \($0.text.shellWord)" } ?? ""
    let change = "purser providers set \(name.shellWord)\(scope)"
    guard !models.isEmpty else {
      let isOverride = ["modelOverrides", "compat"].contains {
        members[$0]?.object.map { !$0.isEmpty } ?? false
      }
      if members["baseUrl"] != nil || isOverride { return nil }
      return ("\(left): it has neither models nor an endpoint.", "\(change) --base-url URL")
    }
    guard let endpoint = members["baseUrl"]?.string else {
      return ("\(left): it has models but no endpoint.", "\(change) --base-url URL")
    }
    if members["api"] == nil, models.contains(where: { $0["api"] == nil }) {
      members["api"] = "openai-completions"
    }
    if members["apiKey"] == nil {
      switch Self.usualKey(of: name, authMode: members["auth"]?.string, at: endpoint) {
      case .environment(let name): members["apiKey"] = .string(spelled(name))
      case .marker(let word): members["apiKey"] = .string(word)
      default: return ("\(left): it has models but no key.", "\(change) --key-env NAME")
      }
    }
    return nil
  }

  /// What stands for the key of a provider with models where nobody names one, a variable or a word: never a secret, and the
  /// same on every machine. Nil when nothing does.
  static func usualKey(of name: String, authMode mode: String?, at endpoint: String)
    -> KeyReference?
  {
    let id = ModelNaming.standard.provider(name)
    if mode == "aws-sdk" || (id == "amazon-bedrock" && mode == nil) {
      return .environment(name: "AWS_PROFILE")
    }
    if id == "amazon-bedrock" { return .environment(name: "AWS_BEARER_TOKEN_BEDROCK") }
    if mode == "oauth" {
      switch id {
      case "minimax-portal": return .marker(word: "minimax-oauth")
      case "qwen-portal": return .marker(word: "qwen-oauth")
      default: return .marker(word: "oauth:" + id)
      }
    }
    if let word = LocalServer.word(for: id, at: endpoint) { return .marker(word: word) }
    let names = ProviderEnvironment.standard.variables(of: id)
    // A token from a login may not be taken by every API, so the name of an API key comes first.
    if let name = names.first(where: { $0.hasSuffix("_API_KEY") }) ?? names.first {
      return .environment(name: name)
    }
    return LocalURL.isLocal(endpoint) ? .marker(word: "custom-local") : nil
  }

  private func spelled(_ name: String) -> String { dialect == .dollar ? "$" + name : name }

  private func completed(
    _ model: JSON, at place: JSONPath, _ outer: inout MemberRepair
  ) -> JSONObject? {
    var repair = MemberRepair(place: place)
    defer { outer.notes += repair.notes }
    guard var members = model.object, let id = members["id"]?.string, !id.isEmpty else {
      repair.notes.append(ExportNote(.warning, place, "A model without an id is left out."))
      return nil
    }
    repairModel(&members, &repair)
    func fill(_ key: String, _ value: JSON) {
      if members[key] == nil { members[key] = value }
    }
    fill("name", .string(id))
    fill("reasoning", false)
    fill("input", ["text"])
    fill("cost", [:])
    if var cost = members["cost"]?.object {
      for part in Self.costParts where cost[part] == nil { cost[part] = 0 }
      members["cost"] = .object(cost)
    }
    fill("contextWindow", .number(JSONNumber(contextWindow)))
    let window = members["contextWindow"]?.double ?? 0
    let most = window < Double(maxTokens) ? Int64(max(window, 1)) : maxTokens
    fill("maxTokens", .number(JSONNumber(most)))
    return members
  }

  private static let costParts = ["input", "output", "cacheRead", "cacheWrite"]

  private func repaired(_ overrides: JSONObject, _ outer: inout MemberRepair) -> JSONObject {
    var result = JSONObject()
    for (id, value) in overrides {
      var repair = MemberRepair(place: outer.place.appending("modelOverrides").appending(id))
      if var members = value.object {
        repairModel(&members, &repair)
        result[id] = .object(members)
      } else {
        repair.notes.append(ExportNote(.warning, repair.place, "The override is left out."))
      }
      outer.notes += repair.notes
    }
    return result
  }

  /// Takes out of a model what a reader would refuse.
  private func repairModel(_ members: inout JSONObject, _ repair: inout MemberRepair) {
    repair.text("name", in: &members)
    repair.text("api", in: &members)
    repair.text("baseUrl", in: &members)
    repair.headers(in: &members)
    repair.kind("reasoning", in: &members) { $0.bool != nil }
    repair.kind("compat", in: &members) { $0.object != nil }
    repair.kind("cost", in: &members) { $0.object != nil }
    repairCost(&members, &repair)
    repair.kind("thinkingLevelMap", in: &members, isValid: Self.isLevelMap)
    repair.kind("samplingParams", in: &members) { $0.object != nil }
    for key in ["contextWindow", "maxTokens"] {
      repair.kind(key, in: &members) { ($0.double ?? 0) > 0 && ($0.double ?? 0).isFinite }
    }
    if let input = members["input"] {
      let known = (input.array ?? []).filter { $0.string.map(Self.modalities.contains) ?? false }
      if known != input.array { repair.changed("input") }
      members["input"] = known.isEmpty ? nil : .array(known)
    }
  }

  /// Takes wrong prices out; the others are right all the same.
  private func repairCost(_ members: inout JSONObject, _ outer: inout MemberRepair) {
    guard var cost = members["cost"]?.object else { return }
    var repair = MemberRepair(place: outer.place.appending("cost"))
    for part in Self.costParts {
      repair.kind(part, in: &cost) { $0.double?.isFinite ?? false }
    }
    repair.kind("tiers", in: &cost, isValid: Self.areTiers)
    if repair.notes.isEmpty { return }
    members["cost"] = .object(cost)
    outer.notes += repair.notes
  }
}

/// What values of some members readers take. [research/cli-and-formats.md 11.2]
extension ConsumerRules {
  /// What a model may read.
  static let modalities = ["text", "image"]

  /// Whether `levels` is a `thinkingLevelMap`.
  static func isLevelMap(_ levels: JSON) -> Bool {
    levels.object?.allSatisfy { $1.string != nil || $1.isNull } ?? false
  }

  /// Whether `tiers` are prices by the size of a prompt, each with all its rates.
  static func areTiers(_ tiers: JSON) -> Bool {
    tiers.array?.allSatisfy { tier in
      (["inputTokensAbove"] + costParts).allSatisfy { tier[$0]?.double?.isFinite ?? false }
        && tier.object?.allSatisfy { $1.double?.isFinite ?? false } ?? false
    } ?? false
  }
}

/// Takes members out of an object and remembers which.
struct MemberRepair {
  let place: JSONPath
  var notes: [ExportNote] = []

  /// Keeps a member only when `isValid` says so.
  mutating func kind(
    _ key: String, in members: inout JSONObject, isValid: (JSON) -> Bool
  ) {
    guard let value = members[key], !isValid(value) else { return }
    members[key] = nil
    changed(key)
  }

  /// Keeps a member only when it is text that is not blank; a blank one goes without a word.
  mutating func text(_ key: String, in members: inout JSONObject) {
    guard let value = members[key] else { return }
    let text = value.string?.trimmed
    if let text, !text.isEmpty {
      if text.utf8.count != value.string?.utf8.count { members[key] = .string(text) }
      return
    }
    members[key] = nil
    if text == nil { changed(key) }
  }

  /// Keeps the headers that are text.
  mutating func headers(in members: inout JSONObject) {
    guard let value = members["headers"] else { return }
    guard let headers = value.object else {
      members["headers"] = nil
      return changed("headers")
    }
    var kept = JSONObject()
    for (name, text) in headers {
      if text.string == nil {
        notes.append(
          ExportNote(
            .warning, place.appending("headers").appending(name),
            "A header that is not text is left out."))
      } else {
        kept[name] = text
      }
    }
    if kept.count != headers.count { members["headers"] = .object(kept) }
  }

  mutating func changed(_ key: String) {
    notes.append(
      ExportNote(.warning, place.appending(key), "A value that readers refuse is left out."))
  }
}
