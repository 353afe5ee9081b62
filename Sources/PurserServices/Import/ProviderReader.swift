import JSONKit
import PurserDomain

/// Reads the `providers` map of a configuration or a `models.json`.
struct ProviderReader {
  var context: CredentialContext
  let log: ImportLog
  /// Returns the value of a variable that an address names; nil where nobody fills variables in.
  var variable: ((String) -> String?)?
  /// Returns the literal that a key or header with escapes stands for; nil for a text without.
  var unescaped: (String) -> String? = { _ in nil }
  /// Whether readers of `models.json` see the document as it stands.
  var isReadAsItIs = false
  var naming = ModelNaming.standard

  /// Returns the providers in document order, each canonical id once.
  ///
  /// Of two spellings of one id the canonical one counts, else the first, as in the gateways' own look-up.
  func read(_ providers: JSONObject, at path: JSONPath) throws -> [ReadProvider] {
    var reader = self
    reader.context = context.knowing(variables(of: providers))
    return try reader.all(providers, at: path)
  }

  /// The variables that keys of the document are read from: a header may name one of them in a way that alone says nothing.
  private func variables(of providers: JSONObject) -> Set<String> {
    var names: Set<String> = []
    for (_, value) in providers {
      switch value["apiKey"] {
      case .string(let text)? where Self.mayName(text) && unescaped(text) == nil:
        guard case .reference(let reference) = KeyText(text, isSet: context.isSet) else { continue }
        if let name = reference.variable { names.insert(name) }
      case .object(let object)?:
        if let name = SecretReference(object)?.key.variable { names.insert(name) }
      default: break
      }
    }
    return names
  }

