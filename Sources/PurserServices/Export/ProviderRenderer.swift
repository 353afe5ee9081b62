package import JSONKit
import PurserDomain

/// A provider as it goes into the file, before the rules of its readers.
package struct RenderedProvider: Equatable, Sendable {
  /// The key in the file.
  package var name: String
  package var members: JSONObject
  /// Whether its key stands for one kept elsewhere; such a key wins over what the file has.
  package var hasManagedKey: Bool
  package var notes: [ExportNote]
  /// The members after the rules of the readers, nil when they leave the provider out; filled in once,
  /// because thousands of files may share one provider.
  var completed: JSONObject??
  var completionNotes: [ExportNote] = []
  /// The completed members as they stand in a file, with their key and without a line end.
  var text: [UInt8] = []

  package init(name: String, members: JSONObject, hasManagedKey: Bool, notes: [ExportNote] = []) {
    self.name = name
    self.members = members
    self.hasManagedKey = hasManagedKey
    self.notes = notes
  }

  /// Returns the provider with the outcome of `rules` beside it.
  package func completed(by rules: ConsumerRules) -> RenderedProvider {
    var copy = self
    let outcome = rules.completed(rules.normalised(members, name: name), name: name)
    copy.completed = .some(outcome.members)
    copy.completionNotes = outcome.notes
    if let members = outcome.members { copy.text = Self.text(of: members, name: name) }
    return copy
  }

  private static func text(of members: JSONObject, name: String) -> [UInt8] {
    // The lines of an object with this one member, two spaces deeper and without its braces. A line end
    // never stands inside a text of JSON.
    let lines = JSON.object([name: .object(members)]).bytes(.pretty)
      .split(separator: UInt8(ascii: "\n")).dropFirst().dropLast()
    var text: [UInt8] = []
    for line in lines {
      if !text.isEmpty { text.append(UInt8(ascii: "\n")) }
      text += "  ".utf8
      text += line
    }
    return text
  }
}

/// Turns definitions into the members of a file.
package struct ProviderRenderer {
  package var keys: KeyRenderer

  package init(keys: KeyRenderer) {
    self.keys = keys
  }

  /// Returns the provider as an object: endpoint and key first, unknown members as they were, models
  /// last. Throws what opening a sealed value throws.
  package func render(_ provider: EffectiveProvider) throws -> RenderedProvider {
    let definition = provider.definition
    let name = definition.writtenID.trimmed
    let place = ExportNote.place(of: name)
    var notes: [ExportNote] = []
    var members = JSONObject()
    members["baseUrl"] = definition.baseURL.map(JSON.string)
    members["api"] = definition.api.map(JSON.string)
    let key = try keys.text(for: definition.key)
    members["apiKey"] = key.map { .string($0.text) }
    if let warning = key?.warning {
      notes.append(ExportNote(.warning, place.appending("apiKey"), warning))
    }
    if case .sealed = definition.key, key?.text == KeySpelling.managedMarker {
      notes.append(.sealedKey(at: place.appending("apiKey")))
    }
    members["auth"] = definition.authMode.map(JSON.string)
    members["authHeader"] = definition.authHeader.map(JSON.bool)
    try addHeaders(definition.headersJSON, to: &members, at: place, &notes)
    members["compat"] = try Self.value(definition.compatJSON).map(keys.resolved)
    try addExtras(definition.extraJSON, to: &members)
    if definition.hasModels {
      let models = try provider.models.map { model in
        try JSON.object(self.model(model, at: place, &notes))
      }
      members["models"] = .array(models)
    }
    return RenderedProvider(
      name: name, members: members, hasManagedKey: key?.isManaged ?? false, notes: notes)
  }

  private func model(
    _ model: ModelDefinition, at place: JSONPath, _ notes: inout [ExportNote]
  ) throws -> JSONObject {
    var members: JSONObject = ["id": .string(model.id)]
    members["name"] = model.name.map(JSON.string)
    members["api"] = model.api.map(JSON.string)
    members["baseUrl"] = model.baseURL.map(JSON.string)
    members["reasoning"] = model.reasoning.map(JSON.bool)
    members["input"] = model.input.map { .array($0.map(JSON.string)) }
    members["cost"] = Self.cost(model.cost)
    members["contextWindow"] = model.contextWindow.map { .number(JSONNumber($0)) }
    members["maxTokens"] = model.maxTokens.map { .number(JSONNumber($0)) }
    try addHeaders(model.headersJSON, to: &members, at: place.appending("models"), &notes)
    members["compat"] = try Self.value(model.compatJSON).map(keys.resolved)
    try addExtras(model.extraJSON, to: &members)
    return members
  }

  private func addHeaders(
    _ text: String?, to members: inout JSONObject, at place: JSONPath, _ notes: inout [ExportNote]
  ) throws {
    guard let headers = Self.value(text)?.object else { return }
    let (object, warnings) = try keys.headers(headers)
    members["headers"] = .object(object)
    for name in headers.keys {
      guard let warning = warnings[name] else { continue }
      let path = place.appending("headers").appending(name)
      notes.append(ExportNote(.warning, path, warning))
    }
  }

  /// Adds the members that have no column; a column's value stands, but parts of a cost are joined.
  private func addExtras(_ text: String, to members: inout JSONObject) throws {
    guard case .object(let extras)? = try Self.value(text).map(keys.resolved) else { return }
    for (key, value) in extras {
      if key == EndpointAddress.mark {
        // Without its credentials an address is still of use to those who add their own.
        guard keys.unseal != nil, let url = members["baseUrl"]?.string else { continue }
        members["baseUrl"] = .string(EndpointAddress.joined(url, value))
      } else if key == "cost", let exact = value.object, var cost = members["cost"]?.object {
        for (part, price) in exact where cost[part] == nil { cost[part] = price }
        members["cost"] = .object(cost)
      } else if members[key] == nil {
        members[key] = value
      }
    }
  }

  /// Prices in dollars per million tokens, as the file has them.
  private static func cost(_ cost: ModelCost) -> JSON? {
    guard !cost.isEmpty else { return nil }
    func price(_ amount: Int64?) -> JSON? {
      amount.flatMap { JSONNumber(Money(microUSD: $0).dollars) }.map(JSON.number)
    }
    var members = JSONObject()
    members["input"] = price(cost.inputMicroUSD)
    members["output"] = price(cost.outputMicroUSD)
    members["cacheRead"] = price(cost.cacheReadMicroUSD)
    members["cacheWrite"] = price(cost.cacheWriteMicroUSD)
    return .object(members)
  }

  /// JSON kept as text in a column; what cannot be read again, which the store does not let in, is
  /// left out.
  private static func value(_ text: String?) -> JSON? {
    text.flatMap { try? JSON.parse($0, limits: JSONLimits(duplicates: .lastWins)) }
  }
}
