package import PurserDomain
package import PurserStore

/// Gives an agent the configuration that stands at another one's scope.
package struct CopyAgent {
  private let vault: Vault

  /// Needs the vault, since a sealed key belongs to one provider row and is sealed anew for the copy.
  package init(vault: Vault) {
    self.vault = vault
  }

  /// Makes routes, aliases, model settings, allowlist, settings, labels and providers of `target` equal
  /// to those of `source`. Both exist; what `target` had of these is replaced. Profiles go along as far as they are
  /// portable and `target` has none of that id.
  ///
  /// Returns the profiles of `source` that stay, by id, with why.
  package func run(
    from source: Agent.ID, to target: Agent.ID, in session: Session<ReadWrite>
  ) throws -> [(id: String, why: String)] {
    let from = ScopeID.agent(source)
    let to = ScopeID.agent(target)
    let own = try session.configuration(at: from)
    let old = try session.configuration(at: to)
    try copyRoutes(own, old, to, session)
    try copyAliases(own.aliases, old.aliases, to, session)
    for entry in old.modelSettings where !own.modelSettings.contains(where: { $0.ref == entry.ref })
    {
      try session.modelSettings.delete(entry)
    }
    for var entry in own.modelSettings {
      entry.scope = to
      try session.modelSettings.save(entry)
    }
    try session.allow.replace(at: to, with: own.allowlist)
    for key in old.settings.keys.sorted() where own.settings[key] == nil {
      _ = try session.settings.unset(key, at: to)
    }
    for (key, value) in own.settings.sorted(by: { $0.key < $1.key }) {
      try session.settings.set(key, to: value, at: to)
    }
    try copyLabels(from: source, to: target, session)
    try copyProviders(own.providers, old.providers, from: from, to: to, session)
    return try copyProfiles(from: from, to: to, session)
  }

  private func copyLabels(
    from source: Agent.ID, to target: Agent.ID, _ session: Session<ReadWrite>
  ) throws {
    let labels = try session.agents.labels(of: source)
    for old in try session.agents.labels(of: target)
    where !labels.contains(where: { $0.key == old.key }) {
      _ = try session.agents.removeLabel(old.key, of: target)
    }
    for label in labels {
      try session.agents.setLabel(AgentLabel(agent: target, key: label.key, value: label.value))
    }
  }

  /// Copies profiles and the orders that name them; what is known of their use stays behind.
  private func copyProfiles(
    from: ScopeID, to: ScopeID, _ session: Session<ReadWrite>
  ) throws -> [(id: String, why: String)] {
    let seals = SealedCopies(vault: vault, session: session)
    var copied: Set<String> = []
    var left: [(id: String, why: String)] = []
    for profile in try session.profiles.list(at: from) {
      let portability = CopyPortability(profile.credential(), copyToAgents: profile.copyToAgents)
      guard portability.isCopied else {
        left.append((profile.id, portability.rawValue))
        continue
      }
      guard try session.profiles.find(profile.id, at: to) == nil else {
        left.append((profile.id, "the agent has one of that id"))
        continue
      }
      if let sealed = profile.sealed, try seals.isClosed(sealed.secret) {
        left.append((profile.id, "its secret is undecryptable"))
        continue
      }
      var copy = profile
      copy.scope = to
      copy.position = try session.profiles.nextPosition(at: to)
      (copy.source, copy.createdAt, copy.updatedAt) = (.command, session.now, session.now)
      let owner = SecretOwner.profile(profile.id, at: to)
      if let sealed = profile.sealed {
        copy.sealed?.secret = try seals.copy(sealed.secret, to: owner)
      }
      copy.extraJSON = try seals.copyAll(in: profile.extraJSON, to: owner) ?? "{}"
      try session.profiles.save(copy)
      try session.profileEvents.insert(
        ProfileEvent(
          .login, of: copy.id, provider: copy.provider, at: to, on: session.now,
          agent: to.agent?.text, reason: "copied from \(from)"))
      copied.insert(copy.id)
    }
    for var declaration in try session.profileDeclarations.list(at: from)
    where copied.contains(declaration.id) {
      declaration.scope = to
      try session.profileDeclarations.save(declaration)
    }
    let orders = try session.profileOrders.list(at: from).map(\.order)
    for order in CopyPortability.orders(orders, copied: copied, to: to) {
      let source: StoredOrder.Source = order.source == .store ? .store : .config
      let present = try session.profileOrders.find(order.provider, at: to, source: source)
      guard present == nil else { continue }
      try session.profileOrders.save(
        StoredOrder(scope: to, provider: order.provider, source: source, profiles: order.ids))
      try session.profileEvents.insert(
        ProfileEvent(
          .orderChanged, of: nil, provider: order.provider, at: to, on: session.now,
          agent: to.agent?.text, reason: "copied from \(from)",
          detail: order.ids.joined(separator: ", ")))
    }
    return left
  }

  private func copyRoutes(
    _ own: ScopeConfiguration, _ old: ScopeConfiguration, _ to: ScopeID,
    _ session: Session<ReadWrite>
  ) throws {
    let naming = ModelNaming.standard
    for purpose in Purpose.allCases {
      let route = own.routes[purpose] ?? StoredRoute()
      guard route != old.routes[purpose] ?? StoredRoute() else { continue }
      try session.routes.replace(at: to, purpose: purpose, with: route) { written in
        written.contains("/")
          ? naming.reference(written, defaultProvider: naming.defaultModel.provider) : nil
      }
    }
  }

  private func copyAliases(
    _ own: [StoredAlias], _ old: [StoredAlias], _ to: ScopeID, _ session: Session<ReadWrite>
  ) throws {
    let copies = own.map {
      StoredAlias(scope: to, name: $0.name, ref: $0.ref, position: $0.position)
    }
    guard copies != old else { return }
    for alias in old { try session.aliases.delete(alias) }
    for alias in copies { try session.aliases.insert(alias) }
  }

  /// Those that the target has alike stay: a row that is deleted and made anew is a change on record.
  private func copyProviders(
    _ own: [ProviderDefinition], _ old: [ProviderDefinition], from: ScopeID, to: ScopeID,
    _ session: Session<ReadWrite>
  ) throws {
    var alike: Set<String> = []
    for provider in own {
      guard let present = old.first(where: { $0.id == provider.id }),
        present.writtenID == provider.writtenID, present.position == provider.position,
        present.hasModels == provider.hasModels,
        try ProviderLikeness(
          present, session.providerModels.list(of: provider.id, at: to))
          == ProviderLikeness(provider, session.providerModels.list(of: provider.id, at: from))
      else { continue }
      alike.insert(provider.id)
    }
    for provider in old where !alike.contains(provider.id) {
      _ = try session.providers.delete(provider.id, at: to)
    }
    for provider in own where !alike.contains(provider.id) {
      try copy(provider, from: from, to: to, session)
    }
  }

  private func copy(
    _ provider: ProviderDefinition, from: ScopeID, to: ScopeID, _ session: Session<ReadWrite>
  ) throws {
    let seals = SealedCopies(vault: vault, session: session)
    let owner = SecretOwner.provider(provider.id, at: to)
    try session.providers.save(seals.copyAll(in: provider, to: owner), at: to)
    for model in try session.providerModels.list(of: provider.id, at: from) {
      try session.providerModels.save(
        seals.copyAll(in: model, to: owner), of: provider.id, at: to)
    }
  }
}
