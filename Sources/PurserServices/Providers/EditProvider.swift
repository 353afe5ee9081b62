import JSONKit
package import PurserDomain
package import PurserStore
package import SystemKit

/// Adds and changes providers, with their models and sealed values.
package struct EditProvider {
  /// What stands at one scope after an edit.
  package struct Outcome: Sendable {
    package let scope: ScopeID
    package let definition: ProviderDefinition
    /// In document order.
    package let models: [ModelDefinition]
    /// Sentences a person should read: what was taken over from the defaults, what an export will lack.
    package let remarks: [String]
  }

  private let vault: Vault
  private let environment: Environment

  /// Needs the vault to seal values, and the environment to tell names of variables from keys.
  package init(vault: Vault, environment: Environment) {
    self.vault = vault
    self.environment = environment
  }

  /// Adds a provider at a scope. Throws `conflict` when the scope has it, and as `change`.
  package func add(
    _ id: Provider.ID, _ edit: ProviderEdit, at scope: ScopeID, in session: Session<ReadWrite>
  ) throws -> Outcome {
    let present = try session.providers.list(at: scope).map(\.definition)
    guard !present.contains(where: { $0.id == id.text }) else {
      throw StoreError(
        .conflict, "Provider '\(id)' is there already.", subject: id.text,
        hint: "purser providers set \(id)\(scope.option)")
    }
    var remarks: [String] = []
    if scope != .defaults, try session.providers.find(id.text, at: .defaults) != nil {
      remarks.append("It stands for the whole provider '\(id)' of the defaults.")
    }
    let start = ProviderDefinition(
      id: id.text, writtenID: id.text, position: (present.map(\.position).max() ?? -1) + 1,
      hasModels: false)
    return try apply(edit, to: start, models: [], isNew: true, at: scope, session, remarks)
  }

  /// Changes a provider at a scope and keeps what `edit` does not name. An agent that has it from the
  /// defaults gets a copy of its own, models and sealed values included.
  ///
  /// Throws `not_found` when neither has it, `invalid` for models that cannot be read or are not there to
  /// be removed, and what the vault throws.
  package func change(
    _ id: Provider.ID, _ edit: ProviderEdit, at scope: ScopeID, in session: Session<ReadWrite>
  ) throws -> Outcome {
    if let own = try session.providers.find(id.text, at: scope) {
      let models = try session.providerModels.list(of: id.text, at: scope)
      return try apply(edit, to: own, models: models, isNew: false, at: scope, session, [])
    }
    guard scope != .defaults, let base = try session.providers.find(id.text, at: .defaults) else {
      throw try StoreError.noProvider(id, at: scope, in: session)
    }
    let models = try session.providerModels.list(of: base.id, at: .defaults)
    return try apply(
      edit, to: base, models: models, isNew: true, isCopy: true, at: scope, session,
      ["It had the provider '\(id)' of the defaults and now has a copy of its own."])
  }

  /// Returns an edited provider for `scope` with copies of the sealed values that are left of `base`, that of the defaults:
  /// what the edit replaces need not open.
  private func copied(
    _ provider: ProviderDefinition, _ models: [ModelDefinition],
    of base: (ProviderDefinition, [ModelDefinition]), to scope: ScopeID,
    _ session: Session<ReadWrite>
  ) throws -> (ProviderDefinition, [ModelDefinition]) {
    let seals = SealedCopies(
      vault: vault, session: session, only: Set(try ProviderSealing.sealed(base.0, base.1)))
    let owner = SecretOwner.provider(provider.id, at: scope)
    var copy = try seals.copyAll(in: provider, to: owner)
    let positions = try session.providers.list(at: scope).map(\.definition.position)
    copy.position = (positions.max() ?? -1) + 1
    return (copy, try models.map { try seals.copyAll(in: $0, to: owner) })
  }

  private func apply(
    _ edit: ProviderEdit, to old: ProviderDefinition, models oldModels: [ModelDefinition],
    isNew: Bool, isCopy: Bool = false, at scope: ScopeID, _ session: Session<ReadWrite>,
    _ remarks: [String]
  ) throws -> Outcome {
    let sealing = ProviderSealing(
      vault: vault, session: session, owner: .provider(old.id, at: scope))
    var new = old
    new.baseURL = edit.baseURL.applied(to: old.baseURL)
    var remarks = remarks
    if new.baseURL != old.baseURL, try Self.dropAddress(of: &new) {
      remarks.append("The credentials of the old address were forgotten.")
    }
    new.api = edit.api.applied(to: old.api)
    new.authMode = edit.authMode.applied(to: old.authMode)
    new.authHeader = edit.authHeader.applied(to: old.authHeader)
    new.key = try sealing.key(edit.key, replacing: old.key)
    new.headersJSON = try sealing.headers(edit.headers, on: old.headersJSON)
    var list = ProviderModelList(oldModels)
    let documents = try list.read(
      edit.modelDocuments, of: old.id,
      digest: { [vault] in try vault.digest($0, in: session.readOnly) },
      isSet: { environment[$0] != nil })
    for model in try sealing.models(documents.read, replacing: oldModels) { list.put(model) }
    for model in edit.models { list.put(model) }
    try list.remove(edit.removedModels, from: old.id, at: scope)
    if !list.models.isEmpty { new.hasModels = true }
    var models = list.models
    if isCopy {
      (new, models) = try copied(new, models, of: (old, oldModels), to: scope, session)
    }
    if isNew || new != old { try session.providers.save(new, at: scope) }
    if isNew || models != oldModels {
      try session.providerModels.replace(of: new.id, at: scope, with: models)
    }
    if !isCopy { try sealing.forget(usedBy: (old, oldModels), butNotBy: (new, models)) }
    return try Outcome(
      scope: scope, definition: new, models: models,
      remarks: remarks + copyRemarks(new.id, at: scope, session) + documents.remarks
        + ProviderRemarks.list(new, models) {
          try !session.profiles.list(at: scope, of: new.id).isEmpty
        }
        + OpenedSecrets.remarks(on: SecretReference(new.key), usedAt: scope, in: session))
  }

  /// Takes the credentials of an address out, which are for that address alone. Returns whether there were any.
  private static func dropAddress(of provider: inout ProviderDefinition) throws -> Bool {
    guard var members = try SealedMarks.parsed(provider.extraJSON).object,
      members.contains(EndpointAddress.mark)
    else { return false }
    members[EndpointAddress.mark] = nil
    provider.extraJSON = JSON.object(members).text(.compact)
    return true
  }

  /// What is said at the defaults does not reach agents with a copy of their own.
  private func copyRemarks(
    _ id: String, at scope: ScopeID, _ session: Session<ReadWrite>
  ) throws -> [String] {
    guard scope == .defaults else { return [] }
    let agents = try session.providers.scopes(of: id).compactMap(\.agent)
    if agents.isEmpty { return [] }
    let names = agents.prefix(3).map { "'\($0)'" }.joined(separator: ", ")
    let others = agents.count > 3 ? " and \(agents.count - 3) more" : ""
    return [
      agents.count == 1
        ? "Agent \(names) has a provider '\(id)' of its own, which it goes on using."
        : "Agents \(names)\(others) have a provider '\(id)' of their own, which they go on using."
    ]
  }
}

extension StoreError {
  /// The error for a provider that a scope has neither itself nor from the defaults.
  package static func noProvider(
    _ id: Provider.ID, at scope: ScopeID, in session: Session<some Any>
  ) throws -> StoreError {
    let place = scope.agent.map { "Agent '\($0)' has" } ?? "The defaults have"
    var known = try session.providers.list(at: .defaults)
    if scope != .defaults { known += try session.providers.list(at: scope) }
    let near = nearest(to: id.text, among: known.map(\.definition.id))
    return StoreError(
      .notFound, "\(place) no provider '\(id.text.printable(limit: 80))'.",
      subject: id.text.printable(limit: 80),
      hint: near.map { "Did you mean '\($0)'?" } ?? "purser providers list\(scope.option)")
  }
}

extension ScopeID {
  /// The option that names the scope on a command line, with a space before it; empty for the defaults.
  package var option: String { agent.map { " --agent \($0.text)" } ?? "" }
}
