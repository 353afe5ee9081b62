/// One step of the schema, as its file says it.
package struct MigrationFile: Sendable {
  /// Four digits in the file's name, counted from 1 without gaps.
  package let version: Int
  /// The file's name without number and ending.
  package let name: String
  /// The whole file.
  package let sql: StaticString
}

/// The steps for SQLite, oldest first.
package let sqliteMigrations: [MigrationFile] = migrations(below: sqliteFolder)

/// How many they are; known without reading their names, as each start needs it.
package var sqliteMigrationCount: Int {
  embeddedFiles.count { $0.path.description.hasPrefix(sqliteFolder) }
}

private let sqliteFolder = "sqlite/"

private func migrations(below folder: String) -> [MigrationFile] {
  embeddedFiles.compactMap { file in
    let path = file.path.description
    guard path.hasPrefix(folder), path.hasSuffix(".sql") else { return nil }
    let base = path.dropFirst(folder.count).dropLast(4)
    guard let version = Int(base.prefix(4)) else { return nil }
    return MigrationFile(version: version, name: String(base.dropFirst(5)), sql: file.text)
  }
}
