import JSONKit
import PurserDomain
import PurserServices

extension ResolveView {
  var json: JSON {
    let route = resolved.route
    var json: JSONObject = [
      "agentId": resolved.agent.map { .string($0.id.text) } ?? .null,
      "purpose": .string(resolved.request.purpose.rawValue),
      "strict": .bool(resolved.isStrict),
      "origin": .string(resolved.origin.rawValue),
      "passedOver": resolved.passedOver.map(passedOver) ?? .null,
      "usable": .bool(resolved.plan.first != nil),
      "candidates": .array(resolved.plan.steps.map { RunJSON.step($0, now: resolved.now) }),
      "layers": [
        "primary": layer(
          route.primaryLayer, [("written", route.writtenPrimary.map { .string($0) } ?? .null)]),
        "fallbacks": layer(
          route.fallbacksLayer, [("ground", .string(route.fallbackGround.rawValue))]),
      ],
      "unreadable": .strings(resolved.unreadable),
      "rotations": [
        "overloaded": .number(JSONNumber(resolved.policy.overloadedRotations)),
        "rateLimited": .number(JSONNumber(resolved.policy.rateLimitedRotations)),
        "overloadedPauseMs": .number(JSONNumber(resolved.policy.overloadedPause.milliseconds)),
      ],
    ]
    json["allowed"] = resolved.verdict.map { .bool($0.isAllowed) }
    json["session"] = resolved.session.map(session)
    if let handed {
      json["event"] = event.map { .number(JSONNumber($0)) } ?? .null
      json["credential"] = .object(credential(handed))
      json["refused"] = .array(
        refused.map {
          [
            "model": .string($0.model.key), "name": .string($0.name),
            "reason": .string($0.reason.rawValue), "message": .string($0.message),
          ]
        })
    }
    return .object(json)
  }

  /// The configured model that may not start, with the list that keeps it from it.
  private func passedOver(_ verdict: AllowVerdict) -> JSON {
    [
      "model": .string(verdict.ref.key),
      "scope": verdict.scope.map { .string($0.text) } ?? .null,
      "source": verdict.listName.map { .string($0) } ?? .null,
      "ground": .string(verdict.ground.word),
      "repair": verdict.repair.map { .string($0) } ?? .null,
    ]
  }

  private func layer(_ layer: RouteLayer, _ members: [(String, JSON)]) -> JSON {
    var json: JSONObject = [
      "layer": .string(layer.description),
      "scope": resolved.models.scope(of: layer).map { .string($0.text) } ?? .null,
    ]
    for (name, value) in members { json[name] = value }
    return .object(json)
  }

  private func session(_ choice: SessionChoice) -> JSON {
    let turn = resolved.plan.turn
    return [
      "key": .string(choice.key),
      "parentKey": choice.parentKey.map { .string($0) } ?? .null,
      "model": choice.override.model.map { .string($0.key) } ?? .null,
      "modelFrom": choice.origin.map { .string($0.rawValue) } ?? .null,
      "modelReset": .bool(choice.override.removesOwn),
      "pin": turn?.pin.map { pin in
        ["profileId": .string(pin.profile), "source": .string(pin.source.rawValue)]
      } ?? .null,
      "pinChange": turn.map { .string((resolved.changesPin ? $0.change : .kept).rawValue) }
        ?? .null,
      "notice": resolved.route.primary.flatMap { choice.notice(primary: $0.ref) }
        .map { .string($0) } ?? .null,
    ]
  }

  private func credential(_ handed: HandedCredential) -> JSONObject {
    let ref = handed.step.candidate.ref
    return [
      "model": .string(ref.key), "provider": .string(ref.provider),
      "kind": .string(handed.credential.kind), "name": .string(handed.credential.name),
      "profileId": handed.credential.place.map { .string($0.id) } ?? .null,
      "type": handed.type.map { .string($0.rawValue) } ?? .null,
      "value": handed.text.map { .string($0) } ?? .null,
      "expiresAt": RunJSON.time(handed.expiresAt),
      "accountId": handed.accountID.map { .string($0) } ?? .null,
    ]
  }
}

/// The steps of runs in documents.
enum RunJSON {
  static func time(_ instant: Timestamp?) -> JSON {
    instant.map { .number(JSONNumber($0.milliseconds)) } ?? .null
  }

  /// One model of a chain with what it is called with.
  static func step(_ step: RunPlan.Step, now: Timestamp) -> JSON {
    let candidate = step.candidate
    var json: JSONObject = [
      "model": .string(candidate.ref.key), "role": .string(candidate.role.word),
      "layer": .string(candidate.layer.description),
      "alias": candidate.alias.map { .string($0) } ?? .null,
    ]
    for (name, value) in auth(step, now: now) { json[name] = value }
    return .object(json)
  }

  /// What a model is called with.
  static func auth(_ step: RunPlan.Step, now: Timestamp) -> JSONObject {
    [
      "decision": .string(step.decision.word),
      "usable": .bool(step.isTried),
      "reason": step.reason.map { .string($0) } ?? .null,
      "message": step.sentence.map { .string($0) } ?? .null,
      "freeAt": time(step.freeAt),
      "remainingMs": step.freeAt.map { .number(JSONNumber(max(0, ($0 - now).milliseconds))) }
        ?? .null,
      "takesProbeSlot": .bool(step.decision == .probe(takesSlot: true)),
      "lastProbeAt": time(step.lastProbe),
      "authMode": .string(step.authMode),
      "order": [
        "basis": .string(step.basis.word),
        "scope": step.basis.scope.map { .string($0.text) } ?? .null,
      ],
      "credentials": .array(step.credentials.map(credential)),
      "resting": .array(step.resting.map { resting($0, now: now) }),
      "excluded": .array(
        step.excluded.map { excluded in
          [
            "profileId": .string(excluded.id),
            "scope": excluded.scope.map { .string($0.text) } ?? .null,
            "reason": .string(excluded.reason.rawValue),
            "message": .string(excluded.reason.explanation(id: excluded.id)),
          ]
        }),
    ]
  }

  private static func credential(_ credential: RunCredential) -> JSON {
    var json: JSONObject = ["kind": .string(credential.kind), "name": .string(credential.name)]
    if case .profile(let place, let renewal) = credential {
      json["profileId"] = .string(place.id)
      json["scope"] = .string(place.scope.text)
      json["type"] = place.kind.map { .string($0.rawValue) }
      json["standing"] = .string(place.standing.word)
      json["needsRefresh"] = .bool(renewal == .refresh)
      json["needsLogin"] = .bool(renewal == .login)
    }
    return .object(json)
  }

  private static func resting(_ place: ProfileRanking.Place, now: Timestamp) -> JSON {
    var json: JSONObject = [
      "profileId": .string(place.id), "scope": .string(place.scope.text),
    ]
    guard let closure = place.closure else { return .object(json) }
    json["window"] = .string(closure.kind.rawValue)
    json["reason"] = .string(closure.reason?.rawValue ?? "unknown")
    json["sinceAt"] = time(closure.window.since)
    json["freeAt"] = time(closure.until)
    json["remainingMs"] = .number(JSONNumber(max(0, (closure.until - now).milliseconds)))
    json["model"] = closure.window.model.map { .string($0) } ?? .null
    json["step"] = .number(JSONNumber(closure.window.failureNumber))
    return .object(json)
  }
}

extension RunPlan.Decision {
  /// `attempt`, `probe`, `skip` or `no_credential`.
  var word: String {
    switch self {
    case .attempt: "attempt"
    case .probe: "probe"
    case .skip: "skip"
    case .unserved: "no_credential"
    }
  }
}
