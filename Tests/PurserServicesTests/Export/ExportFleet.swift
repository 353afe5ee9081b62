import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SecretKit
import SystemKit

/// A store with one provider at the defaults, agents, and a folder for their files.
final class ExportFleet {
  let folder: TemporaryFolder
  let stored: TemporaryStore
  private(set) var agents: [Agent.ID] = []
  private let environment: Environment
  private let vault: Vault

  var store: Store { stored.store }

  init(agents names: [String], stored: TemporaryStore? = nil) throws {
    folder = try TemporaryFolder()
    self.stored = try stored ?? TemporaryStore()
    environment = Environment([
      "PURSER_KEY": Hexadecimal.encode([UInt8](repeating: 7, count: 32)),
      "LAB_KEY": "FAKE-FROM-ENV",
    ])
    vault = Vault(environment: environment)
    try write { session in
      try session.trailKey.save(vault.makeTrailKey(at: session.now))
      let lab = ProviderDefinition(
        id: "lab", writtenID: "lab", baseURL: "https://lab", api: "openai-completions",
        key: .environment(name: "LAB_KEY"))
      try session.providers.save(lab, at: .defaults)
      try session.providerModels.replace(
        of: "lab", at: .defaults,
        with: [
          ModelDefinition(id: "qwen", position: 0),
          ModelDefinition(id: "Qwen/coder:free", position: 1),
        ])
      for name in names {
        try insert(name, folder: folder.path("\(name)/agent"), session)
      }
    }
  }

  /// The path of an agent's file.
  func path(_ agent: String) -> String { folder.path("\(agent)/agent/models.json") }

  /// The key that stands in an agent's file.
  func key(_ agent: String) throws -> String? {
    try JSON.parse(folder.bytes("\(agent)/agent/models.json"))["providers"]?["lab"]?["apiKey"]?
      .string
  }

  func write(_ body: (Session<ReadWrite>) throws -> Void) throws {
    try store.write(TemporaryStore.intent("test"), body)
  }

  func addAgent(_ name: String) throws {
    try addAgent(name, folder: folder.path("\(name)/agent"))
  }

  func addAgent(_ name: String, folder: String?) throws {
    try write { session in try insert(name, folder: folder, session) }
  }

  func setEndpoint(_ url: String) throws {
    try write { session in
      var lab = try session.providers.find("lab", at: .defaults)!
      lab.baseURL = url
      try session.providers.save(lab, at: .defaults)
    }
  }

  /// Seals `key` as that of a provider of the defaults.
  func seal(_ key: String, provider: String) throws {
    let secret = SecretBytes(text: key)
    try write { session in
      let owner = SecretOwner.provider(provider, at: .defaults)
      let sealed = try vault.seal(secret, owner: owner, field: "apiKey", in: session)
      let id = try session.secrets.replace(sealed)
      var definition = try session.providers.find(provider, at: .defaults)!
      definition.key = .sealed(
        id: id, digest: try vault.digest(secret, in: session.readOnly))
      try session.providers.save(definition, at: .defaults)
    }
  }

  /// Every recorded export, the newest of each path.
  func exports() throws -> [ExportFile] { try store.read { try $0.exportFiles.latest() } }

  func plan(_ request: ExportModels.Request? = nil) throws -> ExportPlan {
    try useCase.plan(request ?? .init(agents: agents))
  }

  func preview() throws -> ExportPlan { try useCase.preview(.init(agents: agents)) }

  @discardableResult
  func run(_ request: ExportModels.Request? = nil) throws -> ExportOutcome {
    try useCase.run(request ?? .init(agents: agents), TemporaryStore.intent("export"))
  }

  private var useCase: ExportModels {
    ExportModels(store: store, vault: vault, environment: environment)
  }

  private func insert(_ name: String, folder: String?, _ session: Session<ReadWrite>) throws {
    let id = try Agent.ID(name)
    try session.agents.insert(
      Agent(
        id: id, agentDirectory: folder, position: agents.count, createdAt: session.now,
        updatedAt: session.now))
    agents.append(id)
  }

}
