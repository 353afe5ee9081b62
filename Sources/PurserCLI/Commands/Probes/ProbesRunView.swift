import CommandKit
import JSONKit
import PurserDomain
import PurserServices

/// What a run of probes found.
struct ProbesRunView: View {
  let report: ProbeReport
  let kept: KeptProbes
  let showsAgents: Bool
  /// Columns of the terminal; nil when not known.
  let width: Int?

  /// A run that was stopped says so first; then that it could not be kept, then that something failed.
  var exitCode: ExitCode {
    if report.run.isInterrupted { return .interrupted }
    if case .failed(let fault) = kept { return fault.exitCode }
    return report.results.contains { $0.wasAsked && $0.status != .ok } ? .no : .done
  }

  private var table: ProbeReportText {
    ProbeReportText(report: report, width: width, showsAgents: showsAgents)
  }

  var text: Text {
    var text = table.text
    let (cost, unknown) = report.cost
    if cost.microUSD > 0 || unknown > 0 {
      let rest =
        unknown == 0 ? "" : "; \(unknown) answer\(unknown == 1 ? "" : "s") of unknown price"
      text.append("Cost $\(cost.dollars)\(rest)")
    }
    return text
  }

  var plain: Text { table.plain }

  var json: JSON {
    var json: JSONObject = [:]
    switch kept {
    case .event(let id): json["event"] = .number(JSONNumber(id))
    case .nothing, .failed: json["event"] = .null
    }
    for (key, value) in report.json(detailed: true) { json[key] = value }
    let (cost, unknown) = report.cost
    json["costMicroUsd"] = .number(JSONNumber(cost.microUSD))
    json["unknownPrices"] = .number(JSONNumber(unknown))
    return .object(json)
  }
}

/// What a run of probes would send.
struct ProbePlanView: View {
  let prepared: PreparedProbes
  let showsAgents: Bool

  var text: Text {
    var text = Text()
    let count = prepared.sent.count
    text.append("Dry run: \(count) request\(count == 1 ? "" : "s") would be sent.")
    if !prepared.items.isEmpty { text.append(table) }
    let (cost, unknown) = prepared.estimate
    if count > 0 {
      let rest = unknown == 0 ? "" : "; \(unknown) of unknown price"
      text.append("At most $\(cost.dollars)\(rest)")
    }
    return text
  }

  var plain: Text { table.plain }

  private var table: Table {
    var table = Table("Model", "Credential", "Request", "At most", "Agents")
    for item in prepared.items {
      let request = item.request(in: prepared)
      table.append([
        Line(item.probe.model?.key ?? "\(item.probe.provider)/-"),
        Line(item.probe.label),
        Line(item.words(in: prepared)),
        Line(request.map { $0.estimate.map { "$\($0.dollars)" } ?? "unknown" } ?? "-"),
        Line(showsAgents ? "\(item.agents.count)" : item.agents.first?.text ?? "-"),
      ])
    }
    return table
  }

  var json: JSON {
    let (cost, unknown) = prepared.estimate
    return [
      "dryRun": true,
      "requests": .number(JSONNumber(prepared.sent.count)),
      "estimatedCostMicroUsd": .number(JSONNumber(cost.microUSD)),
      "unknownPrices": .number(JSONNumber(unknown)),
      "targets": .array(
        prepared.items.map { item in
          var json = item.json
          json["agents"] = .strings(item.agents.map(\.text))
          switch item.way {
          case .refused(let refused):
            json["status"] = .string(refused.status.rawValue)
            json["reasonCode"] = .string(refused.reason)
            json["error"] = .string(refused.error)
          case .request(let place):
            let request = prepared.requests[place]
            json["request"] = .number(JSONNumber(place + 1))
            json["check"] = request.isListing ? "listing" : "completion"
            json["url"] = .string(request.address)
            json["estimatedCostMicroUsd"] =
              request.estimate.map { .number(JSONNumber($0.microUSD)) } ?? .null
            json["leftOut"] = request.leftOut.map { .string($0.rawValue) }
          }
          return .object(json)
        }),
    ]
  }
}

extension PreparedProbes.Item {
  fileprivate func request(in prepared: PreparedProbes) -> PreparedProbes.Request? {
    guard case .request(let place) = way else { return nil }
    return prepared.requests[place]
  }

  /// What becomes of the check, in a cell.
  fileprivate func words(in prepared: PreparedProbes) -> String {
    switch way {
    case .refused(let refused): return "none: \(refused.status.rawValue) (\(refused.reason))"
    case .request(let place):
      let request = prepared.requests[place]
      if let leftOut = request.leftOut { return "none: \(leftOut.phrase)" }
      return request.line
    }
  }
}
