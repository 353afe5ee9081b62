import PurserStore
import SQLKit

/// Asks a schema whether every table keeps the promise of its class.
struct AuditCoverage {
  /// One sentence per broken promise, in the order of the tables; empty when all are kept.
  let violations: [String]

  /// Ledgers that are written where no event exists yet, or that are the event itself.
  static let ledgersWithoutEvent: Set<String> = ["audit_event", "schema_migration"]

  /// The class of each table as the store declares it.
  static let declared = Dictionary(
    uniqueKeysWithValues: StoredTable.all.map { ($0.name.description, $0.kind) })

  /// Compares the tables of `schema` with their class in `classes` and in their own comments.
  init(_ schema: SchemaSnapshot, classes: [String: TableClass] = declared) {
    violations = schema.objects.filter { $0.kind == .table }.flatMap { object in
      guard let table = TablesPage.Table(statement: object.sql) else {
        return ["\(object.name) cannot be read."]
      }
      let triggers = schema.objects.filter { $0.kind == .trigger && $0.table == object.name }
      guard let kind = classes[object.name] else { return ["\(object.name) has no class."] }
      return Self.violations(
        of: table, kind, statement: object.sql, triggers: triggers.map(\.sql))
    }
  }

  /// The column of an audited table that is made of the others.
  private static let rowColumn = "row_json"

  private static func violations(
    of table: TablesPage.Table, _ kind: TableClass, statement: String, triggers: [String]
  ) -> [String] {
    var found: [String] = []
    if !statement.contains(") STRICT") { found.append("\(table.name) is not STRICT.") }
    func trigger(_ moment: String) -> String {
      triggers.first { $0.contains(" \(moment) ON \(table.name)\n") }
        ?? triggers.first { $0.contains(" \(moment) ON \(table.name) ") } ?? ""
    }
    if !table.purpose.hasSuffix(" Class: \(word(for: kind)).") {
      found.append("\(table.name) does not say its class in its first comment.")
    }
    switch kind {
    case .audited(let secretColumns):
      // One column holds the row as JSON, and the triggers hand it on as it was and as it is.
      let json = table.columns.first { $0.name == rowColumn }
      for column in table.columns where !secretColumns.contains(column.name) {
        guard !column.isGenerated else { continue }
        if json?.code.contains("'\(column.name)', \(column.name)") != true {
          found.append("\(table.name): \(column.name) is not part of \(rowColumn).")
        }
      }
      for secret in secretColumns where json?.code.contains("'\(secret)'") == true {
        found.append("\(table.name): \(secret) is secret and part of \(rowColumn).")
      }
      for (moment, before, after) in [
        ("AFTER INSERT", "NULL", "NEW.\(rowColumn)"),
        ("AFTER UPDATE", "OLD.\(rowColumn)", "NEW.\(rowColumn)"),
        ("AFTER DELETE", "OLD.\(rowColumn)", "NULL"),
      ] {
        let sql = trigger(moment)
        if !sql.contains("INTO audited VALUES ('\(table.name)', ")
          || !sql.contains(", \(before), \(after));")
        {
          found.append("\(table.name), \(moment): is not recorded.")
        }
        // What changes nothing is left out in one place, the trigger of the view.
        if sql.contains("\nWHEN ") {
          found.append("\(table.name), \(moment): changes are overlooked.")
        }
      }
    case .ledger:
      for moment in ["BEFORE UPDATE", "BEFORE DELETE"]
      where !trigger(moment).contains("RAISE(ABORT") {
        found.append("\(table.name), \(moment): is not refused.")
      }
      guard !ledgersWithoutEvent.contains(table.name) else { break }
      if !table.columns.contains(where: { $0.name == "event_id" }) {
        found.append("\(table.name) does not name its event.")
      }
      if !trigger("BEFORE INSERT").contains("NEW.event_id IS NOT audit_event()") {
        found.append("\(table.name), BEFORE INSERT: may name another event.")
      }
    case .guarded:
      for moment in ["BEFORE INSERT", "BEFORE UPDATE", "BEFORE DELETE"]
      where !trigger(moment).contains("audit_event()") {
        found.append("\(table.name), \(moment): is open to other programs.")
      }
    }
    return found
  }

  private static func word(for kind: TableClass) -> String {
    switch kind {
    case .audited: "audited"
    case .ledger: "ledger"
    case .guarded: "guarded"
    }
  }
}
