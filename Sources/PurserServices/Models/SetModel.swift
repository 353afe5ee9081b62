package import PurserDomain
package import PurserStore
package import SystemKit

/// Makes a model the primary of scopes, for text or images. Their fallbacks stay as they are stored.
package struct SetModel {
  private let purpose: Purpose
  private let known: Set<String>
  private let isListed: Bool
  private let environment: Environment?

  /// Needs the purpose whose primary is set; providers in `known` and those that manifests of `environment` describe are
  /// known besides those of the program, and `isListed` says that its provider has just listed the model.
  package init(
    _ purpose: Purpose, knowing known: Set<String> = [], isListed: Bool = false,
    environment: Environment? = nil
  ) {
    self.purpose = purpose
    self.environment = environment
    self.known = known
    self.isListed = isListed
  }

  /// Sets what `text` means at each agent, or at the defaults when there are none.
  ///
  /// Throws `invalid` when it names no model, `not_found` when its provider is neither defined nor known.
  package func run(
    _ text: String, of agents: [Agent], in session: Session<ReadWrite>
  ) throws -> ModelChanges {
    var outcome = ModelChanges()
    let before = try session.views(of: agents)
    var refs: [ModelRef] = []
    for models in before {
      let check = ModelCheck(models: models, session: session, environment: environment)
      let resolution = try check.resolveConfigured(text)
      if !known.contains(resolution.ref.provider) {
        try check.requireProvider(of: resolution.ref)
      }
      var route = models.ownRoute(purpose)
      route.primary = resolution.ref.key
      try session.routes.replace(
        at: models.scope, purpose: purpose, with: route, resolve: models.resolver.fullReference)
      try session.nameModel(resolution.ref, at: models.scope)
      outcome.add([resolution.ref.key], at: models.scope)
      outcome.note(resolution.warning, at: models.scope)
      if !isListed {
        outcome.note(try check.catalogRemark(on: resolution.ref), at: models.scope)
      }
      refs.append(resolution.ref)
    }
    for (index, models) in try session.views(of: agents).enumerated() {
      if purpose == .text {
        outcome.note(models.allowlistRemark(on: refs[index]), at: models.scope)
      }
      outcome.note(
        lostFallbacks(
          from: before[index].route(purpose), to: models.route(purpose), of: agents),
        at: models.scope)
    }
    if agents.isEmpty { outcome.note(try independent(in: session), at: .defaults) }
    return outcome
  }

  /// Which agents a change of the defaults does not reach.
  private func independent(in session: Session<ReadWrite>) throws -> String? {
    let ids = try session.routes.list().compactMap { scope, routes in
      routes[purpose]?.primary == nil ? nil : scope.agent?.text
    }.sorted()
    guard !ids.isEmpty else { return nil }
    let named = ids.prefix(5).joined(separator: ", ")
    let more = ids.count > 5 ? " and \(ids.count - 5) more" : ""
    return "Agents with a model of their own do not follow the defaults: \(named)\(more)."
  }

  /// An agent with a model of its own and no word on fallbacks has none by the strict rule: said once, since nobody asked for it.
  private func lostFallbacks(
    from old: EffectiveRoute, to new: EffectiveRoute, of agents: [Agent]
  ) -> String? {
    guard new.fallbackGround == .strict, old.fallbackGround != .strict, !old.fallbacks.isEmpty
    else { return nil }
    return
      "With a model of its own the agent no longer uses the fallbacks of the defaults; give it "
      + "some with 'purser models \(purpose.fallbacksCommand) add REF\(agents.scopeOption)', or let such agents "
      + "inherit: purser settings set fallbacks.agent-primary inherit"
  }
}
