/// How the trail treats a table (data model, "classes"). Each table of the schema has exactly one entry
/// in `StoredTable.all`; a test compares the list with a migrated database.
package enum TableClass: Equatable, Sendable {
  /// Triggers copy each change of a row into `audit_change`, except the named columns, which hold
  /// secrets.
  case audited(secretColumns: [String] = [])
  /// Rows are only added, and name their event.
  case ledger
  /// Written inside `Store.write` only, and not copied into the trail.
  case guarded
}

/// A table of the schema and its class.
package struct StoredTable: Sendable {
  /// Its name.
  package let name: StaticString
  /// How the trail treats it.
  package let kind: TableClass
  /// The column with its key in the trail.
  let key: StaticString

  private init(name: StaticString, kind: TableClass, key: StaticString = "row_key") {
    self.name = name
    self.kind = kind
    self.key = key
  }

  /// Every table, those that others refer to first.
  package static let all: [StoredTable] = [
    StoredTable(name: "schema_migration", kind: .ledger),
    StoredTable(name: "audit_event", kind: .ledger),
    StoredTable(name: "audit_change", kind: .ledger),
    StoredTable(name: "audit_seal", kind: .ledger),
    StoredTable(name: "trail_key", kind: .guarded),
    StoredTable(name: "scope", kind: .audited(), key: "id"),
    StoredTable(name: "agent", kind: .audited(), key: "id"),
    StoredTable(name: "agent_label", kind: .audited()),
    StoredTable(name: "setting", kind: .audited()),
    StoredTable(name: "provider", kind: .audited()),
    StoredTable(name: "provider_model", kind: .audited()),
    StoredTable(name: "route", kind: .audited()),
    StoredTable(name: "route_policy", kind: .audited()),
    StoredTable(name: "alias", kind: .audited()),
    StoredTable(name: "model_setting", kind: .audited()),
    StoredTable(name: "allow_policy", kind: .audited(), key: "scope_id"),
    StoredTable(name: "allow_entry", kind: .audited()),
    StoredTable(name: "secret", kind: .guarded),
    StoredTable(name: "export_file", kind: .ledger),
    StoredTable(name: "auth_profile", kind: .audited()),
    StoredTable(name: "profile_declaration", kind: .audited()),
    StoredTable(name: "profile_order", kind: .audited()),
    StoredTable(name: "secret_provider", kind: .audited()),
    StoredTable(name: "session_selection", kind: .audited()),
    StoredTable(name: "profile_state", kind: .guarded),
    StoredTable(name: "profile_event", kind: .ledger),
    StoredTable(name: "probe_slot", kind: .guarded),
    StoredTable(name: "refresh_lease", kind: .guarded),
    StoredTable(name: "pruned", kind: .ledger),
    StoredTable(name: "probe_run", kind: .ledger),
    StoredTable(name: "probe_result", kind: .ledger),
    StoredTable(name: "probe_target", kind: .guarded),
    StoredTable(name: "probe_latency", kind: .guarded),
    StoredTable(name: "catalog_source", kind: .guarded),
    StoredTable(name: "catalog_model", kind: .guarded),
    StoredTable(name: "usage_snapshot", kind: .ledger),
    StoredTable(name: "usage_window", kind: .ledger),
  ]

  /// The ledgers whose rows are part of the seal of their event, in the order they are digested.
  /// A later ledger is added at the end.
  static let sealedLedgers: [StaticString] = ["export_file", "profile_event", "pruned"]

  /// The ledgers of evidence, which may be pruned: the seal of an event covers a digest of its rows, and not the rows, so
  /// that the chain holds when they are gone. Their first three columns are a key that begins with the event.
  /// A later ledger is added at the end.
  static let evidence: [StaticString] = [
    "probe_run", "probe_result", "usage_snapshot", "usage_window",
  ]

  /// The column by which the rows of an event are found in a ledger that seals cover: each has an index that begins with it.
  static func eventColumn(of ledger: StaticString) -> StaticString {
    // A run has the number of its event as its own.
    ledger.description == "probe_run" ? "id" : "event_id"
  }
}
