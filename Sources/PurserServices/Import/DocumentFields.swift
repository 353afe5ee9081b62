import JSONKit
import PurserDomain

/// The members of a provider or model on their way into columns.
///
/// Each reader takes a member out; one whose value does not fit its column stays with the members that
/// have no column, with a finding, so that nothing of the document is lost.
struct DocumentFields {
  /// In document order; nil for a member that was taken out.
  private var members: [(name: String, value: JSON?)]
  private let field: JSONPath
  private let path: JSONPath
  private let kind: ImportKind
  private let sieve: CredentialSieve
  private let log: ImportLog
  /// Returns the literal that a text with escapes stands for; nil for a text without.
  var unescaped: (String) -> String? = { _ in nil }
  /// Credentials that were taken out of an address.
  private var endpoint: JSONObject?

  init(
    _ members: JSONObject, field: JSONPath, path: JSONPath, kind: ImportKind,
    sieve: CredentialSieve, log: ImportLog
  ) {
    self.members = members.map { ($0.key, $0.value) }
    self.field = field
    self.path = path
    self.kind = kind
    self.sieve = sieve
    self.log = log
  }

  /// Takes a member out as it is.
  mutating func take(_ name: String) -> JSON? {
    let value = self[name]
    if value != nil { self[name] = nil }
    return value
  }

  /// Puts `value` where a member was taken out, to be kept with the others that have no column.
  mutating func put(_ name: String, _ value: JSON) { self[name] = value }

  /// Takes a text out. A key that somebody put in its place goes nowhere, for columns are listed and written to files.
  mutating func text(_ name: String) -> String? {
    fitting(name, "text") { $0.string }.flatMap { withoutKey($0, name) }
  }

  /// `text`, or nil with a finding where it holds a key of a known service.
  private func withoutKey(_ text: String, _ name: String) -> String? {
    log.leavesOut(keyIn: text, as: "'\(name)'", kind, path.appending(name)) ? nil : text
  }

  /// Notes those of the members `names` that are blank.
  func noteBlank(_ names: [String]) {
    for name in names where self[name]?.string?.trimmed.isEmpty == true {
      log.note(kind, path.appending(name), "'\(name)' is blank, which counts as none.")
    }
  }

  /// Notes a member that has no column and is not what it should be; it is kept as written.
  func check(_ name: String, _ wanted: String, _ isValid: (JSON) -> Bool) {
    guard let value = self[name], !value.isNull, !isValid(value) else { return }
    noteUnfit(name, at: path.appending(name), wanted)
  }

  private func noteUnfit(_ name: String, at place: JSONPath, _ wanted: String) {
    log.note(
      kind, place, "'\(name)' should be \(wanted); what stands there is kept as written.")
  }

  mutating func flag(_ name: String) -> Bool? { fitting(name, "true or false") { $0.bool } }

  mutating func tokens(_ name: String) -> Int64? {
    fitting(name, "a whole number above zero") { value in
      value.int64.flatMap { $0 > 0 ? $0 : nil }
    }
  }

  /// Takes a list of words out; with `known` those are noted that are none of them.
  mutating func modalities(_ name: String, known: [String]? = nil) -> [String]? {
    for (index, word) in (self[name]?.array ?? []).enumerated() {
      guard let known, let word = word.string, !known.contains(word) else { continue }
      log.note(
        kind, path.appending(name).appending(index),
        "Readers know no input \(word.quoted), and refuse the file; an export leaves it out.")
    }
    return fitting(name, "a list of words") { value in
      guard let elements = value.array else { return nil }
      let words = elements.compactMap(\.string)
      let areWords = words.allSatisfy {
        !$0.isEmpty && !$0.holds(",") && !$0.hasUnprintable && !SecretToken.isKnownKey(in: $0)
      }
      return words.count == elements.count && areWords ? words : nil
    }
  }

  /// Takes an object out as compact JSON, without credentials.
  mutating func object(_ name: String) throws -> String? {
    guard let object = fitting(name, "an object", { $0.object }) else { return nil }
    return try sieve.sifted(
      .object(object), name: name, field: field.appending(name), path: path.appending(name)
    )?.text(.compact)
  }

