import CommandKit
import JSONKit
import PurserDomain
import PurserServices

/// What an import read, stored and left out.
struct ImportView: View {
  let report: ImportReport
  /// Whether notes are left out.
  let isQuiet: Bool
  let shorten: (String) -> String

  /// A dry run prints no more changes: of a first import there are as many as rows.
  private static let shownChanges = 100

  /// 77 when something may not be read, so that a script does not take the import for whole; what lies beside it is stored.
  var exitCode: ExitCode { report.hasForbidden ? .notPermitted : .done }

  var text: Text {
    var text: Text = [
      StatusLine.line("Directory", "\(shorten(report.directory))"),
      StatusLine.line("Config", "\(report.configFile.map(shorten) ?? "none")"),
    ]
    text.space()
    var table = Table([
      Table.Column("Kind"), Table.Column("Read", alignedRight: true),
      Table.Column(report.isPreview ? "Would store" : "Stored", alignedRight: true),
      Table.Column("Unchanged", alignedRight: true), Table.Column("Skipped", alignedRight: true),
    ])
    for kind in ImportKind.allCases {
      guard let count = report.counts[kind] else { continue }
      table.append([
        "\(kind.title)", "\(count.read)", "\(count.stored)", "\(count.unchanged)",
        "\(count.skipped)",
      ])
    }
    text.append(table)
    appendFindings(to: &text)
    appendChanges(to: &text)
    text.space()
    text.append(result)
    if report.hasForbidden {
      text.append(
        "Left out is what may not be read here, marked as an error above; once it may, import again."
      )
    }
    if let faults { text.append(faults) }
    return text
  }

  /// The gravest stand last, where a person looks first.
  private func appendFindings(to text: inout Text) {
    let findings = report.findings.filter { !isQuiet || $0.finding.kind != .note }
    guard !findings.isEmpty else { return }
    text.space()
    text.append("Findings (\(findings.count + report.omittedFindings))")
    let notes = findings.filter { $0.finding.kind == .note }
    func said(_ entry: ImportReport.Entry) -> SharedNotes.Note {
      SharedNotes.Note(path: entry.finding.path, message: entry.finding.message)
    }
    var shared = SharedNotes(notes.map(said))
    for entry in notes where shared.tells(said(entry)) {
      text.append(lines(of: entry))
      if let others = shared.others(of: said(entry)) {
        text.append("- \(word(.note)) " + others)
      }
    }
    if report.omittedFindings > 0 {
      text.append("- and \(report.omittedFindings) more")
    }
    for kind in [ImportFinding.Kind.skipped, .error] {
      for entry in findings where entry.finding.kind == kind { text.append(lines(of: entry)) }
    }
  }

  private func lines(of entry: ImportReport.Entry) -> Text {
    let finding = entry.finding
    var place: Line = "\(shorten(finding.file))"
    if let line = finding.line { place = place + ":\(line)" }
    let key: Line = finding.path == .root ? "" : " \(finding.path)"
    var text: Text = [
      "- \(word(finding.kind)) \(place)\(key)\(agent(of: entry)): \(finding.message)"
    ]
    // The hint often answers to the cause, and means little without it.
    if let cause = finding.cause { text.append("    \(cause)") }
    if let hint = finding.hint { text.append("    \(hint)") }
    return text
  }

  /// How many findings are more than notes; nil when none is.
  private var faults: Line? {
    func count(_ kind: ImportFinding.Kind) -> Int {
      report.findings.count { $0.finding.kind == kind }
    }
    let (errors, skipped) = (count(.error), count(.skipped))
    var parts: [Line] = []
    if errors > 0 { parts.append(Line(errors == 1 ? "1 error" : "\(errors) errors", .red)) }
    if skipped > 0 { parts.append("\(skipped) skipped") }
    guard let first = parts.first else { return nil }
    return parts.dropFirst().reduce(first) { $0 + ", " + $1 } + ": see the end of the findings."
  }

  /// The agent that a finding is about, where neither its file nor its message names it.
  private func agent(of entry: ImportReport.Entry) -> Line {
    guard let agent = entry.agent?.text,
      !entry.finding.file.split(separator: "/").contains(Substring(agent)),
      !entry.finding.message.contains("'\(agent)'")
    else { return "" }
    return " (agent '\(agent)')"
  }

  private func appendChanges(to text: inout Text) {
    guard report.isPreview, !report.changes.isEmpty else { return }
    text.space()
    text.append("Changes (\(report.changes.count))")
    for change in report.changes.prefix(Self.shownChanges) { text.append(ChangeText(change).text) }
    let others = report.changes.count - Self.shownChanges
    if others > 0 { text.append("and \(others) more; --json has them all") }
  }

  private func word(_ kind: ImportFinding.Kind) -> Line {
    switch kind {
    case .note: Line("note", .dim)
    case .skipped: Line("skipped", .yellow)
    case .error: Line("error", .red)
    }
  }

  private var result: Line {
    let count: Line = report.changeCount == 1 ? "1 row" : "\(report.changeCount) rows"
    if report.isPreview {
      return report.hasChanges
        ? "Dry run: \(count) would change." : "Dry run: nothing would change."
    }
    guard let event = report.eventID else {
      return "Nothing changed: the store holds all of this already."
    }
    return "Imported: \(count) changed in event \(event); see them with: purser audit show \(event)"
  }

  var plain: Text {
    Text(
      ImportKind.allCases.compactMap { kind in
        report.counts[kind].map { count in
          .row([
            "\(kind.rawValue)", "\(count.read)", "\(count.stored)", "\(count.unchanged)",
            "\(count.skipped)",
          ])
        }
      })
  }

  var json: JSON {
    var document: JSONObject = [:]
    for (name, value) in report.json.object ?? [:] {
      document[name] = value
      if name == "changeCount" {
        document["changes"] = .array(report.changes.map { ChangeText($0).json })
      }
    }
    return .object(document)
  }
}
