import Foundation
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

/// A store with a few agents and no providers.
struct ProvidersWorld {
  let folder: TemporaryFolder
  var harness: ProgramHarness

  /// A planted key. Not a real one.
  static let secret = "sk-proj-0PlantedPlantedPlantedPlanted9Zq"

  init(agents: [String] = ["main", "ops", "coder"]) throws {
    folder = try TemporaryFolder()
    harness = ProgramHarness(in: folder)
    try #require(harness.run("init").exitCode == 0)
    try harness.context().write(WriteOptions()) { session in
      for (position, name) in agents.enumerated() {
        try session.agents.insert(
          Agent(
            id: Agent.ID(name), isDefault: position == 0, position: position,
            createdAt: session.now, updatedAt: session.now))
      }
    }
  }

  /// Runs a line after `purser providers`.
  func run(_ line: String, input: String = "", typed: String? = nil) -> RunResult {
    var harness = harness
    harness.input = input
    harness.typed = typed
    return harness.run("providers \(line)")
  }

  /// Runs a line that must succeed.
  @discardableResult
  func done(_ line: String, input: String = "", typed: String? = nil) throws -> RunResult {
    let result = run(line, input: input, typed: typed)
    try #require(result.exitCode == 0, "\(result.errors)")
    return result
  }

  /// The provider as it stands at a scope.
  func stored(_ id: String, at scope: ScopeID = .defaults) throws -> ProviderDefinition? {
    try harness.context().read { try $0.providers.find(id, at: scope) }
  }

  /// Ids of the models a provider has at a scope.
  func models(_ id: String, at scope: ScopeID = .defaults) throws -> [ModelDefinition] {
    try harness.context().read { try $0.providerModels.list(of: id, at: scope) }
  }

  func eventCount() throws -> Int {
    try harness.context().read { try $0.trail.eventCount() }
  }

  func secretCount() throws -> Int {
    try harness.context().read { try $0.secrets.list().count }
  }

  /// The sealed key of a provider in plain text.
  func key(_ id: String, at scope: ScopeID = .defaults) throws -> String? {
    let context = harness.context()
    return try context.read { session in
      guard case .sealed(let id, _)? = try session.providers.find(id, at: scope)?.key,
        let secret = try session.secrets.find(id)
      else { return nil }
      return try context.vault.text(of: secret)
    }
  }

  /// Names of the files below the store's folder that hold `text`.
  func files(holding text: String) throws -> [String] {
    let data = folder.path(".local")
    let names = try FileManager.default.subpathsOfDirectory(atPath: data)
    return names.filter { name in
      let bytes = FileManager.default.contents(atPath: data + "/" + name) ?? Data()
      return bytes.range(of: Data(text.utf8)) != nil
    }
  }
}

extension ScopeID {
  static func named(_ id: String) throws -> ScopeID { try ScopeID(id) }
}
