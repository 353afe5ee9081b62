import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// The files of an export: what was found, and what was or would be done.
struct ExportView: View {
  /// What was asked for.
  enum Purpose { case write, check, diff, dryRun }

  let purpose: Purpose
  let plan: ExportPlan
  var eventID: Int64?
  var narrowed: [String] = []
  /// Whether notes are left out.
  let isQuiet: Bool
  let shorten: (String) -> String
  private let comparisons = FileComparisons()

  var exitCode: ExitCode {
    if purpose == .check { return plan.hasDrift ? .no : .done }
    return plan.files.lazy.filter { $0.state == .refused }.compactMap(fault).first?.exitCode
      ?? .done
  }

  private func fault(_ file: PlannedFile) -> Fault? {
    file.fault.map { Fault($0) { _ in nil } }
  }

  var text: Text {
    switch purpose {
    case .check: checkText
    case .diff: diffText
    case .write, .dryRun: writeText
    }
  }

  private var checkText: Text {
    var text = Text()
    let files = plan.files.filter { $0.hasDrift || $0.fault != nil || $0.isLeftUnread }
    var shared = SharedNotes(
      isQuiet ? [] : files.flatMap(\.notes).filter { $0.severity == .info }.map(Self.said))
    for file in files {
      let path: Line = file.path.isEmpty ? "" : "\(shorten(file.path)): "
      text.append("\(file.agent.text, .bold): " + path + sentence(file))
      if let fault = fault(file), file.state == .refused { text.append(lines(of: fault)) }
      for difference in comparisons.differences(of: file) { text.append(line(difference)) }
      text.append(notes(of: file) { !isQuiet && shared.tells(Self.said($0)) })
    }
    for others in shared.shared.compactMap({ shared.others(of: $0) }) {
      text.append("note: " + others)
    }
    let drifted = plan.files.count { $0.hasDrift }
    let skipped = plan.files.count { $0.state == .skipped }
    let unread = plan.files.count { $0.isLeftUnread && !$0.hasDrift }
    let others: [(Int, String)] = [
      (skipped, "without a folder not checked"), (unread, "that nobody can read left alone"),
    ]
    let left = others.filter { $0.0 > 0 }.map { ", \($0.0) \($0.1)" }.joined()
    text.append(
      drifted == 0
        ? "\(plan.files.count - skipped - unread) of \(plan.files.count) files are as the store says\(left)."
        : "\(drifted) of \(plan.files.count) files are not as the store says\(left).")
    return text
  }

  private var diffText: Text {
    var text = Text()
    for file in plan.files { text.append(diff(of: file)) }
    return text
  }

  private func diff(of file: PlannedFile) -> Text {
    var text = Text()
    if let fault = fault(file) { text.append("# \(file.agent.text): \(fault.message)") }
    if file.isLeftUnread {
      text.append("# \(file.agent.text): \(shorten(file.path)): \(sentence(file))")
      text.append(notes(of: file) { _ in !isQuiet })
    }
    text.append(Text(page: comparisons.textDiff(of: file)))
    return text
  }

  func write(to output: Output) throws {
    switch output.format {
    case .json: try output.write(json)
    case .plain: try output.write(plain)
    case .people:
      guard purpose == .diff else { return try output.write(text) }
      // One after the other: those of thousands of agents fill gigabytes, and whoever reads may stop.
      for file in plan.files {
        try output.checkInterrupt()
        try output.write(diff(of: file))
      }
    }
  }

