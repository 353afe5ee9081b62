import JSONKit
import PurserDomain
import PurserServices

extension ProbeReport {
  /// The document of the reference pages; with `detailed` each result says more.
  func json(detailed: Bool) -> JSONObject {
    var json: JSONObject = [
      "startedAt": .number(JSONNumber(run.startedAt.milliseconds)),
      "finishedAt": .number(JSONNumber(run.finishedAt.milliseconds)),
      "durationMs": .number(JSONNumber(duration.milliseconds)),
      "totalTargets": .number(JSONNumber(requestCount)),
      "options": (try? JSON.parse(run.options)) ?? [:],
      "results": .array(
        rows.compactMap { row in row.result.map { row.json($0, detailed: detailed) } }),
    ]
    let missing = rows.filter { $0.result == nil }
    if run.isInterrupted || detailed { json["interrupted"] = .bool(run.isInterrupted) }
    if !missing.isEmpty || detailed {
      json["leftOut"] = .array(
        missing.map { row in
          var json = row.item.json
          json["reason"] = .string(row.leftOut?.rawValue ?? "")
          return .object(json)
        })
    }
    return json
  }
}

extension ProbeReport.Row {
  fileprivate func json(_ result: ProbeResult, detailed: Bool) -> JSON {
    func number(_ value: Int64?) -> JSON? { value.map { .number(JSONNumber($0)) } }
    var json = item.json
    json["status"] = .string(result.status.rawValue)
    json["reasonCode"] = result.reasonCode.map { .string($0) }
    json["error"] = result.error.map { .string($0) }
    json["latencyMs"] = number(result.latencyMilliseconds)
    if isListing { json["check"] = "listing" }
    guard detailed else { return .object(json) }
    json["httpStatus"] = result.httpStatus.map { .number(JSONNumber($0)) }
    json["connectMs"] = number(result.connectMilliseconds)
    json["firstByteMs"] = number(result.firstByteMilliseconds)
    json["tokensIn"] = number(result.tokensIn)
    json["tokensOut"] = number(result.tokensOut)
    json["costMicroUsd"] = number(result.cost?.microUSD)
    json["agents"] = .strings(item.agents.map(\.text))
    return .object(json)
  }
}

extension PreparedProbes.Item {
  /// What is checked.
  var json: JSONObject {
    var json: JSONObject = ["provider": .string(probe.provider)]
    json["model"] = probe.model.map { .string($0.key) }
    json["profileId"] = probe.profileID.map { .string($0) }
    json["label"] = .string(probe.label)
    json["source"] = .string(probe.source.rawValue)
    json["mode"] = probe.mode.map { .string($0.rawValue) }
    return json
  }
}
