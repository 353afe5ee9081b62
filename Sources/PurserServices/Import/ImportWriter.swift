import PurserDomain
import PurserStore
import SystemKit

/// Makes the store say what a state directory says, writing only what differs.
///
/// It adds and changes, it never removes what the directory does not mention: commands may have added
/// that. What the directory does mention is taken as a whole: the fallbacks of a purpose, an allowlist, the
/// models of a provider.
struct ImportWriter {
  let session: Session<ReadWrite>
  let vault: Vault
  let interruption: () throws -> Void
  var stored: StoredState
  /// Counts and findings of this step.
  let log: ImportLog

  init(
    session: Session<ReadWrite>, vault: Vault, directory: String,
    interruption: @escaping () throws -> Void
  ) throws {
    self.session = session
    self.vault = vault
    self.interruption = interruption
    stored = try StoredState(session.readOnly)
    log = ImportLog(file: directory)
  }

  /// Writes everything that `reading` has.
  mutating func write(_ reading: DirectoryReading) throws {
    try checkKey(reading)
    let before = log.stored
    try write(agents: reading)
    try write(mode: reading.modelsMode)
    for provider in reading.providers { try write(provider, at: .defaults) }
    for scope in reading.scopes {
      try interruption()
      try write(scope)
    }
    if reading.config.isLoaded {
      log.count(
        .configFiles, log.stored > before ? \.stored : \.unchanged, reading.config.files.count)
    }
    try write(files: reading.files)
  }

  /// Sealing under the wrong master key would leave secrets that nobody can open with the right one.
  private func checkKey(_ reading: DirectoryReading) throws {
    let hasSecrets =
      reading.providers.contains { !$0.secrets.isEmpty }
      || reading.files.contains { $0.content.providers.contains { !$0.secrets.isEmpty } }
    if hasSecrets { _ = try vault.trailDigest(in: session.readOnly) }
  }

  // MARK: Files of agents

  private mutating func write(files: [DirectoryReading.AgentFile]) throws {
    for file in files {
      try interruption()
      log.count(.modelsFiles, \.read)
      guard file.content.isUsable else {
        log.count(.modelsFiles, \.skipped)
        continue
      }
      let before = log.stored
      let additions = try additions(of: file.content)
      for (provider, adds) in zip(file.content.providers, additions) {
        if adds {
          try write(provider, at: .agent(file.agent))
        } else {
          try settle(provider, at: .agent(file.agent))
        }
      }
      log.count(.modelsFiles, log.stored > before ? \.stored : \.unchanged)
    }
  }

  /// Which providers of a file say something that does not stand at the defaults; the same for every agent
  /// with that content.
  private func additions(of file: ModelsFile) throws -> [Bool] {
    if let known = file.additions { return known }
    let additions = try file.providers.map { provider in
      let place = StoredState.Place(scope: .defaults, provider: provider.definition.id)
      guard let definition = stored.providers[place] else { return true }
      let base = try ProviderLikeness(definition, stored.models[place] ?? [])
      return try !ProviderLikeness(provider.definition, provider.models).adds(nothingTo: base)
    }
    file.additions = additions
    return additions
  }

  /// An agent whose file says what the defaults say has nothing of its own; what it had from an earlier
  /// import is taken back, unless it is the same.
  private mutating func settle(_ provider: ReadProvider, at scope: ScopeID) throws {
    let place = StoredState.Place(scope: scope, provider: provider.definition.id)
    if let own = stored.providers[place] {
      let likeness = try ProviderLikeness(own, stored.models[place] ?? [])
      if try likeness != ProviderLikeness(provider.definition, provider.models) {
        _ = try session.providers.delete(place.provider, at: scope)
        log.count(.providers, \.stored)
        log.count(.models, \.stored, provider.models.count)
        log.count(.secrets, \.stored, provider.secrets.count)
        return
      }
    }
    log.count(.providers, \.unchanged)
    log.count(.models, \.unchanged, provider.models.count)
    log.count(.secrets, \.unchanged, provider.secrets.count)
  }
}

extension ImportLog {
  /// How many things were stored so far.
  var stored: Int { counts.values.reduce(0) { $0 + $1.stored } }
}
