package import PurserDomain
package import PurserStore
package import SystemKit

/// Changes the fallbacks of scopes, for text or images.
///
/// An agent without a list of its own starts from the fallbacks it has in effect, so that nothing disappears unasked.
package struct EditFallbacks {
  private let purpose: Purpose
  private let environment: Environment?

  /// Needs the purpose whose fallbacks are changed; providers that manifests of `environment` describe are known besides
  /// those of the program.
  package init(_ purpose: Purpose, environment: Environment? = nil) {
    self.purpose = purpose
    self.environment = environment
  }

  /// Puts what `text` means at the end of the list of each agent, or of the defaults when there are none; a model that is there
  /// already stays where it is. Errors as `SetModel.run`.
  package func add(
    _ text: String, of agents: [Agent], in session: Session<ReadWrite>
  ) throws -> ModelChanges {
    var outcome = ModelChanges()
    for models in try session.views(of: agents) {
      let check = ModelCheck(models: models, session: session, environment: environment)
      let resolution = try check.resolveConfigured(text)
      try check.requireProvider(of: resolution.ref)
      let route = models.route(purpose)
      let isThere = route.fallbacks.contains { $0.resolution?.ref == resolution.ref }
      let list = route.fallbacks.map(\.written) + (isThere ? [] : [resolution.ref.key])
      if !isThere {
        try store(list, at: models, in: session, remark: &outcome)
        try session.nameModel(resolution.ref, at: models.scope)
      }
      outcome.add(list, at: models.scope)
      outcome.note(resolution.warning, at: models.scope)
      if !isThere { outcome.note(try check.catalogRemark(on: resolution.ref), at: models.scope) }
    }
    return outcome
  }

  /// Puts `refs` in their order on the list of each agent, or of the defaults when there are none: in place of what is
  /// there with `replacing`, else behind it; one that is there already stays where it is. Throws `not_found` for an
  /// unknown provider.
  package func put(
    _ refs: [ModelRef], replacing: Bool, of agents: [Agent], in session: Session<ReadWrite>
  ) throws -> ModelChanges {
    var outcome = ModelChanges()
    for models in try session.views(of: agents) {
      let check = ModelCheck(models: models, session: session)
      for ref in refs { try check.requireProvider(of: ref) }
      let present = replacing ? [] : models.route(purpose).fallbacks
      let new = refs.filter { ref in !present.contains { $0.resolution?.ref == ref } }
      let list = present.map(\.written) + new.map(\.key)
      if replacing || !new.isEmpty {
        try store(list, at: models, in: session, remark: &outcome)
      }
      for ref in refs { try session.nameModel(ref, at: models.scope) }
      outcome.add(list, at: models.scope)
    }
    return outcome
  }

  /// Takes what `text` means off the lists; an entry spelt so goes, else those that mean the same. Throws `not_found` when no list has it.
  package func remove(
    _ text: String, of agents: [Agent], in session: Session<ReadWrite>
  ) throws -> ModelChanges {
    var outcome = ModelChanges()
    var missing: String?
    var found = false
    for models in try session.views(of: agents) {
      let route = models.route(purpose)
      var list = route.fallbacks.map(\.written)
      list.removeAll { $0.trimmed == text.trimmed }
      if list.count == route.fallbacks.count {
        // Not there as it is spelt, perhaps by what it means.
        let ref = try ModelCheck(models: models, session: session).resolve(text).ref
        list = route.fallbacks.filter { $0.resolution?.ref != ref }.map(\.written)
        missing = missing ?? ref.key
      }
      if list.count < route.fallbacks.count {
        found = true
        try store(list, at: models, in: session, remark: &outcome)
      }
      outcome.add(list, at: models.scope)
    }
    if !found, let missing {
      let shown = missing.printable()
      throw DomainError(
        .notFound, "\(noun) not found: \(shown)", subject: shown,
        hint: "purser models \(purpose.fallbacksCommand) list\(agents.scopeOption)")
    }
    return outcome
  }

  /// Leaves each scope without fallbacks.
  package func clear(of agents: [Agent], in session: Session<ReadWrite>) throws -> ModelChanges {
    var outcome = ModelChanges()
    for models in try session.views(of: agents) {
      try store([], at: models, in: session, remark: &outcome)
      outcome.add([], at: models.scope)
    }
    return outcome
  }

  private func store(
    _ list: [String], at models: AgentModels, in session: Session<ReadWrite>,
    remark outcome: inout ModelChanges
  ) throws {
    let old = models.ownRoute(purpose)
    var route = old
    route.fallbacks = list
    route.policy = list.isEmpty ? FallbackPolicy.none : .list
    try session.routes.replace(
      at: models.scope, purpose: purpose, with: route, resolve: models.resolver.fullReference)
    if models.agent != nil, old.policy == nil || old.policy == .inherit,
      !models.route(purpose).fallbacks.isEmpty
    {
      outcome.note(
        "The agent has a list of its own now and no longer follows that of the defaults.",
        at: models.scope)
    }
  }

  private var noun: String { purpose == .image ? "Image fallback" : "Fallback" }
}

extension Purpose {
  /// The command below `purser models` that lists and changes its fallbacks.
  var fallbacksCommand: String { self == .image ? "image-fallbacks" : "fallbacks" }
}
