import JSONKit
import PurserDomain
import PurserServices

/// The results of live checks in the layout of the reference pages.
struct ProbeReportText {
  let report: ProbeReport
  /// Columns of the terminal; nil when not known.
  let width: Int?
  /// Whether it is told which agents share a check.
  var showsAgents = false

  /// A box table, or a word instead of an empty one, and its summary.
  var text: Text {
    var text: Text = report.rows.isEmpty ? ["- none"] : table
    text.append(summary)
    return text
  }

  private var table: Text {
    var columns = [
      BoxTable.Column("Model", minimum: 18),
      BoxTable.Column("Profile", minimum: 24),
      BoxTable.Column("Status", minimum: 12, isFlexible: true),
    ]
    if showsAgents { columns.insert(BoxTable.Column("Agents", minimum: 8), at: 0) }
    var table = BoxTable(columns)
    for row in report.sorted {
      var cells = [BoxTable.Cell(row.shownModel), BoxTable.Cell(row.shownLabel), row.status]
      if showsAgents { cells.insert(BoxTable.Cell(row.shownAgents), at: 0) }
      table.append(cells)
    }
    return table.text(width: width)
  }

  /// One line for each check: model, label, status, milliseconds and what the provider said, parted by tabs.
  var plain: Text {
    var table = Table("Model", "Profile", "Status", "Milliseconds", "Error")
    for row in report.rows {
      let milliseconds = row.result?.latencyMilliseconds.map { "\($0)" } ?? "-"
      table.append([
        Line(row.shownModel), Line(row.item.probe.label),
        Line(row.result?.status.rawValue ?? row.leftOut?.rawValue ?? "-"), Line(milliseconds),
        Line(row.result?.error ?? "-"),
      ])
    }
    return table.plain
  }

  private var summary: Text {
    var text: Text = [
      Line(ProbeWords.text(targets: report.requestCount, duration: report.duration))
    ]
    let missing = report.rows.filter { $0.result == nil }.count
    if report.run.isInterrupted {
      text.append(
        Line("Interrupted: \(missing) check\(missing == 1 ? "" : "s") without an answer.", .yellow))
    }
    return text
  }
}

extension ProbeReport {
  /// The rows for people: by provider, then label, then as planned.
  var sorted: [Row] {
    rows.enumerated().sorted { left, right in
      let (a, b) = (left.element.item.probe, right.element.item.probe)
      if a.provider != b.provider { return a.provider.precedesInLists(b.provider) }
      return a.label == b.label
        ? left.offset < right.offset : a.label.precedesInLists(b.label)
    }.map(\.element)
  }
}

extension ProbeReport.Row {
  /// The model, or the provider where none was asked.
  var shownModel: String { item.probe.model?.key ?? "\(item.probe.provider)/-" }

  fileprivate var shownLabel: String {
    item.probe.label + (item.probe.mode.map { " (\($0.rawValue))" } ?? "")
  }

  fileprivate var shownAgents: String {
    let names = item.agents.map(\.text)
    if names.count <= 3 { return names.isEmpty ? "-" : names.joined(separator: ", ") }
    return names.prefix(2).joined(separator: ", ") + " and \(names.count - 2) more"
  }

  fileprivate var status: BoxTable.Cell {
    guard let result else {
      // What was interrupted may have been under way.
      let lead = leftOut == .interrupted ? "no answer" : "not sent"
      return BoxTable.Cell("\(lead)\n↳ \(leftOut?.phrase ?? lead)", .dim)
    }
    let latency = result.latencyMilliseconds.map {
      ProbeWords.length(TimeSpan(milliseconds: $0))
    }
    var text = "\(result.status.rawValue) · \(latency ?? "-")"
    if isListing { text += " (listing)" }
    if let error = result.error { text += "\n↳ \(error)" }
    return BoxTable.Cell(text, result.status.paint)
  }
}

extension ProbeStatus {
  /// Good, broken, for a while, or not known.
  var paint: Line.Paint {
    switch self {
    case .ok: .green
    case .auth, .billing, .format: .red
    case .rateLimit, .timeout, .unknown: .yellow
    case .noModel, .notCheckable: .dim
    }
  }
}
