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
    isNamed ? isLiteral(text) : looksSecret(text)
  }

  /// Whether a number under a name that says so is one: most are budgets, one that long is a code or a key.
  func isCredential(_ number: JSONNumber) -> Bool { number.text.utf8.count >= 8 }

  /// Whether the member `key` of `object`, whose own name is `name`, has to be judged as one whose name says that it is a
  /// credential, whatever it is called.
  func isNamed(_ key: String, _ member: JSON, of object: JSONObject, under name: String) -> Bool {
    // A header given by name and value: what it is called says nothing about what it holds.
    if key == "value", object.contains("headerName") { return true }
    guard let text = member.string else { return false }
    let name = name.scriptLowercased
    // Variables of a program are where keys are handed over, whatever they are called.
    if name == "env" {
      return SecretToken.occurs(in: text) || CredentialName.matches(variable: key, value: text)
    }
    // Headers under another name, such as `extra_headers` of a body.
    guard name.utf8.suffix(7).elementsEqual("headers".utf8) else { return false }
    return HeaderText(name: key, value: text, isSet: isSet) == .literal
  }

  /// Whether the element at `index` has to be judged so: in a list of words, a value stands behind or in the option that says
  /// what it is.
  func isNamed(_ index: Int, of elements: [JSON]) -> Bool {
    let isValue = index > 0 && isSecretOption(elements[index - 1])
    return isValue && elements[index].string?.hasPrefix("-") == false
      || isSecretOption(elements[index], withValue: true)
      || elements[index].string.map(isSecretPair) == true
  }

  /// Whether a word of a program is a pair of a name that says so and a credential: `password=VALUE`, or a header such as
  /// `Authorization: Bearer VALUE`, which may stand behind an option.
  private func isSecretPair(_ text: String) -> Bool {
    guard text.utf8.count <= 4096 else { return false }
    if let (name, value) = text.split(atFirst: ":"), !value.isEmpty {
      let header = name.split(atFirst: "=")?.after ?? name
      let isName = header.utf8.allSatisfy { SecretToken.isAlphanumeric($0) || $0 == 0x2D }
      let isCredential = CredentialName.matches(header) || SecretToken.bearer(in: value) != nil
      if isName, isCredential, isLiteral(value.trimmed) { return true }
    }
    guard !text.hasPrefix("-"), let (name, value) = text.split(atFirst: "=") else { return false }
    return CredentialName.matches(variable: name, value: value) && isLiteral(value)
  }

  /// Whether `value` is an option whose value is a credential: `--token`, or `--token=VALUE` where `withValue`.
  private func isSecretOption(_ value: JSON, withValue: Bool = false) -> Bool {
    guard let text = value.string, text.hasPrefix("-"), text.utf8.count <= 4096 else {
      return false
    }
    let option = String(text.drop { $0 == "-" })
    guard withValue else { return CredentialName.matches(option) }
    guard let (name, value) = option.split(atFirst: "="), !value.isEmpty else { return false }
    guard CredentialName.matches(name), case .literal = KeyText(value) else { return false }
    return true
  }

  private func isLiteral(_ text: String) -> Bool {
    if case .literal = KeyText(text, isSet: isSet) { return true }
    return false
  }

  private func looksSecret(_ text: String) -> Bool {
    if text.utf8.count < 8 { return false }
    if text.utf8.starts(with: "-----BEGIN".utf8) { return true }
    if let token = SecretToken.bearer(in: text) { return isLiteral(token) }
    return SecretToken.isKnownKey(in: text)
      || EndpointAddress(text, isSet: isSet).hadCredential
  }
}
