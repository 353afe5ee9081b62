import JSONKit
import PurserDomain
import PurserStore

/// Something that happened to a profile, for people and for programs.
struct ProfileEventText {
  private let event: ProfileEvent

  init(_ event: ProfileEvent) { self.event = event }

  /// What happened when to what, and what is known of it; the detail stands apart.
  var parts: [Line] {
    var parts: [Line] = ["\(event.at)", "\(event.kind.rawValue, .bold)"]
    parts.append("\(event.profile ?? event.provider)")
    if let scope = event.scope.agent { parts.append("at \(scope.text)") }
    if let reason = event.reason { parts.append("\(reason)") }
    if let status = event.httpStatus { parts.append("HTTP \(status)") }
    if let code = event.code { parts.append("\(code)") }
    if let model = event.model { parts.append("model \(model)") }
    if let until = event.until { parts.append("until \(until)") }
    if let agent = event.agent, event.scope.agent?.text != agent { parts.append("agent \(agent)") }
    return parts
  }

  /// The columns for scripts: row, instant, kind, scope, profile, provider, reason.
  var cells: [Line] {
    [
      "\(event.id)", "\(event.at)", "\(event.kind.rawValue)", "\(event.scope.text)",
      "\(event.profile ?? "-")", "\(event.provider)", "\(event.reason ?? "-")",
    ]
  }

  /// These, then HTTP status, model, end of the window, agent and detail.
  var allCells: [Line] {
    cells + [
      "\(event.httpStatus.map { "\($0)" } ?? "-")", "\(event.model ?? "-")",
      "\(event.until.map { "\($0)" } ?? "-")", "\(event.agent ?? "-")", "\(event.detail ?? "-")",
    ]
  }

  /// `{"id", "event", "at", "kind", "scope", "profileId", "provider", …}`.
  var members: JSONObject {
    var json: JSONObject = [
      "id": .number(JSONNumber(event.id)), "event": .number(JSONNumber(event.event)),
      "at": .number(JSONNumber(event.at.milliseconds)), "kind": .string(event.kind.rawValue),
      "scope": .string(event.scope.text),
      "profileId": event.profile.map { .string($0) } ?? .null,
      "provider": .string(event.provider),
    ]
    json["agentId"] = event.agent.map { .string($0) }
    json["reason"] = event.reason.map { .string($0) }
    json["httpStatus"] = event.httpStatus.map { .number(JSONNumber($0)) }
    json["code"] = event.code.map { .string($0) }
    json["model"] = event.model.map { .string($0) }
    json["until"] = event.until.map { .number(JSONNumber($0.milliseconds)) }
    json["latencyMs"] = event.latencyMilliseconds.map { .number(JSONNumber($0)) }
    json["tokensIn"] = event.tokensIn.map { .number(JSONNumber($0)) }
    json["tokensOut"] = event.tokensOut.map { .number(JSONNumber($0)) }
    json["detail"] = event.detail.map { .string($0) }
    return json
  }
}
