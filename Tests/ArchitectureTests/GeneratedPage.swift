import CommandKit
import Foundation
import Migrations
import PurserCLI
import PurserStore
import PurserTestSupport
import SQLKit
import SQLiteKit

/// A committed file that is made from the code.
struct GeneratedPage: Sendable, CustomStringConvertible {
  /// Path relative to the repository's root.
  let path: String
  /// Makes the text that the file should hold.
  let make: @Sendable () throws -> String

  var description: String { path }

  /// Every generated file of the repository.
  static let all: [GeneratedPage] = [
    GeneratedPage(path: "schema/sqlite.sql") { try freshSchema().text },
    GeneratedPage(path: "schema/tables.md") {
      TablesPage(statements: try freshSchema().objects.map(\.sql)).text
    },
    GeneratedPage(path: "docs/commands.md") {
      CommandReference(RootCommand.tree.catalogue, sections: Surroundings.sections).text
    },
  ]

  /// Throws unless the file holds what the code makes; `PURSER_UPDATE_GENERATED=1` writes it instead.
  func check() throws {
    let environment = ProcessInfo.processInfo.environment
    try Golden.check(
      make(), file: Repository.root + "/" + path,
      update: environment["PURSER_UPDATE_GENERATED"] == "1", isCI: environment["CI"] == "true",
      repair: "scripts/generate")
  }

  /// The schema of a database in memory after all migrations.
  static func freshSchema() throws -> SchemaSnapshot {
    try Store.schema(in: SQLiteDatabase.memory())
  }

  /// The migrations of the folder `migrations/`, as the program embeds them.
  static var steps: [Migration] {
    sqliteMigrations.map {
      Migration(version: $0.version, name: $0.name, sql: $0.sql.description)
    }
  }
}
