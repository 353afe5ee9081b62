import JSONKit
import PurserDomain

/// Gives a provider of an exported file its sealed credentials back.
///
/// An export writes `secretref-managed` where the store has a sealed value. Taken at its word on the way
/// back, that would forget the value.
struct CarriedSecrets {
  /// What was found of the sealed values of a provider.
  private struct Found {
    var secrets: [PendingSecret]
    /// Where the file has the word for one of a list, and nothing there says which.
    var lost: [JSONPath] = []
  }

  /// Returns `read` with each marker that stands where `known` has a credential replaced by it.
  func carried(
    _ read: ReadProvider, from known: ProviderDefinition, _ knownModels: [ModelDefinition]
  ) throws -> ReadProvider {
    var result = read
    if case .sealed(let id, let digest) = known.key,
      read.definition.key == .marker(word: KeySpelling.managedMarker)
    {
      let place = add(id, digest, field: "apiKey", to: &result.secrets)
      result.definition.key = .sealed(id: place, digest: digest)
    }
    var found = Found(secrets: result.secrets)
    try carry(&result.definition.headersJSON, known.headersJSON, ["headers"], &found)
    try carry(&result.definition.compatJSON, known.compatJSON, ["compat"], &found)
    try carry(&result.definition.extraJSON, known.extraJSON, .root, &found)
    (result.secrets, result.lost) = (found.secrets, found.lost)
    if read.definition.baseURL == known.baseURL {
      try carryAddress(&result.definition.extraJSON, known.extraJSON, .root, &result.secrets)
    }
    // Mostly there is none, and then nothing needs to be looked up.
    let sealing = knownModels.filter(Self.mayHoldSecret)
    guard !sealing.isEmpty else { return result }
    let models = Dictionary(sealing.map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    for index in read.models.indices {
      var model = read.models[index]
      guard let old = models[model.id] else { continue }
      let place: JSONPath = ["models", .key(model.id)]
      var found = Found(secrets: result.secrets, lost: result.lost)
      try carry(&model.headersJSON, old.headersJSON, place.appending("headers"), &found)
      try carry(&model.compatJSON, old.compatJSON, place.appending("compat"), &found)
      try carry(&model.extraJSON, old.extraJSON, place, &found)
      (result.secrets, result.lost) = (found.secrets, found.lost)
      if model.baseURL == old.baseURL {
        try carryAddress(&model.extraJSON, old.extraJSON, place, &result.secrets)
      }
      result.models[index] = model
    }
    return result
  }

  func add(
    _ id: Int64, _ digest: String, field: String, to secrets: inout [PendingSecret]
  ) -> Int64 {
    secrets.append(PendingSecret(field: field, value: .carried(row: id), digest: digest))
    return Int64(secrets.count - 1)
  }

  private func carry(
    _ text: inout String?, _ known: String?, _ field: JSONPath, _ found: inout Found
  ) throws {
    guard var present = text, let known else { return }
    try carry(&present, known, field, &found)
    text = present
  }

  private func carry(
    _ text: inout String, _ known: String, _ field: JSONPath, _ found: inout Found
  ) throws {
    guard Self.mayHold(text, KeySpelling.managedMarker), Self.mayHold(known, CredentialSieve.mark)
    else { return }
    let before = found.secrets.count
    let value = try carried(SealedMarks.parsed(text), SealedMarks.parsed(known), field, &found)
    if found.secrets.count > before { text = value.text(.compact) }
  }

  private func carried(
    _ value: JSON, _ known: JSON, _ field: JSONPath, _ found: inout Found
  ) -> JSON {
    switch (value, known) {
    case (.string(KeySpelling.managedMarker), .object(let mark)):
      return moved(mark, field, &found.secrets) ?? value
    case (.object(let object), .object(let other)):
      var result = object
      for (key, member) in object {
        guard let old = other[key] else { continue }
        result[key] = carried(member, old, field.appending(key), &found)
      }
      return .object(result)
    case (.array(let elements), .array(let others)):
      let pairs = ListPairs(elements, others)
      for place in pairs.lost { found.lost.append(field.appending(place)) }
      return .array(
        elements.indices.map { index in
          guard let other = pairs.places[index] else { return elements[index] }
          return carried(elements[index], others[other], field.appending(index), &found)
        })
    default: return value
    }
  }

  /// An address that is the known one without its credentials gets them back.
  func carryAddress(
    _ text: inout String, _ known: String, _ field: JSONPath, _ secrets: inout [PendingSecret]
  ) throws {
    guard Self.mayHold(known, EndpointAddress.mark),
      let marks = try SealedMarks.parsed(known)[EndpointAddress.mark]?.object,
      var members = try SealedMarks.parsed(text).object, !members.contains(EndpointAddress.mark)
    else { return }
    let place = field.appending("baseUrl")
    var moved = JSONObject()
    for (part, value) in marks {
      guard let object = value.object else { continue }
      if object.contains(CredentialSieve.mark) {
        moved[part] = self.moved(object, place.appending(part), &secrets)
        continue
      }
      var parts = JSONObject()
      for (name, mark) in object {
        parts[name] = mark.object.flatMap {
          self.moved($0, place.appending(part).appending(name), &secrets)
        }
      }
      moved[part] = .object(parts)
    }
    members[EndpointAddress.mark] = .object(moved)
    text = JSON.object(members).text(.compact)
  }

  func moved(
    _ mark: JSONObject, _ field: JSONPath, _ secrets: inout [PendingSecret]
  ) -> JSON? {
    guard let id = mark[CredentialSieve.mark]?.int64, let digest = mark["digest"]?.string else {
      return nil
    }
    let place = add(id, digest, field: field.description, to: &secrets)
    return [CredentialSieve.mark: .number(JSONNumber(place)), "digest": .string(digest)]
  }

  private static func mayHoldSecret(_ model: ModelDefinition) -> Bool {
    model.jsonTexts.contains { mayHold($0, CredentialSieve.mark) }
  }

  static func mayHold(_ text: String, _ word: String) -> Bool {
    guard text.utf8.count >= word.utf8.count else { return false }
    let needle = Array(word.utf8)
    let bytes = text.utf8
    var rest = bytes[...]
    while let at = rest.firstIndex(of: needle[0]) {
      if bytes[at...].starts(with: needle) { return true }
      rest = bytes[bytes.index(after: at)...]
    }
    return false
  }
}
