import PurserDomain
import PurserStore

extension AgentModels {
  /// Returns the model that starts in place of the configured one of `route`: the first that `list`, the one in force, allows,
  /// of those that providers define, then of the catalogs; nil where the configured one may start. Throws `refused`
  /// when there is none. [B15]
  func standIn(
    for route: EffectiveRoute, under list: Allowlist, in session: Session<some Any>
  ) throws -> ModelRef? {
    guard let primary = route.primary?.ref, !list.allows(primary) else { return nil }
    for provider in providers {
      let found = try session.providerModels.first(
        of: provider.definition.id, at: provider.scope, where: list.allows)
      if let found { return found }
    }
    return try list.startModel(catalog: ModelCatalog(of: self, in: session).list().map(\.ref))
  }

  /// Returns the view of what starts under `list`, the allowlist in force: with a stand-in where the configured model for text
  /// may not start and another one can.
  func starting(under list: Allowlist, in session: Session<some Any>) throws -> AgentModels {
    do {
      return try standIn(for: text, under: list, in: session).map(starting) ?? self
    } catch {
      guard let error = error as? DomainError, error.code == .refused else { throw error }
      return self
    }
  }
}
