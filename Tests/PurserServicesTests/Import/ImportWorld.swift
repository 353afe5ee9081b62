import Foundation
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SystemKit

/// A store in a file with its master key, and a state directory to fill and import.
struct ImportWorld {
  let folder: TemporaryFolder
  let clock = SteppedClock()
  var environment: Environment
  let store: Store

  /// Makes an empty store and an empty state directory; `variables` are the environment.
  init(_ variables: [String: String] = [:]) throws {
    folder = try TemporaryFolder()
    let home = try folder.makeFolder("home")
    var environment = Environment(variables).setting("HOME", home)
    environment = environment.setting("PURSER_KEY", String(repeating: "5a", count: 32))
    self.environment = environment
    let source = StoreSource.files(clock: clock.wallClock, environment: environment)
    let path = folder.path("store/purser.db")
    _ = try InitStore(source: source, vault: Vault(environment: environment))
      .run(at: path, TemporaryStore.intent("init"))
    store = try source.open(path, .write)
    try folder.makeFolder("state")
  }

  /// The state directory.
  var directory: String { folder.path("state") }

  /// Makes the state directory a copy of the real one at `path`. Folders of agents that lie elsewhere on the machine it came
  /// from lie below this world's folder, so that an export for them stays in it.
  func copyState(_ path: String) throws {
    try folder.copy(path, to: "state")
    for name in try FileManager.default.contentsOfDirectory(atPath: directory) {
      guard name.contains(".json"), let text = try? folder.text("state/" + name) else { continue }
      try write(
        text.replacing(/("?agentDir"?\s*:\s*["'])\//) {
          "\($0.output.1)\(folder.path("elsewhere"))/"
        },
        to: name)
    }
  }

  /// Writes a file below the state directory.
  func write(_ text: String, to name: String = "openclaw.json") throws {
    try folder.write(text, to: "state/" + name)
  }

  /// Writes the `models.json` of an agent.
  func writeModels(_ text: String, of agent: String = "main") throws {
    try write(text, to: "agents/\(agent)/agent/models.json")
  }

  /// The use case over this world; `interruption` is asked between files.
  func importer(_ interruption: @escaping () throws -> Void = {}) -> ImportState {
    ImportState(
      store: store, vault: Vault(environment: environment), environment: environment,
      databases: StoreSource.files(clock: clock.wallClock, environment: environment)
        .gatewayDatabases,
      interruption: interruption)
  }

  /// Imports the state directory, or another path.
  @discardableResult
  func run(_ path: String? = nil) throws -> ImportReport {
    try importer().run(path ?? directory, TemporaryStore.intent("import"))
  }

  /// Writes `config` as `openclaw.json` and imports it.
  @discardableResult
  func run(config: String) throws -> ImportReport {
    try write(config)
    return try run()
  }

  /// What stands at a scope.
  func configuration(_ scope: ScopeID = .defaults) throws -> ScopeConfiguration {
    try store.read { try $0.configuration(at: scope) }
  }

  /// What stands at an agent.
  func configuration(agent: String) throws -> ScopeConfiguration {
    try configuration(ScopeID(agent))
  }

  /// The models of a provider at a scope.
  func models(_ provider: String, _ scope: ScopeID = .defaults) throws -> [ModelDefinition] {
    try store.read { try $0.providerModels.list(of: provider, at: scope) }
  }

  /// All agents in list order.
  func agents() throws -> [Agent] {
    try store.read { try $0.agents.list() }
  }

  /// The bytes of the database with everything that lies beside it.
  func databaseBytes() throws -> [UInt8] {
    try ["purser.db", "purser.db-wal", "purser.db-shm"].flatMap { name in
      folder.exists("store/" + name) ? try folder.bytes("store/" + name) : []
    }
  }
}

extension ImportReport {
  /// The messages of all findings of a kind, in order.
  func messages(_ kind: ImportKind) -> [String] {
    findings.filter { $0.kind == kind }.map(\.finding.message)
  }

  /// Whether of each kind all that was read has become of something.
  var isComplete: Bool {
    counts.values.allSatisfy { $0.read == $0.stored + $0.unchanged + $0.skipped }
  }
}

extension [UInt8] {
  /// Whether the UTF-8 of `text` occurs in the bytes.
  func holds(_ text: String) -> Bool {
    let needle = Array(text.utf8)
    guard let first = needle.first, count >= needle.count else { return false }
    for start in 0...(count - needle.count) where self[start] == first {
      if self[start..<(start + needle.count)].elementsEqual(needle) { return true }
    }
    return false
  }
}
