/// The doors to the tables. Those of a reading session have no changing methods.
extension Session {
  package var agents: AgentRepository<Access> { AgentRepository(connection: connection) }
  package var settings: SettingRepository<Access> { SettingRepository(connection: connection) }
  package var providers: ProviderRepository<Access> { ProviderRepository(connection: connection) }
  package var providerModels: ProviderModelRepository<Access> {
    ProviderModelRepository(connection: connection)
  }
  package var routes: RouteRepository<Access> { RouteRepository(connection: connection) }
  package var aliases: AliasRepository<Access> { AliasRepository(connection: connection) }
  package var modelSettings: ModelSettingRepository<Access> {
    ModelSettingRepository(connection: connection)
  }
  package var allow: AllowRepository<Access> { AllowRepository(connection: connection) }
  package var secrets: SecretRepository<Access> { SecretRepository(connection: connection) }
  package var trailKey: TrailKeyRepository<Access> { TrailKeyRepository(connection: connection) }
  package var exportFiles: ExportFileRepository<Access> {
    ExportFileRepository(connection: connection)
  }
}
