import JSONKit
import PurserDomain
import PurserStore

/// What a configuration says of credentials; all of it stands at the defaults.
struct ConfigAuth {
  var declarations: [StoredDeclaration] = []
  var orders: [ReadAuthState.Order] = []
  /// Settings of `auth.cooldowns` with their values.
  var settings: [(key: SettingKey, value: String)] = []
  var secretProviders: [StoredSecretProvider] = []
}

/// Reads the sections `auth` and `secrets` of a configuration.
struct ConfigAuthReader {
  let context: CredentialContext
  let log: ImportLog
  var naming = ModelNaming.standard

  /// Reads both sections of `root`.
  func read(_ root: JSON) throws -> ConfigAuth {
    var auth = ConfigAuth()
    let section = root["auth"]
    auth.declarations = try declarations(section?["profiles"]?.object ?? [:])
    auth.orders = OrderReader(log: log, keepsEmpty: true, naming: naming)
      .read(section?["order"]?.object ?? [:], at: ["auth", "order"])
    auth.settings = CooldownSettingReader(log: log).read(section?["cooldowns"])
    auth.secretProviders = try secretProviders(root["secrets"])
    return auth
  }

  private func declarations(_ entries: JSONObject) throws -> [StoredDeclaration] {
    var declarations: [StoredDeclaration] = []
    for (position, (key, value)) in entries.enumerated() {
      let path: JSONPath = ["auth", "profiles", .key(key)]
      log.count(.profileDeclarations, \.read)
      if let problem = Self.problem(of: key, value) {
        log.count(.profileDeclarations, \.skipped)
        log.skip(
          .profileDeclarations, SecretToken.isKnownKey(in: key) ? ["auth", "profiles"] : path,
          problem)
        continue
      }
      let sieve = CredentialSieve(
        context: context, log: log, kind: .profileDeclarations, seals: false)
      var fields = DocumentFields(
        value.object ?? [:], field: .root, path: path, kind: .profileDeclarations, sieve: sieve,
        log: log)
      let mode = ["mode", "type"].compactMap { fields.take($0)?.string }
        .compactMap(ProfileDeclaration.Mode.init(rawValue:)).first
      let provider = naming.provider(fields.text("provider") ?? "")
      guard let mode, Provider.identifierFault(in: provider) == nil else {
        log.count(.profileDeclarations, \.skipped)
        log.skip(
          .profileDeclarations, path,
          "The profile was left out: it needs a provider, and a mode that is api_key, token, oauth or "
            + "aws-sdk.")
        continue
      }
      let email = fields.text("email")?.trimmed.printable(limit: 320)
      declarations.append(
        StoredDeclaration(
          scope: .defaults, id: key.trimmed, provider: provider, mode: mode.rawValue,
          email: email?.isEmpty == false ? email : nil, position: position,
          extraJSON: try fields.rest()))
    }
    return declarations
  }

  private static func problem(of key: String, _ value: JSON) -> String? {
    let id = key.trimmed
    if id.isEmpty || id.hasUnprintable || id.utf8.count > 512 || SecretToken.isKnownKey(in: id) {
      return "This is no profile id; the profile was left out."
    }
    return value.object == nil ? "A profile must be an object, not \(value.kind)." : nil
  }

  private func secretProviders(_ section: JSON?) throws -> [StoredSecretProvider] {
    let defaults = section?["defaults"]?.object ?? [:]
    var providers: [StoredSecretProvider] = []
    for (name, value) in section?["providers"]?.object ?? [:] {
      let path: JSONPath = ["secrets", "providers", .key(name)]
      log.count(.secretProviders, \.read)
      let sieve = CredentialSieve(context: context, log: log, kind: .secretProviders, seals: false)
      let kept = try sieve.sifted(value, name: "", field: .root, path: path) ?? .null
      do throws(DomainError) {
        guard KeyText.secretRefFault(source: "env", provider: name, id: "NAME") == nil else {
          throw DomainError(
            .invalid, "The name is none that a reference can have.", subject: "name",
            hint: "Use a lower-case name.")
        }
        let declaration = try SecretProviderDeclaration(json: kept)
        let unread = (kept.object?.keys ?? []).filter {
          !SecretProviderDeclaration.names.contains($0)
        }
        for key in unread.prefix(20) {
          log.skip(
            .secretProviders, path.appending(key),
            "Purser does not know this member; it was left out.")
        }
        providers.append(
          StoredSecretProvider(
            scope: .defaults, name: name, source: declaration.sourceName,
            isDefault: defaults[declaration.sourceName]?.string == name,
            contentJSON: declaration.text))
      } catch {
        log.count(.secretProviders, \.skipped)
        log.skip(.secretProviders, path, "The secret provider was left out: \(error.message)")
      }
    }
    return providers
  }
}
