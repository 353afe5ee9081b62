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
    /// The first of what it recorded of profiles, at most `shownProfileEvents`.
    var profileEvents: [ProfileEvent] = []
  }

  /// More are counted only: a batch of reports has a hundred thousand.
  static let shownProfileEvents = 50

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
    func count(_ number: Int, _ one: String, _ many: String) -> Line {
      "\(number) \(number == 1 ? one : many)"
    }
    var parts: [Line] = []
    if event.changeCount > 0 { parts.append(count(event.changeCount, "change", "changes")) }
    if event.recordCount > 0 { parts.append(count(event.recordCount, "record", "records")) }
    if event.fileCount > 0 { parts.append(count(event.fileCount, "file", "files")) }
    if event.prunedCount > 0 { parts.append(count(event.prunedCount, "row pruned", "rows pruned")) }
    guard let first = parts.first else { return "0 changes" }
    return parts.dropFirst().reduce(first) { $0 + ", " + $1 }
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
      let isWritten = isWritten(file)
      let keys: Line = isWritten && file.withSecrets ? ", keys in plain text" : ""
      text.append(
        StatusLine.line(
          isWritten ? "Wrote" : "Not replaced", "\(file.agent): \(shorten(file.path))\(keys)"))
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
    for profileEvent in left.profileEvents {
      let parts = ProfileEventText(profileEvent).parts
      text.append(
        StatusLine.line("Profile", parts.dropFirst().reduce(parts[0]) { $0 + "  " + $1 }))
      if let detail = profileEvent.detail { text.append("                  \(detail)") }
    }
    if let others = otherProfileEvents { text.append(StatusLine.line("Profile", others)) }
    for pruning in left.prunings {
      let rows = pruning.rowCount == 1 ? "row" : "rows"
      text.append(
        StatusLine.line(
          "Pruned",
          "\(pruning.rowCount) \(rows) of \(pruning.table), up to event \(pruning.lastEvent)"))
    }
    return text
  }

  /// What is said of profiles where more was recorded than is shown.
  private var otherProfileEvents: Line? {
    let others = event.recordCount - left.profileEvents.count
    guard others > 0, !left.profileEvents.isEmpty else { return nil }
    return "and \(others) more: purser models auth history --event \(event.id) --limit 0"
  }

  /// What it recorded of profiles, for scripts: the word `record`, the columns of the history, then HTTP status, model, end of
  /// the window, agent and detail.
  var plainRecords: Text {
    var text = Text(
      left.profileEvents.map { .row(["record"] + ProfileEventText($0).allCells) })
    if let others = otherProfileEvents { text.append(.row(["records", others])) }
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
    if event.recordCount > 0 { json["recordCount"] = .number(JSONNumber(event.recordCount)) }
    if event.fileCount > 0 { json["fileCount"] = .number(JSONNumber(event.fileCount)) }
    if !left.files.isEmpty { json["files"] = .array(left.files.map(fileJSON)) }
    if !left.records.isEmpty {
      json["recorded"] = .array(
        left.records.map {
          ["table": .string($0.table), "rowCount": .number(JSONNumber($0.rowCount))]
        })
    }
    if !left.profileEvents.isEmpty {
      json["profileEvents"] = .array(
        left.profileEvents.map { .object(ProfileEventText($0).members) })
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

  /// An event that takes back what is on record of a file repeats what was so before, with the instant of then.
  private func isWritten(_ file: ExportFile) -> Bool { file.writtenAt >= event.at }

  private func fileJSON(_ file: ExportFile) -> JSON {
    var json: JSONObject = [
      "agentId": .string(file.agent), "path": .string(file.path),
      "bytes": .number(JSONNumber(file.bytes)), "mode": .string(file.mode),
      "dialect": .string(file.dialect), "withSecrets": .bool(file.withSecrets),
    ]
    if !isWritten(file) { json["written"] = false }
    return .object(json)
  }
}

/// A label padded to 14 columns, a colon and a value, as the first lines of `models status`.
enum StatusLine {
  static func line(_ label: Line, _ value: Line) -> Line {
    label.padded(to: 14) + ": " + value
  }
}
