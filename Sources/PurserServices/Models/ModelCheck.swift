import PurserDomain
import PurserStore
import SystemKit

/// Judges a model before it is configured at a scope.
struct ModelCheck<Access> {
  let models: AgentModels
  let session: Session<Access>
  /// Where manifests of providers are looked for; nil: nowhere.
  var environment: Environment?

  /// Reads what a person typed. Throws `invalid` when it names no model, holds a control character or is longer than any name.
  func resolve(_ text: String) throws -> Resolution {
    let isName = !text.trimmed.hasUnprintable && text.utf8.count <= TextLimit.reference
    if isName, let resolution = try session.resolver(of: models, for: text).resolve(text) {
      try refuseKey(resolution.ref)
      return resolution
    }
    let shown = text.printable(limit: 80)
    throw DomainError(
      .invalid, "Invalid model reference: \(shown)", subject: shown,
      hint: "Write it as provider/model, or use an alias: purser models aliases list")
  }

  /// A key in the place of a model would be stored and listed. What is known under that name is none.
  func refuseKey(_ ref: ModelRef) throws {
    guard KeyLikeText.isScrambled(ref.model),
      !models.configuredEntries.contains(where: { $0.ref == ref }),
      try ModelCatalog(of: models, in: session).find(ref) == nil
    else { return }
    try KeyLikeText.check(parameter: "model", name: ref.model)
  }

  /// Reads what a person typed for a place of the configuration. Throws as `resolve`, and `invalid` for a profile behind the
  /// model: sessions and runs keep to one, the configuration has an order of profiles instead.
  func resolveConfigured(_ text: String) throws -> Resolution {
    try refuseProfile(in: text)
    return try resolve(text)
  }

  /// Throws `invalid` when a profile stands behind the model, unless a configured model is called just so.
  func refuseProfile(in text: String) throws {
    let typed = ProfileSuffix(text)
    guard let profile = typed.profile else { return }
    let resolver = try session.resolver(of: models, for: text)
    if let ref = resolver.resolve(text)?.ref, resolver.configured.contains(ref) { return }
    let shown = text.printable(limit: 80)
    throw DomainError(
      .invalid, "'\(shown)' names an auth profile, which a configured model does not carry.",
      subject: shown,
      hint: "Leave out '@\(profile.printable(limit: 80))'; which profile comes first is said with "
        + "'purser models auth order set', for one session with 'purser sessions set'.")
  }

  /// Throws `not_found` when the provider is neither defined at the scope nor known to the program or a manifest.
  func requireProvider(of ref: ModelRef) throws {
    guard try !isKnown(ref.provider) else { return }
    let shown = ref.provider.printable(limit: 80)
    let near = KnownProviders.nearest(
      to: ref.provider, or: models.providers.map(\.definition.id))
    throw DomainError(
      .notFound, "Unknown provider '\(shown)' in '\(ref.key.printable())'; nothing was changed.",
      subject: shown,
      hint: near.map { "Did you mean '\($0)'?" }
        ?? "purser providers add \(ref.provider.shellWord) --help")
  }

  /// Whether the provider is defined at the scope or known to the program or a manifest.
  func isKnown(_ provider: String) throws -> Bool {
    try models.isKnown(provider, in: environment)
  }

  /// A remark when the provider is neither defined at the scope nor known to the program or a manifest.
  func providerRemark(on provider: String) throws -> String? {
    try isKnown(provider)
      ? nil : "Provider '\(provider.printable(limit: 80))' is not known; saved as it is."
  }

  /// A remark when no provider in force defines the model.
  func catalogRemark(on ref: ModelRef) throws -> String? {
    let catalog = ModelCatalog(of: models, in: session)
    if try catalog.find(ref) != nil { return nil }
    let key = ref.key.printable()
    return try catalog.hasModels(of: ref.provider)
      ? "Provider '\(ref.provider.printable())' does not define '\(key)'; saved as it is."
      : "'\(key)' is in no catalog; saved as it is."
  }
}

extension AgentModels {
  /// A remark when no line of the allowlist covers a model that was just configured. Configuring one never changes the list.
  func allowlistRemark(on ref: ModelRef) -> String? {
    let verdict = allowlist.verdict(on: ref)
    let key = ref.key.printable()
    let list = verdict.listName ?? ""
    switch verdict.ground {
    case .noList, .line: return nil
    case .defaultModel:
      return "No line of \(list) covers '\(key)'; it may be chosen as the default model only. "
        + "The list stays as it is."
    case .emptyList, .notListed:
      return "The list \(list) does not allow '\(key)' to be chosen, and stays as it is. "
        + "Add it with: \(verdict.repair ?? "")"
    }
  }
}
