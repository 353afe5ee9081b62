package import PurserDomain
package import SecretKit
package import SystemKit

/// Gets the secrets that references name from the environment, from files and from programs.
///
/// A batch asks for each distinct reference once: a file is read once, a program run once for all of its
/// ids. Nothing is kept between batches.
package struct SecretResolver: Sendable {
  /// How long and how much, where a declaration does not say.
  package struct Limits: Equatable, Sendable {
    /// Milliseconds for a program.
    package var timeoutMilliseconds: Int64 = 5000
    /// The longest time that a declaration may ask for.
    package var longestMilliseconds: Int64 = 120_000
    /// The most bytes of a file or of what a program prints.
    package var bytes = 1 << 20
    /// The most bytes that a declaration may ask for.
    package var mostBytes = 16 << 20
    /// Programs that run at the same time.
    package var programs = 4

    package init() {}
  }

  private let declarations: [String: SecretProviderDeclaration]
  private let defaults: [String: String]
  private let environment: Environment
  private let limits: Limits

  /// Needs the declarations by name, and the environment whose variables and home count. `defaults` says by
  /// source which declaration `default` means. An `env` source needs no declaration.
  package init(
    declarations: [String: SecretProviderDeclaration], defaults: [String: String] = [:],
    environment: Environment, limits: Limits = Limits()
  ) {
    self.declarations = declarations
    self.defaults = defaults
    self.environment = environment
    self.limits = limits
  }

  /// What a reference gave.
  package typealias Outcome = Result<SecretBytes, UnresolvedSecret>

  /// Returns the outcome of one reference; throws as the batch.
  package func resolve(_ reference: SecretReference) throws(SystemError) -> Outcome {
    try resolve([reference])[reference]
      ?? .failure(UnresolvedSecret(reference, .notFound, "it was not asked for"))
  }

  /// Returns the outcome of each distinct reference; a failure of one is no failure of the others. Throws
  /// `interrupted` alone.
  package func resolve(
    _ references: some Sequence<SecretReference>
  ) throws(SystemError) -> [SecretReference: Outcome] {
    var outcomes: [SecretReference: Outcome] = [:]
    var batches: [String: Batch] = [:]
    for reference in Set(references) {
      do throws(UnresolvedSecret) {
        let (name, declaration) = try declaration(for: reference)
        switch declaration.source {
        case .environment(let allowed):
          outcomes[reference] = .success(try variable(reference, allowed: allowed))
        case .file, .program:
          batches[name, default: Batch(declaration: declaration, references: [])]
            .references.append(reference)
        }
      } catch {
        outcomes[reference] = .failure(error)
      }
    }
    let answers = Threads.map(
      batches.sorted { $0.key < $1.key }.map(\.value), threads: limits.programs
    ) { [environment, limits] batch in
      Result { () throws(SystemError) in try batch.resolve(environment, limits) }
    }
    for answer in answers { outcomes.merge(try answer.get()) { first, _ in first } }
    return outcomes
  }

  /// Returns why a reference gives no secret, as far as its declaration alone tells: nothing is read or run. Nil where it may,
  /// and for what a gateway keeps itself, of which nobody knows here.
  func declaredFault(of reference: SecretReference) -> UnresolvedSecret? {
    do throws(UnresolvedSecret) {
      let (_, declaration) = try declaration(for: reference)
      if case .environment(let allowed) = declaration.source {
        try requireAllowed(reference, by: allowed)
      }
      return nil
    } catch {
      return error.step == .outOfReach ? nil : error
    }
  }

  /// The declaration that a reference is resolved with; nil where it has none of its own or is refused.
  func declared(for reference: SecretReference) -> SecretProviderDeclaration? {
    try? declaration(for: reference).1
  }

  private func declaration(
    for reference: SecretReference
  ) throws(UnresolvedSecret) -> (name: String, SecretProviderDeclaration) {
    if let fault = KeyText.secretRefFault(
      source: reference.source, provider: reference.provider, id: reference.id)
    {
      throw UnresolvedSecret(reference, .invalidReference, fault)
    }
    if reference.source == "store" {
      throw UnresolvedSecret(
        reference, .outOfReach, "the gateway keeps it itself",
        hint: "Give the key to Purser as well: purser providers set --help")
    }
    var name = reference.provider
    if name == "default", declarations[name] == nil, let other = defaults[reference.source] {
      name = other
    }
    guard let found = declarations[name] else {
      if reference.source == "env" {
        return (name, SecretProviderDeclaration(.environment(allowed: nil)))
      }
      throw UnresolvedSecret(
        reference, .notDeclared, "no secret provider '\(name)' is declared",
        hint: "Declare it under secrets.providers and import, or name another one.")
    }
    guard found.sourceName == reference.source else {
      throw UnresolvedSecret(
        reference, .notDeclared,
        "the secret provider '\(name)' is of the source '\(found.sourceName)'")
    }
    return (name, found)
  }

  private func requireAllowed(
    _ reference: SecretReference, by allowed: [String]?
  ) throws(UnresolvedSecret) {
    guard let allowed, !allowed.contains(reference.id) else { return }
    throw UnresolvedSecret(
      reference, .notAllowed, "the allowlist of its provider does not name the variable")
  }

  private func variable(
    _ reference: SecretReference, allowed: [String]?
  ) throws(UnresolvedSecret) -> SecretBytes {
    try requireAllowed(reference, by: allowed)
    guard let value = environment.nonEmpty(reference.id) else {
      throw UnresolvedSecret(
        reference, .notFound, "the variable '\(reference.id)' is not set",
        hint: "Set it where purser runs.")
    }
    return try reference.secret(Array(value.utf8), from: "the variable")
  }
}

/// The references to one declared file or program.
struct Batch: Sendable {
  let declaration: SecretProviderDeclaration
  var references: [SecretReference]

  /// Returns the outcome of each. Throws `interrupted` alone.
  func resolve(
    _ environment: Environment, _ limits: SecretResolver.Limits
  ) throws(SystemError) -> [SecretReference: SecretResolver.Outcome] {
    switch declaration.source {
    case .environment: return [:]
    case .file(let file):
      let reader = SecretFile(file: file, environment: environment, limits: limits)
      return try reader.resolve(references)
    case .program(let program):
      let runner = SecretProgram(program: program, environment: environment, limits: limits)
      return try runner.resolve(references)
    }
  }
}

extension SecretReference {
  /// Returns what was read from `origin` as a secret, without white space at its ends.
  func secret(_ bytes: [UInt8], from origin: String) throws(UnresolvedSecret) -> SecretBytes {
    do throws(DomainError) {
      return try GivenSecret(bytes, from: origin).value
    } catch {
      let what = error.message.dropFirst("The ".count).dropLast()
      throw UnresolvedSecret(self, .unusable, "the \(what)", hint: error.hint)
    }
  }
}
