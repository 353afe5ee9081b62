package import PurserDomain
package import PurserStore
package import SystemKit

/// Changes the aliases of scopes. A model has one alias at a scope, and a name stands for one model.
package struct EditAliases {
  private let environment: Environment?

  /// Changes aliases; providers that manifests of `environment` describe are known besides those of the program.
  package init(environment: Environment? = nil) {
    self.environment = environment
  }

  /// Makes `name` stand for what `text` means at each agent, or at the defaults when there are none. Another alias of the
  /// model at that scope gives way.
  ///
  /// Throws `invalid` for a name with other characters than aliases have and for a text that names no model, `conflict` when
  /// the scope has the name, in whatever case, for another model, or when a model is called so.
  package func add(
    _ name: String, for text: String, of agents: [Agent], in session: Session<ReadWrite>
  ) throws -> ModelChanges {
    let name = try Alias.validName(name)
    try KeyLikeText.check(parameter: "alias", name: name)
    var outcome = ModelChanges()
    let defined = try session.providerModels.named(name)
    for models in try session.views(of: agents) {
      let check = ModelCheck(models: models, session: session, environment: environment)
      let resolution = try check.resolveConfigured(text)
      try requireFree(name, for: resolution.ref, models, among: defined)
      try insert(name, for: resolution.ref, at: models.scope, in: session, remark: &outcome)
      try session.nameModel(resolution.ref, at: models.scope)
      outcome.add([resolution.ref.key], at: models.scope)
      outcome.note(resolution.warning, at: models.scope)
      outcome.note(try check.providerRemark(on: resolution.ref.provider), at: models.scope)
    }
    return outcome
  }

  /// Removes the alias spelt exactly so. A built-in alias, or one that would come back as such, is switched off for its model.
  ///
  /// Throws `invalid` as `add`, `not_found` when no scope has it; the hint has the spelling that differs in case only.
  package func remove(
    _ name: String, of agents: [Agent], in session: Session<ReadWrite>
  ) throws -> ModelChanges {
    // One that an import brought may have a name that none can be given here.
    let name = (try? Alias.validName(name)) ?? name
    var found = false
    var hint: String?
    let before = try session.views(of: agents)
    for models in before {
      let stored = try session.aliases.list(at: models.scope)
      guard let entry = models.resolver.aliases.lookup(name) else { continue }
      if let alias = stored.first(where: { $0.name == name }) {
        try session.aliases.delete(alias)
        found = true
      } else if entry.name == name, entry.scope == nil {
        try switchOff(entry.target, at: models.scope, after: stored, in: session)
        found = true
      } else if entry.name != name {
        hint = "Did you mean '\(entry.name)'?"
      } else {
        hint = "It stands with the defaults: leave out the agent."
      }
    }
    guard found else {
      let name = try Alias.validName(name)
      let near = nearest(
        to: name, among: before.flatMap { $0.resolver.aliases.entries.map(\.name) })
      throw DomainError(
        .notFound, "Alias not found: \(name)", subject: name,
        hint: hint ?? near.map { "Did you mean '\($0)'?" } ?? "purser models aliases list")
    }
    var outcome = ModelChanges()
    for models in try session.views(of: agents) {
      // Taking a user's alias away must not bring the built-in one of that name back.
      if let entry = models.resolver.aliases.lookup(name), entry.scope == nil {
        let stored = try session.aliases.list(at: models.scope)
        try switchOff(entry.target, at: models.scope, after: stored, in: session)
      }
    }
    for models in try session.views(of: agents) {
      outcome.add(models.resolver.aliases.entries.map(\.name), at: models.scope)
    }
    return outcome
  }

  /// Removes every alias that stands at each agent, or at the defaults when there are none; built-in ones that were switched off
  /// stay off.
  package func clear(of agents: [Agent], in session: Session<ReadWrite>) throws -> ModelChanges {
    var outcome = ModelChanges()
    for models in try session.views(of: agents) {
      for alias in try session.aliases.list(at: models.scope) where !alias.name.isEmpty {
        try session.aliases.delete(alias)
      }
    }
    for models in try session.views(of: agents) {
      outcome.add(models.resolver.aliases.entries.map(\.name), at: models.scope)
    }
    return outcome
  }

  /// An alias must not hide a model: its name is not the id of another one that a route or an allowlist names or a
  /// provider defines. One that was only named once, perhaps by a slip, takes no name for good.
  private func requireFree(
    _ name: String, for ref: ModelRef, _ models: AgentModels,
    among defined: [(scope: ScopeID, ref: ModelRef)]
  ) throws {
    let key = Alias.lookupKey(name)
    let scopes = Dictionary(
      models.providers.map { ($0.definition.id, $0.scope) }, uniquingKeysWith: { first, _ in first }
    )
    // A bare key of a gateway's map is as a rule the alias itself.
    let listed = models.allowlist.lines.filter {
      $0.entry.source != .models || $0.entry.pattern.holds("/")
    }.compactMap { line -> ModelRef? in
      if case .success(.exact(let ref)) = line.pattern { ref } else { nil }
    }
    let explained = models.refs(writtenAs: key)
    let known =
      (models.configuredEntries.filter {
        $0.tags != ["configured"] && !explained.contains($0.ref)
      }.map(\.ref) + listed)
      .filter { Alias.lookupKey($0.model) == key }
      + defined.filter { scopes[$0.ref.provider] == $0.scope }.map(\.ref)
    guard let hidden = known.first(where: { $0 != ref }) else { return }
    throw DomainError(
      .conflict, "Alias \(name) would hide the model \(hidden.key.printable()).", subject: name,
      hint: "Choose another name.")
  }

  private func insert(
    _ name: String, for ref: ModelRef, at scope: ScopeID, in session: Session<ReadWrite>,
    remark outcome: inout ModelChanges
  ) throws {
    let stored = try session.aliases.list(at: scope)
    let key = Alias.lookupKey(name)
    if let other = stored.first(where: { Alias.lookupKey($0.name) == key }) {
      if other.name == name, other.ref == ref { return }
      guard other.ref == ref else {
        let target = other.ref.key.printable()
        throw DomainError(
          .conflict, "Alias \(name) already points to \(target).", subject: name,
          hint: "purser models aliases remove \(other.name.shellWord)\(scope.option)")
      }
    }
    // An empty name keeps the built-in alias off, also when this one is taken away again.
    let replaced = stored.filter { $0.ref == ref && !$0.name.isEmpty }
    for alias in replaced {
      try session.aliases.delete(alias)
      if Alias.lookupKey(alias.name) != key {
        outcome.note("It takes the place of alias '\(alias.name)'.", at: scope)
      }
    }
    let settings = try session.modelSettings.list(at: scope)
    let last = (stored.map(\.position) + settings.map(\.position)).max()
    // A model that was there keeps its place.
    let present =
      stored.first { $0.ref == ref }?.position ?? settings.first { $0.ref == ref }?.position
    let position = present ?? last.map { $0 + 1 } ?? 0
    try session.aliases.insert(
      StoredAlias(scope: scope, name: name, ref: ref, position: position))
  }

  private func switchOff(
    _ ref: ModelRef, at scope: ScopeID, after stored: [StoredAlias],
    in session: Session<ReadWrite>
  ) throws {
    guard !stored.contains(where: { $0.name.isEmpty && $0.ref == ref }) else { return }
    let position = (stored.map(\.position).max() ?? -1) + 1
    try session.aliases.insert(StoredAlias(scope: scope, name: "", ref: ref, position: position))
  }
}

extension AgentModels {
  /// What routes have read the bare name `key` as, and name in no other way: an alias of that name explains it, and hides nothing.
  fileprivate func refs(writtenAs key: String) -> Set<ModelRef> {
    var (bare, full): (Set<ModelRef>, Set<ModelRef>) = ([], [])
    for route in [text, image] {
      let primary = (written: route.writtenPrimary ?? "", ref: route.primary?.ref)
      for (written, ref) in [primary] + route.fallbacks.map({ ($0.written, $0.resolution?.ref) }) {
        guard let ref else { continue }
        if Alias.lookupKey(written) == key { bare.insert(ref) } else { full.insert(ref) }
      }
    }
    return bare.subtracting(full)
  }
}
