package import PurserDomain
package import PurserStore
package import SystemKit

/// Changes the allowlists of scopes. An agent without a list of its own starts from the one it inherits, since its own
/// replaces that.
package struct EditAllowlist {
  private let environment: Environment?

  /// Changes allowlists; providers that manifests of `environment` describe are known besides those of the program.
  package init(environment: Environment? = nil) {
    self.environment = environment
  }

  /// Adds lines to the list of each agent, or of the defaults when there are none, and puts it in force. A line that is there
  /// stays where it is.
  ///
  /// Throws `invalid` for a text that is neither an alias, a model, `provider/*` nor `provider/prefix/*`, and for a model
  /// with a profile behind it.
  package func add(
    _ patterns: [String], of agents: [Agent], in session: Session<ReadWrite>
  ) throws -> ModelChanges {
    try edit(agents, in: session) { models, outcome in
      var list = models.ownAllowlist
      if list.mode != .only {
        outcome.note(takingOver(models), at: models.scope)
        list = StoredAllowlist(mode: .only, entries: models.allowlist.lines.map(\.entry))
      }
      let check = ModelCheck(models: models, session: session, environment: environment)
      for text in patterns {
        try check.refuseProfile(in: text)
        let resolver = try session.resolver(of: models, for: text)
        let pattern = try read(text, by: resolver)
        if case .exact(let ref) = pattern {
          try check.refuseKey(ref)
          outcome.note(resolver.resolve(text)?.warning, at: models.scope)
        }
        outcome.note(try check.providerRemark(on: pattern.provider), at: models.scope)
        let isThere = list.entries.contains { meaning(of: $0, models) == pattern }
        if !isThere { list.entries.append(AllowEntry(pattern: stored(text, pattern, models))) }
      }
      return list
    }
  }

  /// Takes lines off; a line spelt so goes, else those that mean the same. Throws `not_found` when no list has one of them.
  package func remove(
    _ patterns: [String], of agents: [Agent], in session: Session<ReadWrite>
  ) throws -> ModelChanges {
    var missing = patterns
    let outcome = try edit(agents, in: session) { models, outcome in
      var list = models.ownAllowlist
      if list.mode != .only, !models.allowlist.allowsAny {
        list = StoredAllowlist(mode: .only, entries: models.allowlist.lines.map(\.entry))
      }
      let before = list.entries.count
      for text in patterns {
        let pattern = try? read(text, by: session.resolver(of: models, for: text))
        let spelt = list.entries.filter { $0.pattern == text.trimmed }
        let found =
          spelt.isEmpty
          ? list.entries.filter { pattern != nil && meaning(of: $0, models) == pattern } : spelt
        guard !found.isEmpty else { continue }
        missing.removeAll { $0 == text }
        list.entries.removeAll(where: found.contains)
      }
      guard list.entries.count < before else { return models.ownAllowlist }
      if list.entries.isEmpty {
        outcome.note(
          "The list is empty now and allows nothing; to allow any model: "
            + "purser models allow mode any\(agents.scopeOption)", at: models.scope)
      }
      return list
    }
    guard let text = missing.first else { return outcome }
    let shown = text.printable(limit: 80)
    throw DomainError(
      .notFound, "Allowlist entry not found: \(shown)", subject: shown,
      hint: "purser models allow list\(agents.scopeOption)")
  }

  /// Removes the lists with their modes: the defaults then allow any model, an agent what the defaults allow.
  package func clear(of agents: [Agent], in session: Session<ReadWrite>) throws -> ModelChanges {
    try edit(agents, in: session) { _, _ in StoredAllowlist() }
  }

  /// Sets whether the lists limit; their lines stay. Throws `invalid` for `inherit` at the defaults.
  package func setMode(
    _ mode: AllowMode, of agents: [Agent], in session: Session<ReadWrite>
  ) throws -> ModelChanges {
    try edit(agents, in: session) { models, outcome in
      if mode == .inherit, models.agent == nil {
        throw DomainError(
          .invalid, "The defaults have nobody to inherit from.", subject: "inherit",
          hint: "Name agents, or use: purser models allow mode any")
      }
      var list = models.ownAllowlist
      list.mode = mode
      if mode == .only, list.entries.isEmpty {
        outcome.note(
          "The list has no line and allows nothing; add one with: "
            + "purser models allow add PATTERN\(agents.scopeOption)", at: models.scope)
      }
      return list
    }
  }

  private func edit(
    _ agents: [Agent], in session: Session<ReadWrite>,
    _ change: (AgentModels, inout ModelChanges) throws -> StoredAllowlist
  ) throws -> ModelChanges {
    var outcome = ModelChanges()
    for models in try session.views(of: agents) {
      let list = try change(models, &outcome)
      if list != models.ownAllowlist {
        try session.allow.replace(at: models.scope, with: list)
      }
    }
    for models in try session.views(of: agents) {
      let allowlist = models.allowlist
      let words = allowlist.allowsAny ? ["all"] : allowlist.lines.map(\.entry.pattern)
      outcome.add(words, at: models.scope)
    }
    return outcome
  }

  private func takingOver(_ models: AgentModels) -> String {
    if models.allowlist.allowsAny {
      return "Only the models of the list may be chosen now; before, any could."
    }
    return "The agent has a list of its own now, begun with the lines of the defaults."
  }

  private func read(_ text: String, by resolver: ModelResolver) throws -> AllowPattern {
    do throws(AllowPattern.Fault) {
      if text.trimmed.hasUnprintable { throw .control }
      if text.utf8.count > TextLimit.reference { throw .tooLong }
      return try AllowPattern(text, resolver: resolver)
    } catch {
      let shown = text.printable(limit: 80)
      throw DomainError(
        .invalid, "'\(shown)' cannot stand in an allowlist: \(error.rawValue).", subject: shown,
        hint: "Write provider/model, provider/*, provider/prefix/* or an alias.")
    }
  }

  private func meaning(of entry: AllowEntry, _ models: AgentModels) -> AllowPattern? {
    models.meaning(of: entry)
  }

  /// An alias stays one, so that the line follows it; everything else is kept in canonical spelling.
  private func stored(_ text: String, _ pattern: AllowPattern, _ models: AgentModels) -> String {
    models.resolver.aliases.lookup(text)?.name ?? pattern.text
  }
}

extension AgentModels {
  /// What a line of an allowlist means here, nil when nothing.
  package func meaning(of entry: AllowEntry) -> AllowPattern? {
    entry.source == .models
      ? try? AllowPattern(
        mapKey: entry.pattern, naming: resolver.naming, defaultProvider: resolver.defaultProvider)
      : try? AllowPattern(entry.pattern, resolver: resolver)
  }
}
