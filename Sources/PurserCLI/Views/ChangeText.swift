package import JSONKit
package import PurserStore

/// One changed row for people and for programs.
package struct ChangeText {
  private let change: AuditChange

  /// Prepares a row of the trail, or of a preview.
  package init(_ change: AuditChange) {
    self.change = change
  }

  /// One line for the row, then one for each column that differs.
  ///
  ///     ~ route ["*","text",0] (*)
  ///         model: gpt-5.2 -> gpt-5.2-mini
  package var text: Text {
    var text: Text = ["\(sign) \(change.table) \(change.key) (\(change.scope))"]
    for column in columns {
      switch (column.before, column.after) {
      case (nil, let after?): text.append("    \(column.name): \(shown(after))")
      case (let before?, nil): text.append("    \(column.name): \(shown(before))")
      case (let before?, let after?):
        for difference in ValueDifference.list(column.name, before, after) {
          text.append("    \(difference.name): \(difference.before) -> \(difference.after)")
        }
      case (nil, nil): break
      }
    }
    return text
  }

  /// Operation, table, key and scope.
  var plain: Text {
    [
      .row([
        "\(change.operation.rawValue)", "\(change.table)", "\(change.key)", "\(change.scope)",
      ])
    ]
  }

  /// `{"table", "key", "scope", "operation", "before"?, "after"?}`; the rows are whole.
  package var json: JSON {
    var json: JSONObject = [
      "table": .string(change.table), "key": .string(change.key), "scope": .string(change.scope),
      "operation": .string(change.operation.rawValue),
    ]
    json["before"] = change.before.map(parsed)
    json["after"] = change.after.map(parsed)
    return .object(json)
  }

  private var sign: Line {
    switch change.operation {
    case .insert: Line("+", .green)
    case .update: Line("~", .yellow)
    case .delete: Line("-", .red)
    }
  }

  private struct Column {
    var name: String
    var before: JSON?
    var after: JSON?
  }

  /// Columns that tell something: those that differ in an update, those that are not null otherwise.
  private var columns: [Column] {
    let before = change.before.flatMap { parsed($0).object } ?? [:]
    let after = change.after.flatMap { parsed($0).object } ?? [:]
    var names = before.keys
    names += after.keys.filter { !before.contains($0) }
    return names.filter { $0 != "updated_at" && $0 != "created_at" }
      .map { Column(name: $0, before: before[$0], after: after[$0]) }
      .filter { column in
        change.operation == .update
          ? column.before != column.after
          : !(column.before ?? .null).isNull || !(column.after ?? .null).isNull
      }
  }

  private func parsed(_ text: String) -> JSON {
    // The trail holds what the triggers wrote; what cannot be read is shown as it stands.
    (try? JSON.parse(text)) ?? .string(text)
  }

  private func shown(_ value: JSON) -> Line { Line(shortened(value.shown, to: 120)) }
}
