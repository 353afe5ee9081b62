import JSONKit
import PurserDomain
import PurserStore
import SecretKit

/// Reads the credentials of a document, taking out what is secret.
struct ProfileReader {
  /// No longer text is taken for a secret.
  static let largestSecret = 1 << 20

  let context: CredentialContext
  let log: ImportLog
  var naming = ModelNaming.standard

  /// Returns the credentials of `entries` in document order; what is none is left out with a finding.
  func read(
    _ entries: JSONObject, _ shape: CredentialShape, at path: JSONPath
  ) throws -> [ReadProfile] {
    var profiles: [ReadProfile] = []
    var ids: Set<String> = []
    for (key, value) in entries {
      log.count(.profiles, \.read)
      let isKeyLike = SecretToken.isKnownKey(in: key)
      // A key pasted where the id belongs must not be named in a finding.
      let place = isKeyLike ? path : path.appending(key)
      do {
        if isKeyLike { throw CredentialFault(.invalidShape, "its id looks like a key") }
        let profile = try profile(key, value, shape, at: place)
        guard ids.insert(profile.id).inserted else {
          throw CredentialFault(.invalidShape, "another one has the same id when trimmed")
        }
        log.count(.secrets, \.read, profile.secrets.count)
        profiles.append(profile)
      } catch let fault as CredentialFault {
        log.count(.profiles, \.skipped)
        let name = isKeyLike ? "A profile" : "Profile \(key.quoted)"
        log.skip(
          .profiles, place, "\(name) was left out (\(fault.reason.rawValue)): \(fault.detail).")
      }
    }
    return profiles
  }

  private func profile(
    _ key: String, _ value: JSON, _ shape: CredentialShape, at path: JSONPath
  ) throws -> ReadProfile {
    guard let members = value.object else {
      throw CredentialFault(.nonObject, "it is \(value.kind), not an object")
    }
    let sieve = CredentialSieve(context: context, log: log, kind: .profiles)
    var fields = DocumentFields(
      members, field: ["extra"], path: path, kind: .profiles, sieve: sieve, log: log)
    let type = try type(members, shape, &fields)
    let provider = try provider(key, shape, &fields)
    let id = shape == .profiles ? key.trimmed : "\(key.trimmed):default"
    guard !key.trimmed.isEmpty, !id.hasUnprintable, id.utf8.count <= 512 else {
      throw CredentialFault(
        .invalidShape, "the id is empty, too long or holds a control character")
    }
    var profile = ReadProfile(id: id, provider: provider, type: type, path: path)
    let material = MaterialReader(
      context: context, log: log, path: path, isLegacy: shape == .legacy)
    switch type {
    case .apiKey:
      try material.read(["key", "apiKey"], ["keyRef", "apiKeyRef"], into: &profile, &fields)
    case .token: try material.read(["token"], ["tokenRef"], into: &profile, &fields)
    case .oauth: try material.readLogin(into: &profile, &fields)
    }
    if type != .apiKey {
      let expiry = ProfileExpiry(fields.take("expires"))
      profile.expiresAt = expiry.milliseconds
      if let remark = expiry.remark {
        log.note(.profiles, path.appending("expires"), remark)
      }
    }
    profile.email = named(fields.text("email"))
    profile.displayName = named(fields.text("displayName"))
    profile.accountID = named(fields.text("accountId"))
    profile.copyToAgents = fields.flag("copyToAgents")
    // Marks hold places among all secrets of the profile, its own being the first.
    let own = profile.secrets.count
    let rest = try fields.rest()
    profile.extraJSON = try SealedMarks.renumbered(rest) { $0 + Int64(own) }
    profile.secrets += sieve.secrets
    return profile
  }

  private func named(_ text: String?) -> String? {
    guard let text = text?.trimmed, !text.isEmpty else { return nil }
    return text.printable(limit: 320)
  }

  private func type(
    _ members: JSONObject, _ shape: CredentialShape, _ fields: inout DocumentFields
  ) throws(CredentialFault) -> AuthProfile.Kind {
    if shape == .logins {
      _ = fields.take("type")
      return .oauth
    }
    let written = members["type"] ?? members["mode"]
    if let text = written?.string, let kind = AuthProfile.Kind(rawValue: text.trimmed) {
      _ = fields.take(members["type"] == nil ? "mode" : "type")
      return kind
    }
    if shape == .flat, written == nil {
      if members["access"] != nil || members["refresh"] != nil { return .oauth }
      return members["token"] != nil ? .token : .apiKey
    }
    if written?.string == "aws-sdk" {
      throw CredentialFault(
        .invalidType, "aws-sdk is a mode of the configuration, nothing is stored for it")
    }
    throw CredentialFault(.invalidType, "its type is not api_key, token or oauth")
  }

  private func provider(
    _ key: String, _ shape: CredentialShape, _ fields: inout DocumentFields
  ) throws(CredentialFault) -> String {
    let written = fields.take("provider")
    let text = shape == .logins ? nil : written?.string?.trimmed
    guard let name = text.flatMap({ $0.isEmpty ? nil : $0 }) ?? (shape == .profiles ? nil : key)
    else {
      throw CredentialFault(.missingProvider, "it names no provider")
    }
    if SecretToken.isKnownKey(in: name) {
      throw CredentialFault(.invalidShape, "its provider looks like a key")
    }
    let id = naming.provider(name)
    if let problem = Provider.identifierFault(in: id) {
      throw CredentialFault(.invalidShape, "its provider is no provider id, \(problem)")
    }
    return id
  }
}
