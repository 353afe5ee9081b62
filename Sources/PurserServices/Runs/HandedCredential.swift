package import PurserDomain
package import PurserStore
package import SecretKit
package import SystemKit

/// The one credential that a runtime is handed for its next call.
package struct HandedCredential: Sendable {
  /// The model to call.
  package let step: RunPlan.Step
  package let credential: RunCredential
  /// The secret; nil where the runtime finds it by itself.
  package let value: SecretBytes?
  /// `api_key`, `token` or `oauth`; nil where that is not known.
  package let type: AuthProfile.Kind?
  package let expiresAt: Timestamp?
  package let accountID: String?

  /// The text that calls take; nil where the runtime finds it by itself.
  package var text: String? { value?.revealText() }
}

/// A credential that was tried to hand out and could not be had.
package struct RefusedCredential: Equatable, Sendable {
  package let model: ModelRef
  /// What it is called: a profile's id, `env: NAME`, `models.json`.
  package let name: String
  package let reason: Eligibility
  /// One sentence; never with a secret in it.
  package let message: String
}

/// Opens the first credential of a plan that can be had.
package struct CredentialOpener<Access> {
  private let resolved: ResolveModel
  private let environment: Environment
  private let vault: Vault
  private let session: Session<Access>

  /// Needs the session the plan was made in.
  package init(
    _ resolved: ResolveModel, environment: Environment, vault: Vault, in session: Session<Access>
  ) {
    self.resolved = resolved
    self.environment = environment
    self.vault = vault
    self.session = session
  }

  /// Returns the first credential in the order of trying, nil when none can be had; and those before it that could not.
  package func open() throws -> (handed: HandedCredential?, refused: [RefusedCredential]) {
    var refused: [RefusedCredential] = []
    for step in resolved.plan.steps where step.isTried {
      for credential in step.credentials {
        do throws(Refusal) {
          return (try open(credential, for: step), refused)
        } catch {
          if let fault = error.fault { throw fault }
          refused.append(
            RefusedCredential(
              model: step.candidate.ref, name: credential.name, reason: error.reason,
              message: error.message))
        }
      }
    }
    return (nil, refused)
  }

  /// Why a credential cannot be had, or an error that ends everything.
  private struct Refusal: Error {
    var reason: Eligibility
    var message: String
    var fault: (any Error)?

    init(_ reason: Eligibility, _ message: String) {
      self.reason = reason
      self.message = message
    }

    init(_ fault: any Error) {
      self.init(.ineligible, "")
      self.fault = fault
    }
  }

  private func open(
    _ credential: RunCredential, for step: RunPlan.Step
  ) throws(Refusal) -> HandedCredential {
    func handed(
      _ value: SecretBytes?, type: AuthProfile.Kind? = nil, profile: StoredProfile? = nil
    ) -> HandedCredential {
      HandedCredential(
        step: step, credential: credential, value: value, type: type,
        expiresAt: type == .apiKey ? nil : profile?.expiry, accountID: profile?.accountID)
    }
    switch credential {
    case .program, .awsChain: return handed(nil)
    case .environment(_, _, isAmbient: true): return handed(nil)
    case .environment(let name, _, _):
      return handed(
        try variable(name), type: name.split(separator: "_").contains("OAUTH") ? .oauth : .apiKey)
    case .key(let key): return handed(try open(key), type: .apiKey)
    case .profile(let place, let needsRefresh):
      let stored = try caught { try session.profiles.find(place.id, at: place.scope) }
      guard let stored else { throw Refusal(.profileMissing, "It is no longer stored.") }
      guard !needsRefresh else {
        throw Refusal(.expired, "Its access has expired and has to be renewed first.")
      }
      return handed(try open(stored), type: stored.type, profile: stored)
    }
  }

  private func open(_ profile: StoredProfile) throws(Refusal) -> SecretBytes {
    if let reference = profile.reference {
      return try resolve(
        SecretReference(
          source: reference.source, provider: reference.provider ?? "default", id: reference.id))
    }
    guard let sealed = profile.sealed else {
      throw Refusal(.missingCredential, "It holds no secret.")
    }
    let secret = try unseal(sealed.secret)
    guard profile.type == .oauth else { return secret }
    guard let access = (try? OAuthMaterial(decoding: secret))?.access else {
      throw Refusal(.missingCredential, "It holds no access token.")
    }
    return access
  }

  private func open(_ key: KeyReference) throws(Refusal) -> SecretBytes {
    switch key {
    case .none, .placeholder: throw Refusal(.missingCredential, "No key is given.")
    case .environment(let name): return try variable(name)
    case .secretRef(let source, let provider, let id):
      return try resolve(SecretReference(source: source, provider: provider, id: id))
    case .sealed(let id, _): return try unseal(id)
    case .command:
      // It may come from a file that an agent wrote, and would run with the rights of whoever asks.
      throw Refusal(.unresolvedRef, "It is a command, which runtimes run themselves.")
    case .marker(let word):
      if let name = word.droppingPrefix("secretref-env:") { return try variable(name) }
      guard KnownMarkers.isFiller(word) else {
        throw Refusal(.unresolvedRef, "It is a word of the gateway, which knows the key itself.")
      }
      return SecretBytes(text: word)
    case .template(let text):
      let value = KeySpelling.expanded(text) { environment[$0] }
      guard let value, !value.trimmed.isEmpty else {
        throw Refusal(.unresolvedRef, "A variable in its text is not set here.")
      }
      return SecretBytes(text: value.trimmed)
    }
  }

  private func variable(_ name: String) throws(Refusal) -> SecretBytes {
    guard let value = environment[name]?.trimmed, !value.isEmpty else {
      throw Refusal(.unresolvedRef, "The variable '\(name)' is not set here.")
    }
    return SecretBytes(text: value)
  }

  private func unseal(_ id: Int64) throws(Refusal) -> SecretBytes {
    guard let stored = try caught({ try session.secrets.find(id) }) else {
      throw Refusal(.missingCredential, "Its secret is gone.")
    }
    switch vault.tryOpen(stored) {
    case .secret(let secret): return secret
    case .undecryptable(let reason):
      throw Refusal(.undecryptable, "Its secret cannot be opened: \(reason.phrase).")
    }
  }

  private func resolve(_ reference: SecretReference) throws(Refusal) -> SecretBytes {
    let resolver = try caught { try session.secretResolver(of: resolved.models, environment) }
    switch try caught({ try resolver.resolve(reference) }) {
    case .success(let secret): return secret
    case .failure(let unresolved): throw Refusal(.unresolvedRef, unresolved.message)
    }
  }

  private func caught<Value>(_ body: () throws -> Value) throws(Refusal) -> Value {
    do { return try body() } catch { throw Refusal(error) }
  }
}

extension RunCredential {
  /// What a person calls it: a profile's id, `env: NAME`, `models.json`, `aws-sdk` or `program`.
  package var name: String {
    switch self {
    case .profile(let place, _): place.id
    case .environment(_, let source, _): source
    case .key, .awsChain, .program: kind
    }
  }
}

extension Session {
  /// Returns what resolves references at an agent: its own declarations stand for those of the defaults of the same name. A
  /// declaration that cannot be read counts as none.
  package func secretResolver(
    of models: AgentModels, _ environment: Environment
  ) throws -> SecretResolver {
    var places = try secretProviders.all(at: .defaults)
    if let agent = models.agent?.id { places += try secretProviders.all(at: .agent(agent)) }
    var declarations: [String: SecretProviderDeclaration] = [:]
    var defaults: [String: String] = [:]
    for place in places {
      declarations[place.name] = try? SecretProviderDeclaration(text: place.contentJSON)
      if place.isDefault { defaults[place.source] = place.name }
    }
    return SecretResolver(
      declarations: declarations, defaults: defaults, environment: environment)
  }
}
