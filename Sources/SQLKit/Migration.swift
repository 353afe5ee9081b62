/// One step of a schema's history: a script that leads from the version before to this one.
package struct Migration: Equatable, Sendable {
  /// Counted from 1 without gaps.
  package let version: Int
  /// A few words in snake case.
  package let name: String
  /// The script.
  package let sql: String
  /// The script's SHA-256 as `sha256:` and hexadecimal digits: what `sha256sum` prints for its file.
  package let checksum: String

  package init(version: Int, name: String, sql: String) {
    self.version = version
    self.name = name
    self.sql = sql
    self.checksum = "sha256:" + SHA256.hex(of: sql.utf8)
  }

  /// Whether the script asks, in a line `-- migrate: rebuild`, to run with foreign keys unchecked.
  package var isRebuild: Bool {
    sql.split(whereSeparator: \.isNewline).contains("-- migrate: rebuild")
  }

  /// Version in four digits and name, as its file is called.
  package var label: String {
    let digits = String(version)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "_" + name
  }
}