  private var writeText: Text {
    var text = Text()
    let isDry = purpose == .dryRun
    for file in plan.files {
      if file.willWrite {
        let verb: Line = isDry ? "Would write" : "Wrote"
        text.append(
          "\(verb) \(shorten(file.path)) (\(file.byteCount ?? 0) bytes, \(sentence(file)))")
        for difference in file.keptDifferences() { text.append(line(difference)) }
      } else if let fault = fault(file) {
        let verb: Line = file.state == .skipped ? "Skipped" : "Refused"
        text.append("\(verb) \(file.agent.text): \(fault.message)")
        if file.state == .refused, let hint = fault.hint { text.append("    \(hint)") }
      } else if [.edited, .neverExported, .stale].contains(file.state) {
        text.append("Kept \(shorten(file.path)) (\(sentence(file)))")
        for difference in comparisons.differences(of: file) { text.append(line(difference)) }
      }
      text.append(notes(of: file) { _ in false })
    }
    for path in narrowed {
      text.append("\(isDry ? "Would narrow" : "Narrowed") \(shorten(path)) to mode 0600")
    }
    let sealed = plan.writes.count { $0.notes.contains { $0.isAboutSealedKey } }
    if sealed > 0, !isQuiet {
      text.append(
        "\(sealed) of these \(isDry ? "would have" : "have") 'secretref-managed' in place of keys sealed in the store; --secrets writes the keys."
      )
    }
    let written = plan.writes.count
    let same = plan.files.count { $0.state == .current }
    let verb: Line = isDry ? "would be written" : "written"
    let others: [(Int, String)] = [
      (plan.files.count { $0.state == .edited && !$0.willWrite }, "kept as edited"),
      (plan.files.count { $0.state == .neverExported && !$0.willWrite }, "kept as found"),
      (plan.files.count { $0.state == .stale && !$0.willWrite }, "kept as exported"),
      (plan.files.count { $0.state == .skipped }, "skipped"),
      (plan.files.count { $0.state == .refused }, "refused"),
    ]
    let left = others.filter { $0.0 > 0 }.map { ", \($0.0) \($0.1)" }.joined()
    let event: Line = eventID.map { ", event \($0)" } ?? ""
    let adopted = plan.adoptions.count
    if adopted > 0 {
      let files: Line = adopted == 1 ? "file that is" : "files that are"
      text.append(
        "\(isDry ? "Would put" : "Put") \(adopted) \(files) as an export leaves them on record.")
    }
    text.append(
      "\(written) \(written == 1 ? "file" : "files") \(verb), \(same) unchanged\(left)\(event).")
    return text
  }

  private func lines(of fault: Fault) -> Text {
    var text: Text = ["    \(fault.message)"]
    if let hint = fault.hint { text.append("      \(hint)") }
    return text
  }

  private func sentence(_ file: PlannedFile) -> Line {
    if file.isLeftUnread { return "nobody can read it, and the store has nothing to write there" }
    return switch file.state {
    case .current:
      file.wideMode == nil ? "as the store says" : "others may read it"
    case .missing: "not there"
    case .neverExported:
      file.willWrite
        ? "never exported, and different"
        : "never exported, and says something that the store does not"
    case .stale: "stale: \(Self.reason(file.staleReason, file.dialect))"
    case .edited: "changed by hand since it was exported"
    case .skipped: "not checked: \(fault(file)?.message ?? "the agent has no folder")"
    case .refused: "cannot be exported"
    }
  }

  private static func reason(
    _ reason: StaleReason?, _ dialect: ModelsDocument.Dialect
  ) -> String {
    let options = (reason?.options ?? []).map(\.description).joined(separator: "; ")
    return switch (reason?.storeHasMoved ?? true, options.isEmpty) {
    case (true, true): "the store has moved on"
    case (true, false): "the store has moved on, and other options were in force (\(options))"
    case (false, false): "written with other options (\(options))"
    case (false, true):
      // The revision, the options and the bytes are as they were.
      dialect == .literal ? "variables have other values now" : "this purser writes it otherwise"
    }
  }

