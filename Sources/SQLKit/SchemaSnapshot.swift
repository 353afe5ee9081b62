/// One object of a schema, as it was created.
package struct SchemaObject: Equatable, Sendable {
  /// What it is; the order is the order in a snapshot.
  package enum Kind: String, CaseIterable, Sendable {
    case table
    case index
    case trigger
    case view
  }

  /// What it is.
  package let kind: Kind
  /// Its name.
  package let name: String
  /// The table or view it belongs to; its own name for tables and views.
  package let table: String
  /// The statement that created it, without a semicolon.
  package let sql: String

  package init(kind: Kind, name: String, table: String, sql: String) {
    self.kind = kind
    self.name = name
    self.table = table
    self.sql = sql
  }
}

/// A whole schema in a fixed order: each table by name with its indexes and triggers, then the views
/// with theirs.
package struct SchemaSnapshot: Equatable, Sendable {
  /// Every object, in order.
  package let objects: [SchemaObject]

  /// Reads the schema behind `connection`.
  package init(of connection: any SQLConnection) throws {
    self.init(try connection.schemaObjects())
  }

  /// Orders `objects`.
  package init(_ objects: [SchemaObject]) {
    let views = Set(objects.lazy.filter { $0.kind == .view }.map(\.name))
    let order = SchemaObject.Kind.allCases
    func rank(_ object: SchemaObject) -> Int {
      object.kind == .view ? 0 : order.firstIndex(of: object.kind) ?? order.count
    }
    self.objects = objects.sorted { a, b in
      let (late, later) = (views.contains(a.table), views.contains(b.table))
      if late != later { return !late }
      if a.table != b.table { return a.table < b.table }
      return (rank(a), a.name) < (rank(b), b.name)
    }
  }

  /// The statements that make the schema, each ended by a semicolon, with an empty line before each
  /// table and view.
  package var text: String {
    var result = ""
    for object in objects {
      if !result.isEmpty, object.kind == .table || object.kind == .view { result += "\n" }
      result += object.sql + ";\n"
    }
    return result
  }
}
