package import PurserDomain
package import PurserStore
package import SecretKit
package import SystemKit

/// Opens the secrets of one agent: sealed ones with the vault, references through their declarations, names of variables
/// in the environment. Each distinct reference is resolved once, for all agents that share `known`.
package struct CredentialSecrets<Access> {
  private let models: AgentModels
  private let environment: Environment
  private let vault: Vault
  private let session: Session<Access>
  private let known: KnownReferences

  /// Needs the view of the agent in the session it was read in.
  package init(
    of models: AgentModels, environment: Environment, vault: Vault,
    known: KnownReferences = KnownReferences(), in session: Session<Access>
  ) {
    self.models = models
    self.environment = environment
    self.vault = vault
    self.known = known
    self.session = session
  }

  /// Returns the secret of a stored profile as calls take it; of a login its access token.
  package func open(_ profile: StoredProfile) throws(CredentialRefusal) -> SecretBytes {
    try sendable(secret(of: profile))
  }

  private func secret(of profile: StoredProfile) throws(CredentialRefusal) -> SecretBytes {
    if let reference = profile.reference {
      return try resolve(SecretReference(reference))
    }
    guard let sealed = profile.sealed else {
      throw CredentialRefusal(.missingCredential, "It holds no secret.")
    }
    let secret = try unseal(sealed.secret)
    guard profile.type == .oauth else { return secret }
    guard let access = (try? OAuthMaterial(decoding: secret))?.access else {
      throw CredentialRefusal(.missingCredential, "It holds no access token.")
    }
    return access
  }

  /// Returns the secret that stands behind a key of a configuration, as calls take it.
  package func open(_ key: KeyReference) throws(CredentialRefusal) -> SecretBytes {
    try sendable(secret(behind: key))
  }

  private func secret(behind key: KeyReference) throws(CredentialRefusal) -> SecretBytes {
    switch key {
    case .none, .placeholder: throw CredentialRefusal(.missingCredential, "No key is given.")
    case .environment(let name): return try variable(name)
    case .secretRef(let source, let provider, let id):
      return try resolve(SecretReference(source: source, provider: provider, id: id))
    case .sealed(let id, _):
      let secret = try unseal(id)
      // A command with a key of a known service in it was sealed as it is.
      if secret.revealText().map(PlainCommand.isSealed) == true { throw Self.command }
      return secret
    case .command: throw Self.command
    case .marker(let word):
      if let name = KnownMarkers.variable(in: word) { return try variable(name) }
      guard KnownMarkers.isFiller(word) else {
        throw CredentialRefusal(
          .unresolvedRef, "It is a word of the gateway, which knows the key itself.")
      }
      return SecretBytes(text: word)
    case .template(let text):
      let value = KeySpelling.expanded(text) { environment[$0] }
      guard let value, !value.trimmed.isEmpty else {
        throw CredentialRefusal(
          .unresolvedRef, "A variable in its text is not set here.",
          hint: "Set it where purser runs.")
      }
      return SecretBytes(text: value.trimmed)
    }
  }

  /// It may come from a file that an agent wrote, and would run with the rights of whoever asks.
  private static var command: CredentialRefusal {
    CredentialRefusal(.unresolvedRef, "It is a command, which runtimes run themselves.")
  }

  /// Returns the value of a variable of the environment, trimmed.
  package func variable(_ name: String) throws(CredentialRefusal) -> SecretBytes {
    guard let value = environment[name]?.trimmed, !value.isEmpty else {
      throw CredentialRefusal(
        .unresolvedRef, "The variable '\(name)' is not set here.", hint: "Set it where purser runs."
      )
    }
    return try sendable(SecretBytes(text: value), "The variable '\(name)'")
  }

  /// Returns `secret` without white space around it. Throws `ineligible` for one that no call can carry, so that nothing
  /// hands out a text that is another one on its way.
  private func sendable(
    _ secret: SecretBytes, _ name: String = "It"
  ) throws(CredentialRefusal) -> SecretBytes {
    guard let text = secret.revealText() else {
      throw CredentialRefusal(.ineligible, "\(name) holds no text.")
    }
    let trimmed = text.trimmed
    guard !trimmed.hasUnprintable else {
      throw CredentialRefusal(
        .ineligible, "\(name) holds a control character, which no call can carry.",
        hint: "Give the key alone, on one line.")
    }
    return trimmed.utf8.count == text.utf8.count ? secret : SecretBytes(text: trimmed)
  }

  /// Returns the sealed value `id`.
  package func unseal(_ id: Int64) throws(CredentialRefusal) -> SecretBytes {
    guard let stored = try caught({ try session.secrets.find(id) }) else {
      throw CredentialRefusal(.missingCredential, "Its secret is gone.")
    }
    switch try caught({ try vault.tryOpen(stored) }) {
    case .secret(let secret): return secret
    case .undecryptable(let reason):
      throw CredentialRefusal(
        .undecryptable, "Its secret cannot be opened: \(reason.phrase).")
    }
  }

  /// Resolves all of `references` at once, so that a program that knows many of them runs once. Failures are kept for
  /// those who ask. Throws `interrupted` alone.
  package func resolveAhead(_ references: some Sequence<SecretReference>) throws {
    let resolver = try session.secretResolver(of: models, environment)
    let missing = Set(references).filter { known.outcome(of: $0, by: resolver) == nil }
    for (reference, outcome) in try resolver.resolve(missing) {
      known.keep(outcome, of: reference, by: resolver)
    }
  }

  private func resolve(_ reference: SecretReference) throws(CredentialRefusal) -> SecretBytes {
    let resolver = try caught { try session.secretResolver(of: models, environment) }
    var outcome = known.outcome(of: reference, by: resolver)
    if outcome == nil {
      outcome = try caught { try resolver.resolve(reference) }
      known.keep(outcome, of: reference, by: resolver)
    }
    switch outcome {
    case .success(let secret): return secret
    case .failure(let unresolved):
      throw CredentialRefusal(
        .unresolvedRef, unresolved.message, hint: unresolved.hint ?? reference.advice)
    case nil: throw CredentialRefusal(.unresolvedRef, "It was not looked up.")
    }
  }

  private func caught<Value>(_ body: () throws -> Value) throws(CredentialRefusal) -> Value {
    do { return try body() } catch { throw CredentialRefusal(error) }
  }
}

