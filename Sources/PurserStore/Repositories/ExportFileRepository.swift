package import PurserDomain
import SQLKit

/// What was exported where.
package struct ExportFileRepository<Access> {
  let connection: any SQLConnection

  static var columns: StaticString {
    """
    event_id, agent_id, path, digest, bytes, mode, dialect, with_secrets, kept, revision, written_at
    """
  }

  /// The newest row of each path, found by going from path to path in the index: how often each was exported does not matter.
  private static var newest: SQL {
    """
    WITH RECURSIVE newest(path, id) AS (
      SELECT * FROM (SELECT path, id FROM export_file ORDER BY path DESC, id DESC LIMIT 1)
      UNION ALL
      SELECT file.path, file.id
      FROM newest
      JOIN export_file AS file ON file.id = (
        SELECT id FROM export_file WHERE path < newest.path ORDER BY path DESC, id DESC LIMIT 1)
    )
    SELECT id FROM newest
    """
  }

  /// Returns the newest export to `path`, nil when none was made.
  package func latest(path: String) throws -> ExportFile? {
    let newest = try newest(path: path)
    return newest?.isNone == true ? nil : newest
  }

  /// The newest row of a path, whatever it says.
  private func newest(path: String, before event: Int64 = .max) throws -> ExportFile? {
    try connection.first(
      """
      SELECT \(raw: Self.columns)
      FROM export_file
      WHERE path = \(path) AND event_id < \(event)
      ORDER BY id DESC
      LIMIT 1
      """, ExportFile.init(row:))
  }

  /// Returns the files that an event wrote, in their order.
  package func list(of event: Int64) throws -> [ExportFile] {
    try connection.rows(
      """
      SELECT \(raw: Self.columns)
      FROM export_file
      WHERE event_id = \(event)
      ORDER BY id
      """, ExportFile.init(row:))
  }

  /// Returns whether anything was ever exported.
  package func hasAny() throws -> Bool {
    try connection.first("SELECT 1 FROM export_file LIMIT 1") { try $0.next(Int64.self) } != nil
  }

  /// Returns the paths that were exported to, sorted.
  package func paths() throws -> [String] {
    try connection.rows(
      "SELECT path FROM export_file WHERE id IN (\(Self.newest)) AND digest <> '' ORDER BY path"
    ) { try $0.next(String.self) }
  }

  /// Returns the newest export to `path` of exactly those bytes, nil when none was made.
  package func latest(path: String, digest: String) throws -> ExportFile? {
    try connection.first(
      """
      SELECT \(raw: Self.columns)
      FROM export_file
      WHERE path = \(path) AND digest = \(digest)
      ORDER BY id DESC
      LIMIT 1
      """, ExportFile.init(row:))
  }

  /// Returns the newest export of exactly those bytes for an agent to any path, nil when none was made.
  package func latest(of agent: String, digest: String) throws -> ExportFile? {
    try connection.first(
      """
      SELECT \(raw: Self.columns)
      FROM export_file
      WHERE digest = \(digest) AND agent_id = \(agent)
      ORDER BY id DESC
      LIMIT 1
      """, ExportFile.init(row:))
  }

  /// Returns the newest export of other bytes to the path of `export` before that, nil when none was made.
  package func latest(before export: ExportFile) throws -> ExportFile? {
    try connection.first(
      """
      SELECT \(raw: Self.columns)
      FROM export_file
      WHERE path = \(export.path) AND event_id < \(export.event)
        AND digest <> \(export.digest) AND digest <> ''
      ORDER BY id DESC
      LIMIT 1
      """, ExportFile.init(row:))
  }

  /// Returns the newest export for an agent to a path that does not end in `ending`, nil when none was made.
  package func latest(of agent: String, notTo ending: String) throws -> ExportFile? {
    try connection.first(
      """
      SELECT \(raw: Self.columns)
      FROM export_file
      WHERE agent_id = \(agent) AND digest <> ''
        AND substr(path, -length(\(ending))) <> \(ending)
      ORDER BY event_id DESC, id DESC
      LIMIT 1
      """, ExportFile.init(row:))
  }

  /// Returns the newest export of each path, sorted by path.
  package func latest() throws -> [ExportFile] {
    try connection.rows(
      """
      SELECT \(raw: Self.columns)
      FROM export_file
      WHERE id IN (\(Self.newest)) AND digest <> ''
      ORDER BY path
      """, ExportFile.init(row:))
  }

  /// Returns what the newest export to a path was, nil when none was made.
  package func latestRevision(path: String) throws -> ExportRevision? {
    try latest(path: path).map {
      ExportRevision(agent: $0.agent, revision: $0.revision, writtenAt: $0.writtenAt)
    }
  }

  /// Returns what the newest export to each path was, by path.
  package func latestRevisions() throws -> [String: ExportRevision] {
    var revisions: [String: ExportRevision] = [:]
    try connection.forEach(
      """
      SELECT path, agent_id, revision, written_at
      FROM export_file
      WHERE id IN (\(Self.newest)) AND digest <> ''
      """
    ) { row in
      let path = try row.next(String.self)
      revisions[path] = ExportRevision(
        agent: try row.next(String.self), revision: try row.next(Int64.self),
        writtenAt: Timestamp(milliseconds: try row.next(Int64.self)))
    }
    return revisions
  }
}

