import JSONKit
import PurserDomain

/// By what a text of a document is taken for a credential: an import seals by it, and what shows a document hides by it.
///
/// A text is a credential when its name says so and it is no reference, when a word of it begins as keys of known
/// services do, when it is a variable or header with anything like a key in it, and when it is an address with a
/// password in it. In doubt it is one. What stands below such a name is judged as if it had it.
struct CredentialRule {
  /// Whether a variable of that name is known.
  var isSet: (String) -> Bool = { _ in false }

  /// Whether `text` is a credential, under a name that says so or without one.
  func isCredential(_ text: String, isNamed: Bool) -> Bool {
    if Self.isPublic(text) { return false }
    return isNamed ? isLiteral(text) : looksSecret(text)
  }

  /// Whether a number under a name that says so is one: most are budgets, one that long is a code or a key.
  func isCredential(_ number: JSONNumber) -> Bool { number.text.utf8.count >= 8 }

  /// Whether the member `name`, by itself, says that it or what stands below it is a credential.
  func isNamed(_ name: String, _ member: JSON) -> Bool {
    if let text = member.string, isOfHeaders(name), holdsHeader(text) { return true }
    let values = member.array ?? [member]
    guard CredentialName.matches(name) else {
      return CredentialName.mayMatch(name)
        && values.lazy.compactMap(\.string).contains { isNamed(name, ofValue: $0) }
    }
    let texts = values.map { $0.string ?? $0.number?.text }
    // Such as the names of variables that a program is passed.
    return texts.isEmpty
      || texts.contains { text in text.map { !CredentialName.isOther($0, under: name) } ?? true }
  }

  private func isNamed(_ name: String, ofValue text: String) -> Bool {
    CredentialName.matches(name, value: text) && !CredentialName.isOther(text, under: name)
  }

  /// Whether the member `key` of `object`, whose own name is `name`, has to be judged as one whose name says that it is a
  /// credential.
  func isNamed(_ key: String, _ member: JSON, of object: JSONObject, under name: String) -> Bool {
    // A header given by name and value: what it is called says nothing about what it holds.
    if key == "value", object.contains("headerName") { return true }
    // There the keys are ids of models and providers.
    if member.object != nil, Self.holdersOfIDs.contains(name.scriptLowercased) { return false }
    guard let text = member.string else { return isNamed(key, member) }
    if let pair = Self.nameOfPair(object) {
      if key == "value", isCredential(text, ofVariable: pair) || isCredential(text, ofHeader: pair)
      {
        return true
      }
      if key == "key", pair == text, CredentialName.matches(header: pair) { return false }
    }
    // Variables of a program are where keys are handed over, whatever they are called.
    if name.scriptLowercased == "env" {
      return SecretToken.occurs(in: text) || isOfHeaders(key) && holdsHeader(text)
        || isCredential(text, ofVariable: key)
    }
    // A map of such things by name, as in `"tokens": {"lab": "…"}`.
    if CredentialName.isDoubtful(name), isNamed(name, ofValue: text) { return true }
    // Headers under another name, such as `extra_headers` of a body.
    return isOfHeaders(name) ? isCredential(text, ofHeader: key) : isNamed(key, member)
  }

  /// Whether the element at `index` has to be judged so: in a list of words, a value stands behind or in the option that says
  /// what it is.
  func isNamed(_ index: Int, of elements: [JSON]) -> Bool {
    guard let text = elements[index].string, text.utf8.count <= 4096 else { return false }
    if index > 0, let before = elements[index - 1].string, before.utf8.count <= 4096 {
      if before.hasPrefix("-") {
        let isValue = !before.holds("=") && !text.hasPrefix("-")
        if isValue, isCredential(text, ofOption: before) { return true }
      } else if elements.count == 2, CredentialName.matches(header: before),
        SecretShape.matches(text)
      {
        // A header as a list of its name and its value.
        return true
      }
    }
    let isHeader =
      index > 0
      && ["-H", "--header"].contains { elements[index - 1].string == $0 || text.hasPrefix($0) }
    return isHeaderWord(text, isHeader: isHeader) || isPair(text)
  }

  /// Whether a word of a program is a header such as `Authorization: Bearer VALUE`, which may stand behind an option. Without
  /// a blank the same signs are those of volumes and of models with their tags.
  private func isHeaderWord(_ text: String, isHeader: Bool) -> Bool {
    guard let (name, value) = text.split(atFirst: ":"), !value.isEmpty else { return false }
    let header = name.split(atFirst: "=")?.after ?? name
    guard header.utf8.allSatisfy({ SecretToken.isAlphanumeric($0) || $0 == 0x2D }) else {
      return false
    }
    if SecretToken.bearer(in: value) != nil { return isLiteral(value.trimmed) }
    let isWritten =
      isHeader || value.hasPrefix(" ") || header.holds("-") || SecretShape.matches(value)
      || ["authorization", "cookie"].contains(header.scriptLowercased)
    return isWritten && CredentialName.matches(header: header)
      && isValue(value.trimmed, under: header)
  }

