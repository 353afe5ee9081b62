package import JSONKit
import PurserDomain

/// Hides what must not be shown of a `models.json`: keys, headers that carry credentials, members that
/// sound like one, and addresses with a user or a key. Names of variables, commands and markers stay.
///
/// Two different secrets are shown as two different texts, so that a change of one is seen.
package struct DocumentMask: Sendable {
  /// Texts that are secret whatever they look like.
  package var secrets: Set<String>
  /// Names of variables, which are no secrets however short or unusual they are.
  package var names: Set<String>

  package init(secrets: Set<String> = [], names: Set<String> = []) {
    self.secrets = secrets
    self.names = names
  }

  /// Takes every key and header of `document` that is spelled as a name for one; only for a document
  /// that is known to hold no key.
  mutating func addNames(of document: JSON) {
    for (_, provider) in document["providers"]?.object ?? [:] {
      var texts =
        [provider["apiKey"]] + (provider["headers"]?.object.map { Array($0.values) } ?? [])
      for model in provider["models"]?.array ?? [] {
        texts += model["headers"]?.object.map { Array($0.values) } ?? []
      }
      for text in texts.compactMap({ $0?.string }) {
        if let name = KeySpelling.referencedName(in: text) {
          names.insert(name)
        } else if KeySpelling.isBareName(text) {
          names.insert(text)
        }
      }
    }
  }

  /// Whether the text of a key is a key itself and not a reference to one.
  package static func isSecret(_ text: String) -> Bool {
    if case .literal = KeyText(text) { return true }
    return false
  }

  /// Whether `text` is a command with what may be a key in it, which no command of the program takes as an argument either.
  private static func holdsKey(_ text: String) -> Bool {
    guard text.trimmed.utf8.first == UInt8(ascii: "!"),
      case .reference(.command(let command)) = KeyText(text)
    else { return false }
    return !PlainCommand.matches(command)
  }

  /// Returns a whole document with everything secret replaced: what a value is may follow from those around it.
  package func masked(_ document: JSON) -> JSON { masked(document, at: Place()) }

  /// Where a value stands.
  private struct Place {
    var key = ""
    /// The name of the object around it.
    var holder = ""
    /// Whether a name says that it is a credential: its own, or one of a member around it.
    var isNamed = false
    /// Whether it is an element of the list that is called so.
    var isElement = false
  }

  /// As an import would seal it, without the variables that this process has.
  private var rule: CredentialRule { CredentialRule(isSet: names.contains) }

  private func masked(_ value: JSON, at place: Place) -> JSON {
    switch value {
    case .object(let object):
      let isReference = SecretReference(object) != nil
      var result = JSONObject()
      for (name, member) in object {
        let holder = place.isElement ? "" : place.key
        let isNamed =
          !isReference
          && (place.isNamed || rule.isNamed(name, member, of: object, under: holder))
        result[name] = masked(member, at: Place(key: name, holder: place.key, isNamed: isNamed))
      }
      return .object(result)
    case .array(let elements):
      return .array(
        elements.indices.map { index in
          var below = place
          below.isElement = true
          if rule.isNamed(index, of: elements) { below.isNamed = true }
          return masked(elements[index], at: below)
        })
    case .string(let text):
      return isSecret(text, at: place) ? .string(Self.label(text)) : value
    case .number(let number):
      return place.isNamed && rule.isCredential(number) ? .string(Self.label(number.text)) : value
    default: return value
    }
  }

  private func isSecret(_ text: String, at place: Place) -> Bool {
    let (key, holder) = (place.key, place.holder)
    if secrets.contains(text) || Self.holdsKey(text) { return true }
    // The value of a header that is given by name, as in `request.auth`.
    let isName = names.contains(KeySpelling.referencedName(in: text) ?? text)
    if key == "apiKey" || (holder, key) == ("auth", "value") {
      return !isName && Self.isSecret(text)
    }
    if EndpointAddress(text, isAddress: key == "baseUrl").hadCredential { return true }
    // Written in a way that no user can be told from the host.
    if key == "baseUrl", text.holds("@"), EndpointAddress.split(text).scheme.isEmpty { return true }
    if holder == "headers" {
      if isName { return false }
      return HeaderText(name: key, value: text) == .literal
    }
    if place.isNamed { return rule.isCredential(text, isNamed: true) }
    // The names of models and providers may look as random as they like.
    if ["id", "name", "baseUrl", "api"].contains(key) { return false }
    return rule.isCredential(text, isNamed: false)
  }

  /// What is shown in place of a secret. The number tells two apart within one run and means nothing
  /// else: the hash is seeded anew for each process.
  private static func label(_ text: String) -> String {
    var hasher = Hasher()
    hasher.combine(text)
    let mark = UInt16(truncatingIfNeeded: hasher.finalize())
    return "(secret \(mark))"
  }
}