/// When and from what a file was exported.
package struct ExportRevision: Equatable, Sendable {
  /// Id of the agent, which may be gone by now.
  package let agent: String
  /// Revision of the store that the file was made from.
  package let revision: Int64
  package let writtenAt: Timestamp
}

extension ExportFileRepository where Access == ReadWrite {
  /// Records by `event` that `export` did not come to replace the file at `path`: what was on record of it before is its
  /// newest row again, with the instant of then, and one without a digest when nothing was. Does nothing when somebody
  /// exported the file since.
  package func takeBack(path: String, of export: Int64, by event: Int64) throws {
    guard let last = try newest(path: path), last.event == export else { return }
    var row = last
    if let earlier = try newest(path: path, before: export) {
      row = earlier
    } else {
      row.digest = ""
      row.bytes = 0
      row.withSecrets = false
      row.keptJSON = "[]"
      row.writtenAt = Timestamp(milliseconds: 0)
    }
    row.event = event
    try insert(row)
  }

  /// Records a file that was written by `event`.
  package func insert(_ file: ExportFile) throws {
    try connection.run(
      """
      INSERT INTO export_file (\(raw: Self.columns))
      VALUES (
        \(file.event), \(file.agent), \(file.path), \(file.digest), \(Int64(file.bytes)),
        \(file.mode), \(file.dialect), \(file.withSecrets), \(file.keptJSON), \(file.revision),
        \(file.writtenAt.milliseconds)
      )
      """)
  }
}

/// One written `models.json`.
package struct ExportFile: Equatable, Sendable {
  package var event: Int64
  /// Id of the agent, which may be gone by now.
  package var agent: String
  /// Absolute path.
  package var path: String
  /// `algorithm:hex` of the bytes.
  package var digest: String
  package var bytes: Int
  /// `merge` or `replace`.
  package var mode: String
  /// `legacy`, `dollar` or `literal`.
  package var dialect: String
  /// Whether sealed values were written in plain text.
  package var withSecrets: Bool
  /// JSON array of the places whose value was kept from the file that was there.
  package var keptJSON: String
  /// Revision of the store that the file was made from.
  package var revision: Int64
  package var writtenAt: Timestamp

  /// Whether the row only says that nothing was exported to its path before an export that did not come about.
  fileprivate var isNone: Bool { digest.isEmpty }

  package init(
    event: Int64, agent: String, path: String, digest: String, bytes: Int, mode: String,
    dialect: String, withSecrets: Bool = false, keptJSON: String = "[]", revision: Int64,
    writtenAt: Timestamp
  ) {
    self.event = event
    self.agent = agent
    self.path = path
    self.digest = digest
    self.bytes = bytes
    self.mode = mode
    self.dialect = dialect
    self.withSecrets = withSecrets
    self.keptJSON = keptJSON
    self.revision = revision
    self.writtenAt = writtenAt
  }

  fileprivate init(row: RowReader) throws {
    event = try row.next(Int64.self)
    agent = try row.next(String.self)
    path = try row.next(String.self)
    digest = try row.next(String.self)
    bytes = Int(try row.next(Int64.self))
    mode = try row.next(String.self)
    dialect = try row.next(String.self)
    withSecrets = try row.next(Bool.self)
    keptJSON = try row.next(String.self)
    revision = try row.next(Int64.self)
    writtenAt = Timestamp(milliseconds: try row.next(Int64.self))
  }
}
