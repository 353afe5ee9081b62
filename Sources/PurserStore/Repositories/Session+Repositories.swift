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
  package var catalog: CatalogRepository<Access> { CatalogRepository(connection: connection) }
  package var secrets: SecretRepository<Access> { SecretRepository(connection: connection) }
  package var secretUses: SecretUses { SecretUses(connection: connection) }
  package var trailKey: TrailKeyRepository<Access> { TrailKeyRepository(connection: connection) }
  package var exportFiles: ExportFileRepository<Access> {
    ExportFileRepository(connection: connection)
  }
  package var profiles: ProfileRepository<Access> { ProfileRepository(connection: connection) }
  package var profileDeclarations: ProfileDeclarationRepository<Access> {
    ProfileDeclarationRepository(connection: connection)
  }
  package var profileOrders: ProfileOrderRepository<Access> {
    ProfileOrderRepository(connection: connection)
  }
  package var profileStates: ProfileStateRepository<Access> {
    ProfileStateRepository(connection: connection, past: past)
  }
  package var profileEvents: ProfileEventRepository<Access> {
    ProfileEventRepository(connection: connection, event: event?.id ?? 0)
  }
  package var secretProviders: SecretProviderRepository<Access> {
    SecretProviderRepository(connection: connection)
  }
  package var sessionSelections: SessionSelectionRepository<Access> {
    SessionSelectionRepository(connection: connection)
  }
  package var probeSlots: ProbeSlotRepository<Access> {
    ProbeSlotRepository(connection: connection)
  }
  package var refreshLeases: RefreshLeaseRepository<Access> {
    RefreshLeaseRepository(connection: connection)
  }
  package var probes: ProbeRepository<Access> {
    ProbeRepository(connection: connection, event: event?.id ?? 0)
  }
  package var usage: UsageRepository<Access> {
    UsageRepository(connection: connection, event: event?.id ?? 0)
  }
}
