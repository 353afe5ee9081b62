package import JSONKit
import PurserStore

/// The answer of a command that writes: what was changed, or with `--dry-run` what would be, and the
/// command's own lines.
package struct WriteView: View {
  private let store: String
  private let isDryRun: Bool
  private let event: Int64?
  private let changes: [AuditChange]
  private let lines: Text
  private let members: JSONObject
  private let saysUpdated: Bool
  private let prunedRows: Int
  private let stateRows: Int

  /// Makes the answer of a write. `store` is the store's name as people see it; `lines` follow the
  /// first line; `members` follow `dryRun`, `event` and `changes` in the document. With `saysUpdated` the
  /// first line is the same when nothing had to be changed, as scripts for the gateways expect. `prunedRows` is how many rows
  /// of evidence went, which are no changes, and `stateRows` how many states of profiles changed, which are none either.
  package init<Value>(
    _ written: Written<Value>, in context: CommandContext, lines: Text = [],
    members: JSONObject = [:], saysUpdated: Bool = false, prunedRows: Int = 0,
    stateRows: Int = 0
  ) {
    store = context.shortened(written.store)
    isDryRun = written.isDryRun
    event = written.event
    changes = written.changes
    self.lines = lines
    self.members = members
    self.saysUpdated = saysUpdated
    self.prunedRows = prunedRows
    self.stateRows = stateRows
  }

  package var text: Text {
    var text = Text()
    if isDryRun {
      text.append(
        changes.isEmpty && prunedRows == 0 && stateRows == 0
          ? "Dry run: nothing would change." : "Dry run: \(counted) \(store)")
      for change in changes { text.append(ChangeText(change).text) }
    } else {
      text.append(event == nil && !saysUpdated ? "No change in \(store)" : "Updated \(store)")
    }
    text.append(lines)
    return text
  }

  package var plain: Text { lines }

  package var json: JSON {
    var json: JSONObject = [
      "dryRun": .bool(isDryRun), "event": event.map { .number(JSONNumber($0)) } ?? .null,
      "changes": .array(changes.map { ChangeText($0).json }),
    ]
    for (key, value) in members { json[key] = value }
    return .object(json)
  }

  private var counted: Line {
    let count = prunedRows > 0 ? prunedRows : changes.count + stateRows
    let rows: Line = count == 1 ? "1 row" : "\(count) rows"
    return rows + (prunedRows > 0 ? " would be removed from" : " would change in")
  }
}
