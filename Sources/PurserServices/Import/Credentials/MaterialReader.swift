import JSONKit
import PurserDomain
import PurserStore
import SecretKit

/// Reads what a credential is used with: a key, a token, the tokens of a login, or a reference to one.
struct MaterialReader {
  let context: CredentialContext
  let log: ImportLog
  /// The place of the profile.
  let path: JSONPath
  /// Whether the document is an `auth.json`, in which a key may name a variable or a command.
  let isLegacy: Bool

  /// Takes the secret, or the reference that stands for it, out of the first of `names` and of `references`
  /// that is there.
  func read(
    _ names: [String], _ references: [String], into profile: inout ReadProfile,
    _ fields: inout DocumentFields
  ) throws {
    let value = take(names, &fields)
    let reference = take(references, &fields)
    if value == nil, reference == nil {
      throw CredentialFault(.missingMaterial, "it has neither a secret nor a reference to one")
    }
    if let (name, reference) = reference {
      profile.reference = try self.reference(reference, name)
    }
    guard let (name, value) = value else { return }
    if let object = value.object {
      if profile.reference == nil { profile.reference = try self.reference(.object(object), name) }
      return
    }
    guard let text = value.string, text.utf8.count <= ProfileReader.largestSecret else {
      throw CredentialFault(.invalidShape, "its '\(name)' is no text that can be a secret")
    }
    let place = path.appending(name)
    if text.trimmed.isEmpty {
      if profile.reference == nil {
        log.note(.profiles, place, "'\(name)' is blank, so the profile has no secret.")
      }
    } else if profile.reference != nil {
      log.note(
        .profiles, place,
        "There are a value and a reference; the reference counts and the value was not stored.")
    } else if let variable = variable(text) {
      profile.reference = .init(source: "env", provider: nil, id: variable)
    } else if isLegacy, PlainCommand.isLine(text) {
      log.note(
        .profiles, place,
        "A key that a command prints is not asked for; the profile has no secret.",
        hint: "Declare an exec secret provider and refer to it.")
      fields.put(name, .string(text.trimmed))
    } else {
      let secret = SecretBytes(text: log.trimmed(text, .profiles, place))
      profile.digest = try context.digest(secret)
      profile.secrets = [pending(secret, profile.digest)]
    }
  }

  /// Takes the tokens of a login. References have no place in one.
  func readLogin(into profile: inout ReadProfile, _ fields: inout DocumentFields) throws {
    let references = ["keyRef", "tokenRef", "accessRef", "refreshRef"]
    if take(references, &fields) != nil {
      throw CredentialFault(.invalidShape, "a login cannot be a reference to a secret")
    }
    var material = OAuthMaterial()
    var isPresent = false
    for (name, part) in Self.parts {
      guard let (_, value) = take([name], &fields) else { continue }
      if name != "idToken" { isPresent = true }
      guard let text = value.string, text.utf8.count <= ProfileReader.largestSecret else {
        throw CredentialFault(
          .invalidShape,
          value.object == nil
            ? "its '\(name)' is no text that can be a secret"
            : "a login cannot be a reference to a secret")
      }
      if variable(text) != nil {
        throw CredentialFault(.invalidShape, "a login cannot be a reference to a secret")
      }
      let token = log.trimmed(text, .profiles, path.appending(name))
      if !token.isEmpty { material[keyPath: part] = SecretBytes(text: token) }
    }
    if !isPresent {
      throw CredentialFault(.missingMaterial, "it has neither an access nor a refresh token")
    }
    profile.hasAccess = material.access != nil
    profile.isRefreshable = material.refresh != nil
    guard material.access != nil || material.refresh != nil else {
      log.note(.profiles, path, "Its tokens are blank, so the profile has no secret.")
      return
    }
    let secret = material.encoded
    profile.digest = try context.digest(secret)
    profile.refreshDigest = try material.refresh.map(context.digest)
    profile.secrets = [pending(secret, profile.digest)]
  }

  private static var parts: [(String, WritableKeyPath<OAuthMaterial, SecretBytes?>)] {
    [("access", \.access), ("refresh", \.refresh), ("idToken", \.idToken)]
  }

  private func pending(_ secret: SecretBytes, _ digest: String?) -> PendingSecret {
    PendingSecret(field: ReadProfile.secretField, value: .given(secret), digest: digest ?? "")
  }

  /// The first of `names` that is there and not null; the others are left where they are.
  private func take(
    _ names: [String], _ fields: inout DocumentFields
  ) -> (name: String, value: JSON)? {
    for name in names {
      if let value = fields.take(name), !value.isNull { return (name, value) }
    }
    return nil
  }

  /// The variable that `$NAME` or `${NAME}` means, and in an `auth.json` also a bare `NAME`.
  private func variable(_ text: String) -> String? {
    let trimmed = text.trimmed
    guard isLegacy || trimmed.utf8.first == UInt8(ascii: "$"),
      case .reference(.environment(let name)) = KeyText(trimmed, isSet: context.isSet),
      KeyText.secretRefFault(source: "env", provider: "default", id: name) == nil
    else { return nil }
    return name
  }

  private func reference(_ value: JSON, _ name: String) throws -> StoredProfile.Reference {
    if let text = value.string, let variable = variable(text) {
      return .init(source: "env", provider: nil, id: variable)
    }
    guard let object = value.object, let reference = SecretReference(object) else {
      throw CredentialFault(.invalidShape, "its '\(name)' is no valid SecretRef")
    }
    return .init(
      source: reference.source, provider: object.contains("provider") ? reference.provider : nil,
      id: reference.id)
  }
}
