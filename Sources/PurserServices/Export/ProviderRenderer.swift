import JSONKit
import PurserDomain

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
    Self.note(address: definition.baseURL, at: place, &notes)
    members["api"] = definition.api.map(JSON.string)
    let key = try keys.text(for: definition.key)
    members["apiKey"] = key.map { .string($0.text) }
    if let warning = key?.warning {
      notes.append(ExportNote(.warning, place.appending("apiKey"), warning))
    }
    if case .sealed = definition.key, keys.unseal == nil {
      notes.append(.sealedKey(at: place.appending("apiKey")))
    }
    members["auth"] = definition.authMode.map(JSON.string)
    members["authHeader"] = definition.authHeader.map(JSON.bool)
    try addHeaders(definition.headersJSON, to: &members, at: place, &notes)
    let scope = provider.scope
    members["compat"] = try Self.value(definition.compatJSON).map {
      try keys.resolved(Self.loaded($0, "compat", scope, at: place, &notes))
    }
    let hadCredentials = try addExtras(
      definition.extraJSON, to: &members, scope, at: place, place, &notes)
    if definition.hasModels {
      let models = try provider.models.map { model in
        try JSON.object(self.model(model, scope, at: place, &notes))
      }
      members["models"] = .array(models)
    }
    if keys.unseal == nil {
      let headers = Self.countSealed(
        in: [definition.headersJSON] + provider.models.map(\.headersJSON))
      if headers > 0 { notes.append(.sealedHeaders(headers, at: place)) }
      let others = Self.countSealed(
        in: [definition.compatJSON, definition.extraJSON]
          + provider.models.flatMap { [$0.compatJSON, $0.extraJSON] })
      if others > 0 { notes.append(.sealedMembers(others, at: place)) }
    }
    var rendered = RenderedProvider(
      name: name, members: members, hasManagedKey: key?.isManaged ?? false, notes: notes)
    rendered.hasManagedEndpoint = hadCredentials
    if case .secretRef = definition.key { rendered.hasReferencedKey = true }
    if case .sealed(_, let digest) = definition.key {
      rendered.keyDigest = digest
      rendered.hasOpenKey = key?.text != KeySpelling.managedMarker
    }
    rendered.hasOpenMembers = keys.unseal != nil && Self.holdsSealed(provider)
    rendered.variables = Self.variables(of: provider)
    return rendered
  }

  private static func holdsSealed(_ provider: EffectiveProvider) -> Bool {
    provider.definition.jsonTexts(with: provider.models)
      .contains { CarriedSecrets.mayHold($0, CredentialSieve.mark) }
  }

  /// How many values of `texts` are sealed, those of an address apart.
  private static func countSealed(in texts: [String?]) -> Int {
    func count(_ value: JSON) -> Int {
      switch value {
      case .object(let object):
        if KeyRenderer.sealedID(object) != nil { return 1 }
        return object.reduce(0) { $0 + ($1.key == EndpointAddress.mark ? 0 : count($1.value)) }
      case .array(let elements): return elements.reduce(0) { $0 + count($1) }
      default: return 0
      }
    }
    return texts.compactMap { $0 }.filter { CarriedSecrets.mayHold($0, CredentialSieve.mark) }
      .compactMap(value).reduce(0) { $0 + count($1) }
  }

  /// The variables that a key or a header of the provider or its models names.
  private static func variables(of provider: EffectiveProvider) -> Set<String> {
    var names: Set<String> = []
    let key = provider.definition.key
    if let name = key.variable {
      names.insert(name)
    } else if case .template(let text) = key, let name = KeySpelling.referencedName(in: text) {
      names.insert(name)
    }
    for text in [provider.definition.headersJSON] + provider.models.map(\.headersJSON) {
      for (_, header) in value(text)?.object ?? [:] {
        if header["source"]?.string == "env", let id = header["id"]?.string { names.insert(id) }
        let name = header.string.flatMap { KeySpelling.referencedName(in: $0) }
        if let name { names.insert(name) }
      }
    }
    return names
  }

  /// Says so when an address still names a variable: readers fill those in in keys and headers only.
  private static func note(
    address: String?, at place: JSONPath, _ notes: inout [ExportNote]
  ) {
    guard let address, KeySpelling.holdsReference(address) else { return }
    notes.append(
      ExportNote(
        .warning, place.appending("baseUrl"),
        "The address names a variable, which its readers do not fill in.",
        hint: "purser providers set PROVIDER --base-url URL"))
  }

  private func model(
    _ model: ModelDefinition, _ scope: ScopeID, at place: JSONPath, _ notes: inout [ExportNote]
  ) throws -> JSONObject {
    let own = place.appending("models").appending(model.position)
    var members: JSONObject = ["id": .string(model.id)]
    members["name"] = model.name.map(JSON.string)
    members["api"] = model.api.map(JSON.string)
    members["baseUrl"] = model.baseURL.map(JSON.string)
    Self.note(address: model.baseURL, at: own, &notes)
    members["reasoning"] = model.reasoning.map(JSON.bool)
    members["input"] = model.input.map { .array($0.map(JSON.string)) }
    members["cost"] = Self.cost(model.cost)
    members["contextWindow"] = model.contextWindow.map { .number(JSONNumber($0)) }
    members["maxTokens"] = model.maxTokens.map { .number(JSONNumber($0)) }
    try addHeaders(model.headersJSON, to: &members, at: place.appending("models"), &notes)
    members["compat"] = try Self.value(model.compatJSON).map {
      try keys.resolved(Self.loaded($0, "compat", scope, at: own, &notes))
    }
    try addExtras(
      model.extraJSON, to: &members, scope, at: place.appending("models"), own, &notes)
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
  /// Returns whether credentials belong to the address; they are put back where secrets were asked for. `own` is the place of
  /// the members themselves.
  @discardableResult
  private func addExtras(
    _ text: String, to members: inout JSONObject, _ scope: ScopeID, at place: JSONPath,
    _ own: JSONPath, _ notes: inout [ExportNote]
  ) throws -> Bool {
    guard case .object(var written)? = Self.value(text) else { return false }
    for name in ["params", "samplingParams"] {
      written[name] = written[name].map { Self.loaded($0, name, scope, at: own, &notes) }
    }
    guard case .object(let extras) = try keys.resolved(.object(written)) else { return false }
    for (key, value) in extras {
      if key == EndpointAddress.mark {
        guard keys.unseal != nil, let url = members["baseUrl"]?.string else {
          // Without its credentials an address is still of use to those who add their own.
          notes.append(
            ExportNote(
              .warning, place.appending("baseUrl"), "The credentials in the address are left out.",
              advice: .export(options: "--secrets", effect: "writes them")))
          continue
        }
        members["baseUrl"] = .string(EndpointAddress.joined(url, value))
      } else if key == "cost", let exact = value.object, var cost = members["cost"]?.object {
        for (part, price) in exact where cost[part] == nil { cost[part] = price }
        members["cost"] = .object(cost)
      } else if members[key] == nil {
        members[key] = value
      }
    }
    return extras.contains(EndpointAddress.mark)
  }

  /// Returns the member `name` as a gateway that loaded it has it, as far as that can be told: `$${NAME}` at the defaults, which
  /// are a configuration's, is `${NAME}`. Says so when a variable is named. [research/cli-and-formats.md 12.2, 12.4]
  private static func loaded(
    _ value: JSON, _ name: String, _ scope: ScopeID, at place: JSONPath,
    _ notes: inout [ExportNote]
  ) -> JSON {
    var namesVariable = false
    func loaded(_ value: JSON) -> JSON {
      switch value {
      case .string(let text):
        guard text.holds("$") else { return value }
        if !EnvironmentText.names(in: text).isEmpty {
          namesVariable = true
          return value
        }
        guard scope == .defaults, case .literal(let plain)? = EnvironmentText.pieces(text).first
        else { return value }
        return .string(plain)
      case .array(let elements): return .array(elements.map(loaded))
      case .object(let object):
        return .object(JSONObject(object.map { (key: $0.key, value: loaded($0.value)) }))
      default: return value
      }
    }
    let result = loaded(value)
    if namesVariable {
      notes.append(
        ExportNote(
          .warning, place.appending(name),
          "'\(name)' names a variable, which its readers do not fill in.",
          hint: "Write the value there and import again."))
    }
    return result
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