  /// Whether a word of a program is a pair of a name that says so and a credential: `password=VALUE`, `--token=VALUE` or, with
  /// the pair behind an option, `--env=DB_PASSWORD=VALUE`.
  private func isPair(_ text: String) -> Bool {
    guard let (name, value) = text.split(atFirst: "="), !value.isEmpty else { return false }
    guard text.hasPrefix("-") else { return isCredential(value, ofVariable: name) }
    if isCredential(value, ofOption: name) { return true }
    guard let (inner, rest) = value.split(atFirst: "="), Self.isName(inner) else { return false }
    return isCredential(rest, ofVariable: inner)
  }

  private func isCredential(_ text: String, ofOption option: String) -> Bool {
    CredentialName.matches(option, value: text) && isValue(text, under: option)
  }

  private func isCredential(_ text: String, ofVariable name: String) -> Bool {
    CredentialName.matches(variable: name, value: text) && isValue(text, under: name)
  }

  private func isCredential(_ text: String, ofHeader name: String) -> Bool {
    HeaderText(name: name, value: text, isSet: isSet) == .literal
  }

  /// Whether `text` may be what `name` says: programs are told where a credential is, and whether to use one, by the same names.
  private func isValue(_ text: String, under name: String) -> Bool {
    !CredentialName.isOther(text, under: name) && isLiteral(text)
  }

  private static let holdersOfIDs: Set<String> = ["models", "modeloverrides", "providers"]

  /// The name in a pair such as `{"name": "API_TOKEN", "value": "…"}`, as lists of variables and headers have them.
  private static func nameOfPair(_ object: JSONObject) -> String? {
    guard object["value"]?.string != nil,
      let name = object["name"]?.string ?? object["key"]?.string, isName(name),
      !SecretToken.occurs(in: name)
    else { return nil }
    return name
  }

  /// Whether `text` is written as names of variables and headers are.
  private static func isName(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.count <= 256
      && text.utf8.allSatisfy { SecretToken.isAlphanumeric($0) || [0x2D, 0x2E, 0x5F].contains($0) }
  }

  private func isOfHeaders(_ name: String) -> Bool {
    name.scriptLowercased.utf8.suffix(7).elementsEqual("headers".utf8)
  }

  /// Whether one of the headers in `text`, by lines or with commas between them, is a credential.
  private func holdsHeader(_ text: String) -> Bool {
    text.utf8.split { [0x0A, 0x0D, 0x2C, 0x3B].contains($0) }.contains { part in
      let line = String(Substring(part))
      guard let end = line.firstIndex(where: { [":", "="].contains($0) }) else { return false }
      let name = String(line[..<end]).trimmed
      return Self.isName(name)
        && isCredential(String(line[line.index(after: end)...]).trimmed, ofHeader: name)
    }
  }

  /// Whether `text` is nothing but certificates and public keys.
  private static func isPublic(_ text: String) -> Bool {
    let begin = "-----BEGIN "
    let trimmed = text.trimmed
    guard trimmed.utf8.starts(with: begin.utf8) else { return false }
    return trimmed.split(separator: begin).allSatisfy { block in
      let parts = String(block).trimmed.split(separator: "-----", omittingEmptySubsequences: false)
      return parts.count == 4 && parts[2] == "END \(parts[0])" && parts[3].isEmpty
        && ["CERTIFICATE", "PUBLIC KEY"].contains { parts[0].hasSuffix($0) }
    }
  }

  /// Whether `text` is no reference. A single word behind `!` is a password: commands stand in keys and headers as a rule.
  private func isLiteral(_ text: String) -> Bool {
    switch KeyText(text, isSet: isSet) {
    case .literal: true
    case .reference(.command(let command)): !PlainCommand.isLine(command)
    case .reference: false
    }
  }

  private func looksSecret(_ text: String) -> Bool {
    if text.utf8.count < 8 { return false }
    if text.utf8.starts(with: "-----BEGIN".utf8) { return true }
    if let token = SecretToken.bearer(in: text) { return isLiteral(token) }
    return SecretToken.isKnownKey(in: text)
      || EndpointAddress(text).hadCredential
  }
}
