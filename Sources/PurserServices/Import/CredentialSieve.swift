import JSONKit
import PurserDomain
import SecretKit

/// A credential that was found in a document and goes sealed into the vault.
struct PendingSecret: Sendable {
  enum Value: Sendable {
    /// What the document says.
    case given(SecretBytes)
    /// What is sealed in a row already, for which the document has a word. Opened only where it needs a row of its own.
    case carried(row: Int64)
  }

  /// Which value of its owner it is, such as `apiKey` or `headers.x-api-key`.
  var field: String
  var value: Value
  /// The keyed digest that stands for it.
  var digest: String
}

/// What reading a document needs to know of the world to tell credentials from references.
struct CredentialContext {
  /// Whether the environment has a variable of that name.
  var isSet: (String) -> Bool
  /// Returns the keyed digest of a credential; throws what reading the master key throws.
  var digest: (SecretBytes) throws -> String

  /// The same, with `variables` known as names of variables besides.
  func knowing(_ variables: Set<String>) -> CredentialContext {
    if variables.isEmpty { return self }
    var context = self
    context.isSet = { [isSet] name in variables.contains(name) || isSet(name) }
    return context
  }
}

/// Keeps credentials out of JSON that is stored as it is: each one is taken out and its place marked.
///
/// What is one, `CredentialRule` says.
final class CredentialSieve {
  /// The key of the object that stands where a credential was taken out.
  static let mark = "$sealed"

  let context: CredentialContext
  let log: ImportLog
  let kind: ImportKind
  private let rule: CredentialRule
  /// Whether there is a vault row to seal for; where there is none, credentials are left out.
  private let seals: Bool
  /// What was taken out, in order. The mark in the document holds the place in this list.
  private(set) var secrets: [PendingSecret] = []

  init(context: CredentialContext, log: ImportLog, kind: ImportKind, seals: Bool = true) {
    self.context = context
    self.log = log
    self.kind = kind
    rule = CredentialRule(isSet: context.isSet)
    self.seals = seals
  }

  /// Returns `value` without credentials; nil when nothing of it may be kept. `field` names it in the
  /// vault, `path` in the file. `isNamed` says whether those around it make it one; nil where only its name counts.
  func sifted(
    _ value: JSON, name: String, field: JSONPath, path: JSONPath, isNamed: Bool? = nil
  ) throws -> JSON? {
    let isNamed = isNamed ?? rule.isNamed(name, value)
    switch value {
    case .string(let text):
      guard rule.isCredential(text, isNamed: isNamed) else {
        if isNamed, case .reference(let reference) = KeyText(text, isSet: context.isSet) {
          noteKey(in: reference, path)
        }
        return value
      }
      noteWord(text, path)
      return try taken(text, field: field, path: path)
    case .number(let number):
      guard isNamed, rule.isCredential(number) else { return value }
      return try taken(number.text, field: field, path: path)
    case .array(let elements):
      var kept: [JSON] = []
      for (index, element) in elements.enumerated() {
        let sifted = try sifted(
          element, name: "", field: field.appending(index), path: path.appending(index),
          isNamed: isNamed || rule.isNamed(index, of: elements))
        if let sifted { kept.append(sifted) }
      }
      return .array(kept)
    case .object(let object):
      return try sifted(object, name: name, field: field, path: path, isNamed: isNamed)
    case .null, .bool: return value
    }
  }

  private func sifted(
    _ object: JSONObject, name: String, field: JSONPath, path: JSONPath, isNamed: Bool
  ) throws -> JSON? {
    if object.contains(Self.mark) {
      log.skip(kind, path, "'\(Self.mark)' is Purser's own mark; the value was left out.")
      return nil
    }
    if SecretReference(object) != nil { return .object(object) }
    if name.scriptLowercased == "headers" {
      return .object(try headers(object, field: field, path: path))
    }
    var kept = JSONObject()
    for (key, member) in object
    where !log.leavesOut(keyIn: key, as: "the name of a member", kind, path) {
      kept[key] = try sifted(
        member, name: key, field: field.appending(key), path: path.appending(key),
        isNamed: isNamed || rule.isNamed(key, member, of: object, under: name))
    }
    return .object(kept)
  }

  /// Returns headers without credentials; what is neither text nor a SecretRef is left out. `unescaped`
  /// returns the literal that a text with escapes stands for, nil for a text without.
  func headers(
    _ headers: JSONObject, field: JSONPath, path: JSONPath,
    unescaped: (String) -> String? = { _ in nil }
  ) throws -> JSONObject {
    var kept = JSONObject()
    for (name, value) in headers {
      let place = path.appending(name)
      switch value {
      case .string(let written):
        let literal = unescaped(written)
        let text = literal ?? written
        switch HeaderText(name: name, value: text, isSet: context.isSet) {
        case .plain: kept[name] = .string(text)
        case .reference(let reference) where literal == nil:
          noteKey(in: reference, place)
          kept[name] = .string(KeyText.braced(text, isSet: context.isSet))
        // Kept as text, what was escaped would be taken for the reference that it only looks like.
        case .reference, .literal:
          if literal == written { log.note(kind, place, EnvironmentText.literalRemark) }
          if literal == nil { noteWord(text, place) }
          kept[name] = try taken(text, field: field.appending(name), path: place)
        }
      case .object(let object) where SecretReference(object) != nil: kept[name] = value
      default:
        log.skip(kind, place, "A header must be text; this \(value.kind) was left out.")
      }
    }
    return kept
  }

  /// Says of one word behind `!` that it was taken for a password: readers would run it.
  private func noteWord(_ text: String, _ path: JSONPath) {
    guard text.trimmed.utf8.first == UInt8(ascii: "!"), !PlainCommand.isLine(text) else { return }
    log.note(
      .secrets, path, "One word behind '!' was taken for a password and sealed.",
      hint: "For a command write its path, such as !/usr/local/bin/name.")
  }

  /// Says of a command that stays that it seems to hold a key.
  func noteKey(in reference: KeyReference, _ path: JSONPath) {
    guard case .command(let text) = reference, !PlainCommand.matches(text) else { return }
    log.note(
      .secrets, path,
      "The command seems to hold a key of its own; it stays as it is, since runtimes run it.",
      hint: "Have the command read that key from a file or a variable.")
  }

  /// Takes `text` out for the vault and returns the mark for its place; nil where nothing can be sealed.
  func taken(_ text: String, field: JSONPath, path: JSONPath) throws -> JSON? {
    guard seals else {
      log.skip(
        kind, path, "A credential has no place here; it was left out.",
        hint: "Name an environment variable instead.")
      return nil
    }
    let value = SecretBytes(text: text)
    let digest = try context.digest(value)
    secrets.append(PendingSecret(field: field.description, value: .given(value), digest: digest))
    return [Self.mark: .number(JSONNumber(secrets.count - 1)), "digest": .string(digest)]
  }
}