  private func line(_ difference: ModelsDifference) -> Line {
    let kept: Line = difference.isKept ? " (kept by an export)" : ""
    return switch (difference.present, difference.expected) {
    case (let present?, let expected?): "    \(difference.path): \(present) -> \(expected)\(kept)"
    case (nil, let expected?): "    \(difference.path): absent -> \(expected)\(kept)"
    case (let present?, nil): "    \(difference.path): \(present) -> absent\(kept)"
    case (nil, nil): "    \(difference.path)\(kept)"
    }
  }

  private static func said(_ note: ExportNote) -> SharedNotes.Note {
    SharedNotes.Note(path: note.path, message: note.message)
  }

  /// The warnings of a file, and those of its notes that `isTold` takes.
  private func notes(of file: PlannedFile, _ isTold: (ExportNote) -> Bool) -> Text {
    var text = Text()
    for note in file.notes where note.severity == .warning || isTold(note) {
      let word = note.severity == .warning ? "warning" : "note"
      text.append("    \(word): " + Self.said(note).line)
      if let hint = note.hint { text.append("      \(hint)") }
    }
    return text
  }

  /// The path of each file that was or would be written, or that is not as the store says.
  var plain: Text {
    Text(
      plan.files.filter { purpose == .check ? $0.hasDrift : $0.willWrite }.map { "\($0.path)" })
  }

  var json: JSON {
    var json: JSONObject = [
      "revision": .number(JSONNumber(plan.revision)),
      "event": eventID.map { .number(JSONNumber($0)) } ?? .null,
      "drift": .bool(plan.hasDrift),
      "written": .number(JSONNumber(purpose == .write ? plan.writes.count : 0)),
      "withSecrets": .bool(plan.includesSecrets),
    ]
    json["files"] = .array(plan.files.map(fileJSON))
    return .object(json)
  }

  private func fileJSON(_ file: PlannedFile) -> JSON {
    var json: JSONObject = ["agentId": .string(file.agent.text)]
    json["path"] = file.path.isEmpty ? .null : .string(file.path)
    json["state"] = .string(file.state.rawValue)
    json["staleReason"] = file.staleReason.map { Self.json($0, file.dialect) }
    let event = purpose == .write && file.willWrite ? eventID : file.exportEvent
    json["exportEvent"] = event.map { .number(JSONNumber($0)) }
    json["mode"] = .string(file.mode.rawValue)
    json["dialect"] = .string(file.dialect.rawValue)
    json["written"] = .bool(purpose == .write && file.willWrite)
    json["wouldWrite"] = .bool(file.willWrite)
    if file.isAdopted { json["adopted"] = true }
    json["bytes"] = file.byteCount.map { .number(JSONNumber($0)) }
    let differences = purpose == .write ? file.keptDifferences() : comparisons.differences(of: file)
    json["differences"] = .array(differences.map(Self.json))
    if purpose == .diff { json["diff"] = .string(comparisons.textDiff(of: file)) }
    json["notes"] = .array(
      file.notes.map { note in
        var json: JSONObject = ["severity": .string(note.severity.rawValue)]
        if note.path != .root { json["key"] = .string(note.path.description) }
        json["message"] = .string(note.message)
        json["hint"] = note.hint.map { .string($0) }
        return .object(json)
      })
    if let fault = fault(file) { json["error"] = .string(fault.message) }
    return .object(json)
  }

  private static func json(_ difference: ModelsDifference) -> JSON {
    var json: JSONObject = [
      "key": .string(difference.path.description), "kind": .string(difference.kind.rawValue),
    ]
    json["present"] = difference.present.map { .string($0) }
    json["expected"] = difference.expected.map { .string($0) }
    json["kept"] = .bool(difference.isKept)
    return .object(json)
  }

  private static func json(_ reason: StaleReason, _ dialect: ModelsDocument.Dialect) -> JSON {
    [
      "storeHasMoved": .bool(reason.storeHasMoved),
      "options": .array(
        reason.options.map {
          ["option": .string($0.name), "then": .string($0.then), "now": .string($0.now)]
        }),
      "message": .string(Self.reason(reason, dialect)),
    ]
  }
}
