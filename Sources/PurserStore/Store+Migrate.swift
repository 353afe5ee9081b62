import PurserDomain
package import SQLKit

/// What `Store.migrate` did.
package struct MigrationOutcome: Equatable, Sendable {
  /// The version of the schema before.
  package let from: Int
  /// The version of the schema now.
  package let to: Int
  /// The verified copy of the state before; nil when there was nothing to do.
  package let copy: String?
  /// A copy that was made while another program took every step: it may be of the state after, and is of no use.
  package let uselessCopy: String?

  package init(
    from: Int, to: Int, copy: String?, uselessCopy: String? = nil
  ) {
    self.from = from
    self.to = to
    self.copy = copy
    self.uselessCopy = uselessCopy
  }
}

extension Store {
  /// Leads the store in `database` to this program's version, each step a write with an event of its
  /// own, and returns what was done. Before the first step a verified copy is written to the new file
  /// `copy`; a failed step leaves the version before it.
  ///
  /// Throws `newer_schema`, `foreign`, `not_set_up`, `corrupt` when an applied step differs from the
  /// program's, and `conflict` when an older program wrote after the copy was made.
  package static func migrate(
    _ database: any SQLDatabase, _ settings: Settings, _ intent: Intent, copy: String
  ) throws -> MigrationOutcome {
    try migrate(database, settings, intent, copy: copy, migrator)
  }

  /// The same with other steps, for tests.
  static func migrate(
    _ database: any SQLDatabase, _ settings: Settings, _ intent: Intent, copy: String,
    _ migrator: Migrator
  ) throws -> MigrationOutcome {
    let store = Store(unchecked: database, settings)
    return try store.translated {
      let from = try store.migratableVersion(by: migrator)
      guard from < migrator.newest else {
        return MigrationOutcome(from: from, to: from, copy: nil)
      }
      let copied = try database.transaction(.read, Self.newestEvent)
      try database.copy(to: copy)
      var isFirst = true
      let applied = try migrator.migrate(database, now: settings.clock.now().milliseconds) {
        connection, step, apply in
        if isFirst, try newestEvent(connection) != copied { throw store.outrun(copy) }
        isFirst = false
        var intent = intent
        intent.actor = "purser"
        intent.command = "migrate \(step.label.prefix { $0 != "_" })"
        let session = try store.begin(intent, on: connection)
        try apply()
        try TrailSeal(connection: connection, digest: settings.digest(session.readOnly))
          .seal(session.eventID)
      }
      guard !applied.isEmpty else {
        return MigrationOutcome(
          from: migrator.newest, to: migrator.newest, copy: nil, uselessCopy: copy)
      }
      return MigrationOutcome(from: from, to: migrator.newest, copy: copy)
    }
  }

  private static func newestEvent(_ connection: any SQLConnection) throws -> Int64 {
    try connection.first("SELECT coalesce(max(id), 0) FROM audit_event") {
      try $0.next(Int64.self)
    } ?? 0
  }

  /// A copy that lacks the last write is none to go back to.
  private func outrun(_ copy: String) -> StoreError {
    StoreError(
      .conflict,
      "Another program wrote to the store '\(name)' while its copy was made; nothing was migrated.",
      subject: name, hint: "Remove '\(copy)', which lacks that write, and run: purser store migrate"
    )
  }

  /// Returns what `migrate` would do to the store in `database`; changes nothing and names no copy. Throws as `migrate`.
  package static func migrationPreview(
    _ database: any SQLDatabase, _ settings: Settings
  ) throws -> MigrationOutcome {
    let store = Store(unchecked: database, settings)
    return try store.translated {
      MigrationOutcome(
        from: try store.migratableVersion(by: migrator), to: migrator.newest, copy: nil)
    }
  }

  private func migratableVersion(by migrator: Migrator) throws -> Int {
    try database.transaction(.read) { connection in
      guard try state(of: connection) == .ours else {
        try checkStamp(of: connection)
        return 0
      }
      let version = try connection.schemaVersion()
      guard version <= migrator.newest else { throw newer(version) }
      return try migrator.verify(connection)
    }
  }

  /// Returns the whole schema as the migrations make it in the empty `scratch` database.
  package static func schema(in scratch: any SQLDatabase) throws -> SchemaSnapshot {
    try migrator.migrate(scratch, now: 0)
    return try scratch.transaction(.read) { try SchemaSnapshot(of: $0) }
  }
}