  /// Takes headers out as compact JSON, without credentials.
  mutating func headers(_ name: String) throws -> String? {
    guard let value = take(name), !value.isNull else { return nil }
    guard let object = value.object else {
      // Not kept: whatever stands there instead may be a credential.
      log.skip(kind, path.appending(name), "'\(name)' must be an object, not \(value.kind).")
      return nil
    }
    let headers = try sieve.headers(
      object, field: field.appending(name), path: path.appending(name), unescaped: unescaped)
    return JSON.object(headers).text(.compact)
  }

  /// Takes an address out, without credentials, which go beside the members that have no column. With
  /// `variable` the variables that it names are filled in first, as a gateway does when it loads: nobody
  /// does it later. [research/cli-and-formats.md 11.4, 12.2]
  mutating func endpoint(
    _ name: String, filling variable: ((String) -> String?)? = nil
  ) throws -> String? {
    guard let written = fitting(name, "text", { $0.string }) else { return nil }
    let text = variable.map { filled(written, at: path.appending(name), $0) } ?? written
    let address = EndpointAddress(text, isAddress: true)
    guard address.hadCredential else { return withoutKey(text, name) }
    log.note(
      .secrets, path.appending(name), "The credentials in the address were taken out and sealed.")
    var marks = JSONObject()
    let place = path.appending(name)
    if let userinfo = address.userinfo {
      marks["userinfo"] = try sieve.taken(
        userinfo, field: field.appending(name).appending("userinfo"), path: place)
    }
    if !address.parameters.isEmpty {
      var query = JSONObject()
      for (index, (parameter, value)) in address.parameters.enumerated() {
        let name = query.contains(parameter) ? "\(parameter)#\(index)" : parameter
        query[name] = try sieve.taken(
          value, field: field.appending("baseUrl").appending("query").appending(name), path: place)
      }
      marks["query"] = .object(query)
    }
    if !address.segments.isEmpty {
      var segments = JSONObject()
      for (segment, value) in address.segments {
        let field = field.appending("baseUrl").appending("path").appending(String(segment))
        segments[String(segment)] = try sieve.taken(value, field: field, path: place)
      }
      marks["path"] = .object(segments)
    }
    if let fragment = address.fragment {
      marks["fragment"] = try sieve.taken(
        fragment, field: field.appending("baseUrl").appending("fragment"), path: place)
    }
    endpoint = marks
    return withoutKey(address.url, name)
  }

  /// The address with its variables filled in; as written, with a finding, where one cannot be.
  private func filled(
    _ text: String, at place: JSONPath, _ variable: (String) -> String?
  ) -> String {
    var result = ""
    for piece in EnvironmentText.pieces(text) {
      switch piece {
      case .literal(let part): result += part
      case .reference(let name):
        guard let value = variable(name), !value.hasUnprintable else {
          log.note(
            kind, place,
            "The variable '\(name)' is not set here; the address that the store has stays, else the text.",
            hint: "Set '\(name)' and import again; readers of models.json do not fill it in.")
          return text
        }
        // Its place would not say that it is to be sealed.
        guard !VariableValue.mayBeSecret(value, of: name), !isSecretPart(value, behind: result)
        else {
          log.note(
            kind, place,
            "The variable '\(name)' seems to hold a credential; the address is kept as text.")
          return text
        }
        result += value
      }
    }
    return result
  }

  /// Whether `value` looks random where a path or a query goes on after `text`; hosts may look so.
  private func isSecretPart(_ value: String, behind text: String) -> Bool {
    let rest = EndpointAddress.atScheme(text).rest
    return (rest.holds("/") || rest.holds("?")) && SecretShape.isRandom(value)
  }

