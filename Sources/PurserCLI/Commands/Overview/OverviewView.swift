import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// The first page.
struct OverviewView: View {
  let path: String
  let shownPath: String
  let overview: FleetOverview

  var text: Text {
    let shown = overview.rows.count
    let agents =
      shown == overview.agentCount ? "\(shown)" : "\(shown) of \(overview.agentCount)"
    var text: Text = [
      StatusLine.line("Store", "\(shownPath)"),
      StatusLine.line("Revision", "\(overview.revision)"),
      StatusLine.line("Agents", "\(agents)"),
    ]
    if let event = overview.lastEvent {
      text.append(
        StatusLine.line(
          overview.isPast ? "As of" : "Last event",
          "\(event.id), \(event.at), \(event.intent.actor): \(shortened(event.intent.command, to: 80))"
        ))
    }
    text.append(StatusLine.line("Attention", attention))
    if overview.isPast {
      text.append(
        StatusLine.line("Not known", "what credentials were worth then, and what catalogs listed"))
    }
    text.space()
    if overview.rows.isEmpty {
      text.append("No agents. Next: purser import DIR, or purser agents add ID")
    } else {
      text.append(table(marksDefault: true))
    }
    return text
  }

  var plain: Text { table(marksDefault: false).plain }

  /// How many agents have something graver than a notice; else how many have one.
  private var attention: Line {
    let count = overview.rows.count { row in
      row.concerns.contains { $0.severity > .notice }
    }
    if count == 0 {
      let noticed = overview.rows.count { !$0.concerns.isEmpty }
      return noticed == 0 ? "-" : "notices only, \(noticed == 1 ? "1 agent" : "\(noticed) agents")"
    }
    return Line(count == 1 ? "1 agent" : "\(count) agents", .yellow)
  }

  private func table(marksDefault: Bool) -> Table {
    var table = Table([
      Table.Column("Agent"), Table.Column("Default"), Table.Column("Fallbacks", alignedRight: true),
      Table.Column("Image"), Table.Column("Auth"), Table.Column("Attention"),
    ])
    for row in overview.rows {
      // What is said under Auth already is not said twice.
      let concerns = row.concerns.filter { $0.code != Concern.missingAuth }
      table.append([
        "\(row.agent.id)\(marksDefault && row.isDefault ? " (default)" : "")",
        "\(row.defaultModel)",
        "\(row.fallbackCount)", "\(row.imageModel ?? "-")", Self.auth(row.auth),
        concerns.isEmpty
          ? "-"
          : Line(
            concerns.map(\.text).joined(separator: "; "),
            concerns[0].severity > .notice ? .yellow : .dim),
      ])
    }
    return table
  }

  private static func auth(_ auth: AuthSummary) -> Line {
    switch auth.status {
    case nil: "-"
    case .present: "present"
    case .missing: Line("missing: \(auth.missing.joined(separator: ", "))", .red)
    case .unusable: Line("unusable: \(auth.unusable.joined(separator: ", "))", .red)
    case .unknown: "not known"
    case .unchecked: "not checked: \(auth.unchecked.joined(separator: ", "))"
    }
  }
}

// MARK: - The document

extension OverviewView {
  var json: JSON {
    [
      "store": [
        "path": .string(path), "schemaVersion": .number(JSONNumber(Store.schemaVersion)),
        "revision": .number(JSONNumber(overview.revision)),
        "agentCount": .number(JSONNumber(overview.agentCount)),
        "lastEvent": overview.lastEvent.map { EventText($0).json } ?? .null,
        "isPast": .bool(overview.isPast),
      ],
      "agents": .array(overview.rows.map(\.json)),
      "attention": .array(
        overview.rows.flatMap { row in
          row.concerns.map { concern in
            [
              "agentId": .string(row.agent.id.text), "code": .string(concern.code),
              "severity": .string(concern.severity.rawValue), "message": .string(concern.text),
            ]
          }
        }),
    ]
  }
}

extension FleetOverview.Row {
  fileprivate var json: JSON {
    [
      "agentId": .string(agent.id.text), "isDefault": .bool(isDefault),
      "defaultModel": .string(defaultModel), "defaultSource": .string(defaultLayer.description),
      "fallbackCount": .number(JSONNumber(fallbackCount)),
      "imageModel": imageModel.map { .string($0) } ?? .null,
      "auth": [
        "status": auth.status.map { .string($0.rawValue) } ?? .null,
        "present": .array(auth.present.map { .string($0) }),
        "missing": .array(auth.missing.map { .string($0) }),
        "unusable": .array(auth.unusable.map { .string($0) }),
        "notChecked": .array(auth.unchecked.map { .string($0) }),
      ],
      "export": export.json,
    ]
  }
}

extension FleetOverview.ExportState {
  fileprivate var json: JSON {
    switch self {
    case .none: ["status": "nothing_to_export"]
    case .unresolved: ["status": "unresolved_directory"]
    case .never: ["status": "never_exported"]
    case .written(let instant, let revision, let hasStoreChanged):
      [
        "status": "not_checked", "writtenAt": .number(JSONNumber(instant.milliseconds)),
        "revision": .number(JSONNumber(revision)), "storeChangedSince": .bool(hasStoreChanged),
      ]
    }
  }
}
