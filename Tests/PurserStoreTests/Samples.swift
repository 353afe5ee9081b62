import Foundation
import PurserDomain
import PurserStore
import PurserTestSupport
import SQLKit

/// An agent of that id.
func agent(_ id: String, position: Int = 0, name: String? = nil) throws -> Agent {
  let now = Timestamp(milliseconds: 1_770_000_000_000)
  return Agent(
    id: try Agent.ID(id), name: name, position: position, createdAt: now, updatedAt: now)
}

extension TemporaryStore {
  /// Writes with the usual intent.
  @discardableResult
  func write<Value>(
    _ command: String = "test", ifRevision: Int64? = nil,
    _ body: (Session<ReadWrite>) throws -> Value
  ) throws -> WriteOutcome<Value> {
    try store.write(Self.intent(command), ifRevision: ifRevision, body)
  }

  /// Adds agents, each in a write of its own.
  func add(_ ids: String...) throws {
    for id in ids { try write("agents add \(id)") { try $0.agents.insert(agent(id)) } }
  }

  func events() throws -> [AuditEvent] {
    try store.read { try $0.trail.events() }
  }
}

/// The `sqlite3` of the system, which knows nothing of Purser.
enum StockShell {
  static let path = "/usr/bin/sqlite3"
  static let isPresent = FileManager.default.isExecutableFile(atPath: path)

  /// Runs `sql` on the file at `database` and returns exit code and standard error.
  @discardableResult
  static func run(_ sql: String, on database: String) throws -> (code: Int32, errors: String) {
    let result = try ProgramRunner(program: path).run(["-batch", "-bail", database, sql])
    return (result.exitCode, result.errors)
  }
}
