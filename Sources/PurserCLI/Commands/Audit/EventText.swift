import JSONKit
import PurserDomain
import PurserStore

/// One event for people and for programs.
struct EventText {
  /// What an event did beside changing configuration, where that was read.
  struct Left {
    /// What it removed from ledgers of evidence.
    var prunings: [AuditPruning] = []
    /// The files it wrote.
    var files: [ExportFile] = []
    /// What it added to other ledgers.
    var records: [AuditRecords] = []
  }

  private let event: AuditEvent
  private let left: Left
  private let shorten: (String) -> String

  init(
    _ event: AuditEvent, left: Left = Left(), shorten: @escaping (String) -> String = { $0 }
  ) {
    self.event = event
    self.left = left
    self.shorten = shorten
  }

  /// More files are counted only: the document has them all.
  private static let shownFiles = 20

  private var counted: Line {
    let changes: Line = event.changeCount == 1 ? "1 change" : "\(event.changeCount) changes"
    guard event.prunedCount > 0 else { return changes }
    let pruned: Line =
      event.prunedCount == 1 ? "1 row pruned" : "\(event.prunedCount) rows pruned"
    return event.changeCount == 0 ? pruned : changes + ", " + pruned
  }

  /// One line, and one more for the reason.
  var summary: Text {
    var text: Text = [
      "\(String(event.id), .bold)  \(event.at)  \(event.intent.actor, .cyan)  \(event.intent.command)  (\(counted))"
    ]
    if let reason = event.intent.reason { text.append("    \(reason)") }
    return text
  }

  /// Id, instant, actor, number of changes and command, parted by tabs.
  var plain: Text {
    let cells: [Line] = [
      "\(event.id)", "\(event.at)", "\(event.intent.actor)", "\(event.changeCount)",
      "\(event.intent.command)",
    ]
    return [Line.row(cells)]
  }

  /// Every field on its line.
  var whole: Text {
    var text: Text = [
      StatusLine.line("Event", "\(String(event.id), .bold)"),
      StatusLine.line("At", "\(event.at)"),
      StatusLine.line("Actor", "\(event.intent.actor)"),
      StatusLine.line("Host", "\(event.intent.host)"),
      StatusLine.line("Command", "\(event.intent.command)"),
      StatusLine.line("Reason", "\(event.intent.reason ?? "-")"),
      StatusLine.line("Request", "\(event.intent.requestID)"),
      StatusLine.line("Program", "purser \(event.intent.programVersion)"),
    ]
    if let undone = event.intent.undoesEvent {
      text.append(StatusLine.line("Undoes", "event \(undone)"))
    }
    text.append(StatusLine.line("Changes", "\(event.changeCount)"))
    for file in left.files.prefix(Self.shownFiles) {
      let keys: Line = file.withSecrets ? ", keys in plain text" : ""
      text.append(StatusLine.line("Wrote", "\(file.agent): \(shorten(file.path))\(keys)"))
    }
    if left.files.count > Self.shownFiles {
      let others = left.files.count - Self.shownFiles
      text.append(
        StatusLine.line("Wrote", "and \(others) more: purser audit show \(event.id) --json"))
    }
    for records in left.records {
      let rows = records.rowCount == 1 ? "row" : "rows"
      text.append(
        StatusLine.line("Recorded", "\(records.rowCount) \(rows) of \(records.table)"))
    }
    for pruning in left.prunings {
      let rows = pruning.rowCount == 1 ? "row" : "rows"
      text.append(
        StatusLine.line(
          "Pruned",
          "\(pruning.rowCount) \(rows) of \(pruning.table), up to event \(pruning.lastEvent)"))
    }
    return text
  }

  /// `{"id", "at", "actor", "host", "command", "reason"?, …, "changeCount"}`.
  var members: JSONObject {
    var json: JSONObject = [
      "id": .number(JSONNumber(event.id)), "at": .number(JSONNumber(event.at.milliseconds)),
      "actor": .string(event.intent.actor), "host": .string(event.intent.host),
      "command": .string(event.intent.command),
    ]
    json["reason"] = event.intent.reason.map { .string($0) }
    json["requestId"] = .string(event.intent.requestID)
    json["programVersion"] = .string(event.intent.programVersion)
    json["undoesEvent"] = event.intent.undoesEvent.map { .number(JSONNumber($0)) }
    json["changeCount"] = .number(JSONNumber(event.changeCount))
    if event.prunedCount > 0 { json["prunedCount"] = .number(JSONNumber(event.prunedCount)) }
    if !left.files.isEmpty { json["files"] = .array(left.files.map(Self.json)) }
    if !left.records.isEmpty {
      json["recorded"] = .array(
        left.records.map {
          ["table": .string($0.table), "rowCount": .number(JSONNumber($0.rowCount))]
        })
    }
    if !left.prunings.isEmpty {
      json["pruned"] = .array(
        left.prunings.map {
          [
            "table": .string($0.table), "rowCount": .number(JSONNumber($0.rowCount)),
            "upToEvent": .number(JSONNumber($0.lastEvent)),
          ]
        })
    }
    return json
  }

  var json: JSON { .object(members) }

  private static func json(_ file: ExportFile) -> JSON {
    [
      "agentId": .string(file.agent), "path": .string(file.path),
      "bytes": .number(JSONNumber(file.bytes)), "mode": .string(file.mode),
      "dialect": .string(file.dialect), "withSecrets": .bool(file.withSecrets),
    ]
  }
}

/// A label padded to 14 columns, a colon and a value, as the first lines of `models status`.
enum StatusLine {
  static func line(_ label: Line, _ value: Line) -> Line {
    label.padded(to: 14) + ": " + value
  }
}