  /// Takes the key out: a reference, or the mark of a literal one.
  mutating func key(_ name: String) throws -> KeyReference {
    guard let value = take(name), !value.isNull else { return .none }
    let place = path.appending(name)
    switch value {
    case .string(let text):
      let literal = unescaped(text)
      switch KeyText(literal ?? text, isSet: sieve.context.isSet) {
      case .reference(.none):
        log.note(kind, place, "The key is blank, which counts as none.")
        return .none
      case .reference(.placeholder(let text)): return .placeholder(text: text)
      case .reference(let reference) where literal == nil:
        sieve.noteKey(in: reference, place)
        return reference
      case .reference, .literal:
        if literal == text { log.note(kind, place, EnvironmentText.literalRemark) }
        let mark = try sieve.taken(
          log.trimmed(literal ?? text, kind, place), field: field.appending(name), path: place)
        guard let id = mark?[CredentialSieve.mark]?.int64, let digest = mark?["digest"]?.string
        else { return .none }
        return .sealed(id: id, digest: digest)
      }
    case .object(let object):
      if let reference = SecretReference(object) { return reference.key }
      log.skip(kind, place, "The key is an object that is no valid SecretRef.")
      return .none
    default:
      log.skip(kind, place, "The key must be text or a SecretRef, not \(value.kind).")
      return .none
    }
  }

  /// Takes prices out. Parts that are not exact in micro-dollars, or no numbers, stay behind.
  mutating func cost(_ name: String) -> ModelCost {
    var cost = ModelCost()
    guard let parts = self[name]?.object else {
      _ = fitting(name, "an object") { $0.object }
      return cost
    }
    var kept = JSONObject()
    for (part, value) in parts {
      guard Self.prices.contains(part), let number = value.number else {
        let place = path.appending(name).appending(part)
        if Self.prices.contains(part) {
          noteUnfit(part, at: place, "a number")
        } else if part == "tiers", !ConsumerRules.areTiers(value) {
          noteUnfit(part, at: place, "a list of objects with a number for each rate")
        }
        kept[part] = value
        continue
      }
      guard let price = Self.price(number) else {
        log.note(
          kind, path.appending(name).appending(part),
          "The price is not exact in millionths of a dollar; it is kept as written.")
        kept[part] = value
        continue
      }
      switch part {
      case "input": cost.inputMicroUSD = price
      case "output": cost.outputMicroUSD = price
      case "cacheRead": cost.cacheReadMicroUSD = price
      default: cost.cacheWriteMicroUSD = price
      }
    }
    self[name] = kept.isEmpty && !parts.isEmpty ? nil : .object(kept)
    return cost
  }

  /// Returns the members that are left as compact JSON, without credentials.
  mutating func rest() throws -> String {
    var kept = JSONObject()
    for (name, value) in members {
      guard let value else { continue }
      if log.leavesOut(keyIn: name, as: "the name of a member", kind, path) { continue }
      let place = path.appending(name)
      if name == CredentialSieve.mark || name == EndpointAddress.mark {
        log.skip(kind, place, "\(name.quoted) is Purser's own mark; the member was left out.")
        continue
      }
      kept[name] = try sieve.sifted(
        value, name: name, field: field.appending(name), path: place)
    }
    kept[EndpointAddress.mark] = endpoint.map(JSON.object)
    return kept.isEmpty ? "{}" : JSON.object(kept).text(.compact)
  }

  /// A member that was not taken out yet; setting nil takes it out.
  private subscript(name: String) -> JSON? {
    get { members.first { $0.name == name }?.value }
    set {
      guard let place = members.firstIndex(where: { $0.name == name }) else { return }
      members[place].value = newValue
    }
  }

  private mutating func fitting<Value>(
    _ name: String, _ wanted: String, _ read: (JSON) -> Value?
  ) -> Value? {
    guard let value = self[name] else { return nil }
    if let fit = read(value) {
      self[name] = nil
      return fit
    }
    if value.isNull {
      self[name] = nil
    } else {
      noteUnfit(name, at: path.appending(name), wanted)
    }
    return nil
  }

  private static func price(_ number: JSONNumber) -> Int64? {
    (try? Money(dollars: number.text).microUSD) ?? (try? Money(dollars: number.javaScript).microUSD)
  }

  private static let prices: Set<String> = ["input", "output", "cacheRead", "cacheWrite"]
}
