import JSONKit
import PurserDomain
import PurserStore

/// How live checks are shown.
enum ProbeText {
  /// `openai/gpt-5`, or `openai/-` when no model was asked.
  static func model(_ target: ProbeTarget) -> String {
    target.model.map { ModelRef(provider: target.provider, model: $0).key }
      ?? "\(target.provider)/-"
  }

  /// The profile, or where else the credential comes from; with the agent whose own it is.
  static func credential(_ target: ProbeTarget) -> String {
    let name = target.profile ?? target.source.rawValue
    return target.scope.agent.map { "\(name) at \($0)" } ?? name
  }

  /// `ok`, `rate_limit`, `unknown (expired)`.
  static func status(_ status: ProbeStatus, _ reason: String?) -> Line {
    let paint: Line.Paint =
      switch status {
      case .ok: .green
      case .unknown, .noModel, .notCheckable: .yellow
      default: .red
      }
    let line: Line = "\(status.rawValue, paint)"
    guard let reason, reason != status.rawValue else { return line }
    return line + " (\(reason))"
  }

  /// `85ms` below a second, else `1.2s`.
  static func length(_ milliseconds: Int64?) -> String {
    milliseconds.map { ProbeWords.length(TimeSpan(milliseconds: $0)) } ?? "-"
  }

  /// `9/1`, tokens sent and received.
  static func tokens(_ sent: Int64?, _ received: Int64?) -> String {
    sent == nil && received == nil ? "-" : "\(sent ?? 0)/\(received ?? 0)"
  }

  /// `$0.0012`.
  static func cost(_ cost: Money?) -> String { cost.map { "$\($0.dollars)" } ?? "-" }

  /// A share of 1 as `99.5%`; `100%` only when nothing is missing.
  static func percent(_ share: Double?) -> String {
    guard let share else { return "-" }
    let tenths = Int((share * 1000).rounded(.down))
    return tenths % 10 == 0 ? "\(tenths / 10)%" : "\(tenths / 10).\(tenths % 10)%"
  }

  /// One mark for each result: how long a good answer took among the others, `x` for a bad one, `.` for none asked.
  static func sparkline(_ results: [ProbeResult]) -> Line {
    let marks = Array("▁▂▃▄▅▆▇█")
    let slowest = results.filter { $0.status == .ok }.compactMap(\.latencyMilliseconds).max() ?? 0
    return results.reduce("") { line, result in
      guard result.wasAsked else { return line + Line(".", .dim) }
      guard result.status == .ok, let latency = result.latencyMilliseconds else {
        return line + Line("x", .red)
      }
      let place = slowest == 0 ? 0 : Int(latency * Int64(marks.count - 1) / slowest)
      return line + Line(String(marks[place]), .green)
    }
  }

  /// A result for scripts: run, instant, model, credential, status, reason, milliseconds.
  static func row(_ stored: StoredProbeResult) -> Line {
    let result = stored.result
    return .row([
      "\(stored.run)", "\(result.at)", "\(model(result.target))", "\(credential(result.target))",
      "\(result.status.rawValue)", "\(result.reasonCode ?? "-")",
      "\(result.latencyMilliseconds.map(String.init) ?? "-")",
    ])
  }

  /// Members that results and targets share.
  static func json(_ target: ProbeTarget) -> JSONObject {
    var json: JSONObject = ["provider": .string(target.provider)]
    json["model"] = target.model.map {
      .string(ModelRef(provider: target.provider, model: $0).key)
    }
    json["scope"] = .string(target.scope.text)
    json["source"] = .string(target.source.rawValue)
    json["profileId"] = target.profile.map { .string($0) }
    return json
  }

  /// A result in documents.
  static func json(_ stored: StoredProbeResult) -> JSON {
    let result = stored.result
    var json: JSONObject = [
      "runId": .number(JSONNumber(stored.run)), "position": .number(JSONNumber(stored.position)),
      "at": .number(JSONNumber(result.at.milliseconds)),
    ]
    for (key, value) in self.json(result.target) { json[key] = value }
    json["status"] = .string(result.status.rawValue)
    json["reasonCode"] = result.reasonCode.map { .string($0) }
    json["httpStatus"] = result.httpStatus.map { .number(JSONNumber($0)) }
    json["latencyMs"] = result.latencyMilliseconds.map { .number(JSONNumber($0)) }
    json["connectMs"] = result.connectMilliseconds.map { .number(JSONNumber($0)) }
    json["firstByteMs"] = result.firstByteMilliseconds.map { .number(JSONNumber($0)) }
    json["tokensIn"] = result.tokensIn.map { .number(JSONNumber($0)) }
    json["tokensOut"] = result.tokensOut.map { .number(JSONNumber($0)) }
    json["costMicroUsd"] = result.cost.map { .number(JSONNumber($0.microUSD)) }
    json["error"] = result.error.map { .string($0) }
    return .object(json)
  }
}