  /// Whether `text` begins as what names a variable does; most keys do not.
  private static func mayName(_ text: String) -> Bool {
    guard let first = text.trimmed.utf8.first else { return false }
    return first == UInt8(ascii: "$") || first == UInt8(ascii: "_")
      || (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(first)
      || text.trimmed.hasPrefix("secretref")
  }

  private func all(_ providers: JSONObject, at path: JSONPath) throws -> [ReadProvider] {
    var chosen: [String: String] = [:]
    for key in providers.keys {
      let id = naming.provider(key)
      if chosen[id] == nil || key == id { chosen[id] = key }
    }
    var result: [ReadProvider] = []
    for (position, (key, value)) in providers.enumerated() {
      let place = path.appending(key)
      let id = naming.provider(key)
      log.count(.providers, \.read)
      if log.leavesOut(keyIn: key, as: "the id of a provider", .providers, path) {
        log.count(.providers, \.skipped)
      } else if let problem = Self.problem(of: id, value) {
        log.count(.providers, \.skipped)
        log.skip(.providers, place, problem)
      } else if let other = chosen[id], other != key {
        log.count(.providers, \.skipped)
        log.skip(
          .providers, place, "\(key.quoted) is another spelling of \(other.quoted), which counts.")
      } else if let members = value.object {
        result.append(try provider(members, key: key, id: id, position: position, at: place))
      }
    }
    return result
  }

  private static func problem(of id: String, _ value: JSON) -> String? {
    if let fault = Provider.identifierFault(in: id) { return "Not a provider id: \(fault)." }
    return value.object == nil ? "A provider must be an object, not \(value.kind)." : nil
  }

  private func provider(
    _ members: JSONObject, key: String, id: String, position: Int, at place: JSONPath
  ) throws -> ReadProvider {
    let sieve = CredentialSieve(context: context, log: log, kind: .secrets)
    var fields = DocumentFields(
      members, field: .root, path: place, kind: .providers, sieve: sieve, log: log)
    fields.unescaped = unescaped
    var definition = ProviderDefinition(id: id, writtenID: key, position: position)
    fields.noteBlank(["baseUrl", "api"])
    definition.key = try fields.key("apiKey")
    definition.baseURL = try fields.endpoint("baseUrl", filling: variable)
    definition.api = fields.text("api")
    definition.authMode = fields.text("auth")
    definition.authHeader = fields.flag("authHeader")
    definition.headersJSON = try fields.headers("headers")
    definition.compatJSON = try fields.object("compat")
    let list = fields.take("models")
    definition.hasModels = list?.array != nil
    if let list, list.array == nil, !list.isNull {
      log.skip(.providers, place.appending("models"), "'models' must be a list, not \(list.kind).")
    }
    let models = try self.models(list?.array ?? [], at: place.appending("models"), sieve)
    fields.check("name", "text") { $0.string != nil }
    fields.check("modelOverrides", "an object of objects") { overrides in
      overrides.object?.allSatisfy { $1.object != nil } ?? false
    }
    definition.extraJSON = try fields.rest()
    log.count(.secrets, \.read, sieve.secrets.count)
    return ReadProvider(
      definition: definition, models: models, secrets: sieve.secrets, path: place,
      unmentioned: Set(SetMember.allCases.filter { Self.isUnsaid(members[$0.rawValue]) }))
  }

  /// Whether a member is not there, or blank, which counts as that.
  private static func isUnsaid(_ value: JSON?) -> Bool {
    value.map { $0.string?.trimmed.isEmpty ?? false } ?? true
  }

  private func models(
    _ list: [JSON], at path: JSONPath, _ sieve: CredentialSieve
  ) throws -> [ModelDefinition] {
    var seen: Set<String> = []
    var models: [ModelDefinition] = []
    models.reserveCapacity(list.count)
    for (index, value) in list.enumerated() {
      log.count(.models, \.read)
      let written = value["id"]?.string ?? ""
      let id = written.trimmed
      if log.leavesOut(keyIn: id, as: "the id of the model", .models, path.appending(index)) {
        log.count(.models, \.skipped)
        continue
      }
      if let problem = Self.problem(ofModel: value, id: id, seen: seen) {
        log.count(.models, \.skipped)
        log.skip(.models, path.appending(index), problem)
        continue
      }
      if id.utf8.count != written.utf8.count {
        log.note(
          .models, path.appending(index).appending("id"), "White space around the id was removed.")
      }
      seen.insert(id)
      var fields = DocumentFields(
        value.object ?? [:], field: ["models", .key(id)], path: path.appending(index),
        kind: .models, sieve: sieve, log: log)
      fields.unescaped = unescaped
      models.append(try model(&fields, id: id, position: index))
    }
    return models
  }

  private static func problem(ofModel value: JSON, id: String, seen: Set<String>) -> String? {
    guard let object = value.object else { return "A model must be an object, not \(value.kind)." }
    guard object["id"]?.string != nil else { return "The model has no 'id' that is text." }
    if id.isEmpty { return "The model's 'id' is blank." }
    if id.utf8.count > 512 { return "The model's 'id' is longer than 512 bytes." }
    if id.hasUnprintable { return "The model's 'id' holds a control character." }
    guard let earlier = seen.firstIndex(of: id) else { return nil }
    let isSame = seen[earlier].utf8.elementsEqual(id.utf8)
    let form = isSame ? "" : ", spelt with other characters of Unicode that look the same"
    return "\(id.quoted) is defined already\(form); the first one counts."
  }

  private func model(
    _ fields: inout DocumentFields, id: String, position: Int
  ) throws -> ModelDefinition {
    _ = fields.take("id")
    var model = ModelDefinition(id: id, position: position)
    fields.noteBlank(["baseUrl", "api"])
    model.name = fields.text("name")
    model.api = fields.text("api")
    model.baseURL = try fields.endpoint("baseUrl", filling: variable)
    model.reasoning = fields.flag("reasoning")
    model.input = fields.modalities("input", known: isReadAsItIs ? ConsumerRules.modalities : nil)
    model.contextWindow = fields.tokens("contextWindow")
    model.maxTokens = fields.tokens("maxTokens")
    model.cost = fields.cost("cost")
    model.headersJSON = try fields.headers("headers")
    model.compatJSON = try fields.object("compat")
    fields.check("thinkingLevelMap", "an object of texts") { ConsumerRules.isLevelMap($0) }
    fields.check("samplingParams", "an object") { $0.object != nil }
    model.extraJSON = try fields.rest()
    return model
  }
}
