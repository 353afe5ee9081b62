import JSONKit
import PurserDomain

/// A provider as one document defines it, apart from its credentials.
///
/// Until it is stored, the marks of credentials hold places in `secrets` instead of row ids: in
/// `definition.key`, and in the JSON texts.
struct ReadProvider: Sendable {
  var definition: ProviderDefinition
  /// In document order.
  var models: [ModelDefinition]
  var secrets: [PendingSecret]
  /// Where it stands in its document.
  var path: JSONPath
  /// Those of its members about credentials that the document does not mention at all: of `SetMember`.
  var unmentioned: Set<SetMember> = []
  /// Where lists of it have the word for a sealed value and nothing says which that was.
  var lost: [JSONPath] = []
}

/// A member of a provider that stays as a command set it where the document does not mention it.
enum SetMember: String, CaseIterable {
  case key = "apiKey"
  case authMode = "auth"
  case authHeader = "authHeader"

  /// What it is called.
  var title: String {
    switch self {
    case .key: "key"
    case .authMode: "kind of authentication"
    case .authHeader: "word on the authorization header"
    }
  }

  /// The columns of a provider that it stands in. A key that is sealed anew is a new row of the vault.
  var columns: [String] {
    switch self {
    case .key: ["api_key_kind", "api_key_ref", "secret_id"]
    case .authMode: ["auth_mode"]
    case .authHeader: ["auth_header"]
    }
  }
}

extension ReadProvider {
  /// Returns definition and models with the row ids of its credentials, `ids` in the order of `secrets`.
  func sealed(_ ids: [Int64]) throws -> (definition: ProviderDefinition, models: [ModelDefinition])
  {
    if ids.isEmpty { return (definition, models) }
    var definition = definition
    if case .sealed(let place, let digest) = definition.key {
      definition.key = .sealed(id: ids[Int(place)], digest: digest)
    }
    func renumber(_ text: inout String?) throws {
      if let present = text { text = try SealedMarks.renumbered(present) { ids[Int($0)] } }
    }
    func renumber(_ text: inout String) throws {
      text = try SealedMarks.renumbered(text) { ids[Int($0)] }
    }
    try renumber(&definition.headersJSON)
    try renumber(&definition.compatJSON)
    try renumber(&definition.extraJSON)
    let models = try models.map { model in
      var model = model
      try renumber(&model.headersJSON)
      try renumber(&model.compatJSON)
      try renumber(&model.extraJSON)
      return model
    }
    return (definition, models)
  }
}

/// The objects `{"$sealed": id, "digest": text}` that stand for credentials in JSON texts.
enum SealedMarks {
  /// Returns `text` with the id of each mark replaced.
  static func renumbered(_ text: String, _ id: (Int64) -> Int64) throws -> String {
    guard mayHold(text) else { return text }
    return try mapped(parsed(text)) { mark in
      var mark = mark
      if let old = mark[CredentialSieve.mark]?.int64 {
        mark[CredentialSieve.mark] = .number(JSONNumber(id(old)))
      }
      return .object(mark)
    }.text(.compact)
  }

  /// Hands over id and digest of each mark in `text`.
  static func forEach(_ text: String, _ body: (Int64, String) -> Void) throws {
    guard mayHold(text) else { return }
    _ = try mapped(parsed(text)) { mark in
      if let id = mark[CredentialSieve.mark]?.int64, let digest = mark["digest"]?.string {
        body(id, digest)
      }
      return .object(mark)
    }
  }

  /// Returns `value` with each mark replaced by what `change` makes of it.
  static func mapped(_ value: JSON, _ change: (JSONObject) -> JSON) -> JSON {
    switch value {
    case .object(let object):
      if object.contains(CredentialSieve.mark) { return change(object) }
      return .object(JSONObject(object.map { (key: $0.key, value: mapped($0.value, change)) }))
    case .array(let elements): return .array(elements.map { mapped($0, change) })
    default: return value
    }
  }

  /// Reads JSON that Purser has written.
  static func parsed(_ text: String) throws -> JSON {
    try JSON.parse(text, limits: JSONLimits(bytes: 64 << 20, depth: 1000))
  }

  private static func mayHold(_ text: String) -> Bool {
    let mark = Array("\"\(CredentialSieve.mark)\"".utf8)
    let bytes = text.utf8
    var rest = bytes[...]
    while let at = rest.firstIndex(of: mark[0]) {
      if bytes[at...].starts(with: mark) { return true }
      rest = bytes[bytes.index(after: at)...]
    }
    return false
  }
}

extension ModelDefinition {
  /// What it has as JSON, where sealed values may stand.
  var jsonTexts: [String] { [headersJSON, compatJSON, extraJSON].compactMap { $0 } }
}

extension ProviderDefinition {
  /// What it has as JSON, where sealed values may stand.
  var jsonTexts: [String] { [headersJSON, compatJSON, extraJSON].compactMap { $0 } }

  /// The same with that of `models`.
  func jsonTexts(with models: [ModelDefinition]) -> [String] {
    jsonTexts + models.flatMap(\.jsonTexts)
  }
}