/// Why a credential cannot be had, or an error that ends everything.
package struct CredentialRefusal: Error {
  /// The reason, as lists and explanations show it.
  package var reason: Eligibility
  /// One sentence; never with a secret in it.
  package var message: String
  /// A command or an action, where there is one.
  package var hint: String?
  /// The error that ends everything; nil for an ordinary refusal.
  package var fault: (any Error)?

  init(_ reason: Eligibility, _ message: String, hint: String? = nil) {
    self.reason = reason
    self.message = message
    self.hint = hint
  }

  init(_ fault: any Error) {
    self.init(.ineligible, "")
    self.fault = fault
  }
}

/// What references gave, by the declaration that they were resolved with: agents may declare one name differently.
package final class KnownReferences {
  private struct Answer {
    var declaration: SecretProviderDeclaration?
    var outcome: SecretResolver.Outcome
  }

  private var answers: [SecretReference: [Answer]] = [:]

  /// Knows nothing yet.
  package init() {}

  func outcome(
    of reference: SecretReference, by resolver: SecretResolver
  ) -> SecretResolver.Outcome? {
    let declaration = resolver.declared(for: reference)
    return answers[reference]?.first { $0.declaration == declaration }?.outcome
  }

  func keep(
    _ outcome: SecretResolver.Outcome?, of reference: SecretReference, by resolver: SecretResolver
  ) {
    guard let outcome else { return }
    answers[reference, default: []].append(
      Answer(declaration: resolver.declared(for: reference), outcome: outcome))
  }
}
