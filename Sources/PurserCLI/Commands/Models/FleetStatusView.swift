import CommandKit
import JSONKit
import PurserDomain
import PurserServices

/// The models of several agents, one row each.
struct FleetStatusView: View {
  let status: FleetStatus
  let check: StatusCheck
  /// What the live checks found; nil when none were asked for.
  let probes: ProbeReportText?

  /// The worst of the agents.
  var exitCode: ExitCode {
    if probes?.report.run.isInterrupted == true { return .interrupted }
    guard check != .none else { return .done }
    let codes = status.rows.map { $0.checkCode(onlyInUse: check == .inUse) }
    return codes.contains(1) ? .no : codes.contains(2) ? .soon : .done
  }

  var text: Text {
    var text = table.text
    if let probes {
      text.space()
      text.append("Auth probes")
      text.append(probes.text)
    }
    return text
  }

  var plain: Text { table.plain }

  private var table: Table {
    var table = Table(
      "Agent", "Default", "Fallbacks", "Image", "Missing auth", "Attention", "Ailing auth")
    for row in status.rows {
      let models = row.models
      let fallbacks = models.text.fallbacks.map(\.written).joined(separator: ", ")
      table.append([
        "\(row.agent.id)",
        Line(models.text.primary?.ref.key ?? "-"),
        Line(fallbacks.isEmpty ? "-" : shortened(fallbacks, to: 60)),
        Line(models.shownImage ?? "-"),
        row.missingProviders.isEmpty
          ? "-" : Line(row.missingProviders.joined(separator: ", "), .red),
        row.attention.isEmpty
          ? "-" : Line(row.attention.map(\.text).joined(separator: "; "), .yellow),
        row.ailing.isEmpty
          ? "-"
          : Line(shortened(row.ailing.map(\.phrase).joined(separator: ", "), to: 60), .yellow),
      ])
    }
    return table
  }

  var json: JSON {
    var json: JSONObject = ["agents": .array(status.rows.map(\.json))]
    json["probes"] = probes.map { .object($0.report.json(detailed: false)) }
    return .object(json)
  }
}

extension ProfileHealth {
  fileprivate var phrase: String { "\(profileID) \(status.word)" }
}

extension FleetStatus.Row {
  fileprivate var json: JSON {
    [
      "agentId": .string(agent.id.text),
      "agentDir": agent.agentDirectory.map { .string($0) } ?? .null,
      "defaultModel": .string(models.shownDefault),
      "resolvedDefault": .string(models.text.primary?.ref.key ?? ""),
      "fallbacks": .strings(models.text.fallbacks.map(\.written)),
      "imageModel": models.shownImage.map { .string($0) } ?? .null,
      "imageFallbacks": .strings(models.image.fallbacks.map(\.written)),
      "modelConfig": [
        "defaultSource": .string(models.text.primaryLayer.configured),
        "fallbacksSource": .string(models.text.fallbacksLayer.configured),
      ],
      "missingProvidersInUse": .strings(missingProviders),
      "ailingProfiles": .array(ailing.map(\.json)),
      "attention": .array(
        attention.map { ["code": .string($0.code.rawValue), "message": .string($0.text)] }),
    ]
  }
}
