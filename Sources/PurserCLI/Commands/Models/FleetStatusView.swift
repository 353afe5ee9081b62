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
    var text = table(isWhole: false).text
    if let probes {
      text.space()
      text.append("Auth probes")
      text.append(probes.text)
    }
    return text
  }

  var plain: Text { table(isWhole: true).plain }

  /// The rows; long lists are cut for people unless `isWhole`.
  private func table(isWhole: Bool) -> Table {
    func list(_ texts: [String], _ paint: Line.Paint? = nil) -> Line {
      let text = texts.joined(separator: ", ")
      return text.isEmpty ? "-" : Line(isWhole ? text : shortened(text, to: 60), paint)
    }
    var table = Table(
      "Agent", "Default", "Fallbacks", "Image", "Missing auth", "Attention", "Ailing auth")
    for row in status.rows {
      let models = row.models
      let missing = row.missingProviders.filter { provider in
        !row.closed.contains { $0.provider == provider }
      }
      table.append([
        "\(row.agent.id)",
        Line(models.resolvedDefault.isEmpty ? "-" : models.resolvedDefault),
        list(models.text.fallbacks.map(\.written)),
        Line(models.shownImage ?? "-"),
        missing.isEmpty ? "-" : Line(missing.joined(separator: ", "), .red),
        row.attention.isEmpty
          ? "-" : Line(row.attention.map(\.text).joined(separator: "; "), .yellow),
        list(row.faults(), .yellow),
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

extension FleetStatus.Row {
  fileprivate var json: JSON {
    [
      "agentId": .string(agent.id.text),
      "agentDir": agent.agentDirectory.map { .string($0) } ?? .null,
      "defaultModel": .string(models.shownDefault),
      "resolvedDefault": .string(models.resolvedDefault),
      "fallbacks": .strings(models.text.fallbacks.map(\.written)),
      "imageModel": models.shownImage.map { .string($0) } ?? .null,
      "imageFallbacks": .strings(models.image.fallbacks.map(\.written)),
      "modelConfig": [
        "defaultSource": .string(models.text.primaryLayer.configured),
        "fallbacksSource": .string(models.text.fallbacksLayer.configured),
      ],
      "missingProvidersInUse": .strings(missingProviders),
      "ailingProfiles": .array(ailing.map(\.json)),
      "unusableProfiles": .array(
        idle.compactMap { $0.unusable?.json }),
      "unresolvedProfiles": .strings(idle.filter { $0.reason == .unset }.map(\.id)),
      "undecryptableProfiles": .strings(idle.filter { $0.reason == .undecryptable }.map(\.id)),
      "attention": .array(
        attention.map { ["code": .string($0.code.rawValue), "message": .string($0.text)] }),
    ]
  }
}
