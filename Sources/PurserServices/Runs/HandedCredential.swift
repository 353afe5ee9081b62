import JSONKit
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
  /// A command or an action, where there is one.
  package let hint: String?
}

/// Opens the first credential of a plan that can be had.
package struct CredentialOpener<Access> {
  private let resolved: ResolveModel
  private let environment: Environment
  private let secrets: CredentialSecrets<Access>
  private let session: Session<Access>

  /// Needs the session the plan was made in.
  package init(
    _ resolved: ResolveModel, environment: Environment, vault: Vault, in session: Session<Access>
  ) {
    self.resolved = resolved
    self.environment = environment
    secrets = CredentialSecrets(
      of: resolved.models, environment: environment, vault: vault, in: session)
    self.session = session
  }

  /// Returns the first credential in the order of trying, nil when none can be had; and those before it that could not. Where
  /// none can, the variables that are set to what is no key and the profiles whose references lead nowhere are among these: they
  /// were left out before anything was tried.
  package func open() throws -> (handed: HandedCredential?, refused: [RefusedCredential]) {
    var refused: [RefusedCredential] = []
    // Also where only logins are left that have ended: what helps is told of each.
    for step in resolved.plan.steps {
      for credential in step.credentials {
        do throws(CredentialRefusal) {
          return (try open(credential, for: step), refused)
        } catch {
          if let fault = error.fault { throw fault }
          refused.append(
            RefusedCredential(
              model: step.candidate.ref, name: credential.name, reason: error.reason,
              message: error.message, hint: error.hint))
        }
      }
    }
    return (nil, refused + (try unresolved()))
  }

  /// Says of the references that kept profiles out of the plan what is in their way; runs nothing.
  private func unresolved() throws -> [RefusedCredential] {
    let resolver = try session.secretResolver(of: resolved.models, environment)
    var refused: [RefusedCredential] = []
    for step in resolved.plan.steps {
      if let refusal = unusableVariable(for: step) { refused.append(refusal) }
      for excluded in step.excluded
      where excluded.reason == .unresolvedRef || excluded.reason == .ineligible {
        guard let scope = excluded.scope,
          let stored = try session.profiles.find(excluded.id, at: scope)?.reference
        else { continue }
        let reference = SecretReference(stored)
        var fault = resolver.declaredFault(of: reference)
        if fault == nil, reference.source == "env",
          case .failure(let unset) = try resolver.resolve(reference)
        {
          fault = unset
        }
        guard let fault else { continue }
        refused.append(
          RefusedCredential(
            model: step.candidate.ref, name: excluded.id, reason: excluded.reason,
            message: fault.message, hint: fault.hint ?? reference.advice))
      }
    }
    return refused
  }

  private func unusableVariable(for step: RunPlan.Step) -> RefusedCredential? {
    let provider = step.candidate.ref.provider
    guard
      let found = ProviderEnvironment.standard.credential(
        of: provider, environment: { environment[$0] }),
      !found.isUsable
    else { return nil }
    do throws(CredentialRefusal) {
      _ = try secrets.variable(found.variable)
      return nil
    } catch {
      return RefusedCredential(
        model: step.candidate.ref, name: found.source, reason: error.reason,
        message: error.message, hint: error.hint)
    }
  }

  private func open(
    _ credential: RunCredential, for step: RunPlan.Step
  ) throws(CredentialRefusal) -> HandedCredential {
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
        try secrets.variable(name),
        type: name.split(separator: "_").contains("OAUTH") ? .oauth : .apiKey)
    case .key(let key): return handed(try secrets.open(key), type: .apiKey)
    case .profile(let place, let renewal):
      let stored = try caught { try session.profiles.find(place.id, at: place.scope) }
      guard let stored else { throw CredentialRefusal(.profileMissing, "It is no longer stored.") }
      switch renewal {
      case .none: break
      case .refresh:
        throw CredentialRefusal(
          .expired, "Its access has expired and has to be renewed first.",
          hint: "purser models auth refresh --profile \(place.id.shellWord)\(place.scope.option)")
      case .login:
        throw CredentialRefusal(
          .expired, "Its access has expired and cannot be renewed.",
          hint: place.loginCommand(for: stored.provider))
      }
      try resolveTogether(stored.reference)
      let secret = try secrets.open(stored)
      return handed(
        stored.withProject(secret) ?? secret, type: stored.type, profile: stored)
    }
  }

  /// Asks a program once for all that the plan may want of it: when the first does not come, the next ones are tried.
  private func resolveTogether(
    _ stored: StoredProfile.Reference?
  ) throws(CredentialRefusal) {
    guard let wanted = stored.map({ SecretReference($0) }), wanted.source == "exec" else { return }
    try caught {
      let profiles = resolved.plan.steps.lazy.filter(\.isTried).flatMap(\.credentials)
      let references = try profiles.compactMap { credential -> SecretReference? in
        guard case .profile(let place, _) = credential,
          let other = try session.profiles.find(place.id, at: place.scope)?.reference
        else { return nil }
        return SecretReference(other)
      }
      try secrets.resolveAhead(
        references.filter { $0.source == "exec" && $0.provider == wanted.provider })
    }
  }

  private func caught<Value>(_ body: () throws -> Value) throws(CredentialRefusal) -> Value {
    do { return try body() } catch { throw CredentialRefusal(error) }
  }
}

extension StoredProfile {
  /// The key as the libraries of Google's logins take it, a JSON text of token and project; nil where it is the token alone.
  fileprivate func withProject(_ token: SecretBytes) -> SecretBytes? {
    guard type == .oauth, ["google-gemini-cli", "google-antigravity"].contains(provider),
      let text = token.revealText(),
      let project = try? JSON.parse(extraJSON)["projectId"]?.string, !project.trimmed.isEmpty
    else { return nil }
    let key: JSON = ["token": .string(text), "projectId": .string(project)]
    return SecretBytes(key.bytes(.compact))
  }
}

extension ProfileRanking.Place {
  /// The command with which a person logs in to `provider` again.
  package func loginCommand(for provider: String) -> String {
    "purser models auth login --provider \(provider.shellWord) --profile-id \(id.shellWord)"
      + scope.option
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
    try secretResolver(at: models.scope, environment)
  }

  /// The same for a scope.
  package func secretResolver(
    at scope: ScopeID, _ environment: Environment
  ) throws -> SecretResolver {
    var places = try secretProviders.all(at: .defaults)
    if scope != .defaults { places += try secretProviders.all(at: scope) }
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
