package import PurserDomain
package import PurserStore

/// What `models status` tells of one agent, or of the defaults in a store without agents.
package struct ModelsStatus: Sendable {
  package let models: AgentModels
  package let allowlist: Allowlist
  package let auth: AuthOverview
  /// Models in use of which catalogs have a word to say.
  package let marks: [CatalogMark]

  /// Reads what is configured and which credentials there are.
  package init(
    of agent: Agent?, credentials: ProviderCredentials, storePath: String,
    modelsPath: String, in session: Session<some Any>
  ) throws {
    models = try session.models(of: agent)
    allowlist = models.allowlist
    marks = try CatalogMark.list(of: models, in: session)
    auth = try credentials.overview(
      of: models, storePath: storePath, modelsPath: modelsPath, in: session)
  }
}

extension AgentModels {
  /// The default model as configured, or the resolved one where nothing is.
  package var shownDefault: String { shown(text) ?? text.primary?.ref.key ?? "" }

  /// The image model as configured, nil where none is.
  package var shownImage: String? { shown(image) }

  private func shown(_ route: EffectiveRoute) -> String? {
    guard let text = route.writtenPrimary?.trimmed, !text.isEmpty else { return nil }
    return text
  }
}
