import JSONKit
import PurserDomain
import PurserServices
import PurserStore

extension ExplainView {
  var json: JSON {
    let resolution = explained.resolution
    return [
      "model": .string(resolution.ref.key),
      "agentId": agent.map { .string($0) } ?? .null,
      "resolution": [
        "written": .string(resolution.written), "basis": .string(resolution.basis.rawValue),
        "alias": resolution.alias.map { .string($0) } ?? .null,
        "aliasScope": explained.alias?.scope.map { .string($0.text) } ?? .null,
        "warning": resolution.warning.map { .string($0) } ?? .null,
        "profile": explained.profile.map { .string($0) } ?? .null,
      ],
      "aliases": .strings(explained.names),
      "allowed": .bool(explained.verdict.isAllowed),
      "allowlist": allowlist,
      "provider": [
        "id": .string(resolution.ref.provider),
        "scope": explained.providerScope.map { .string($0.text) } ?? .null,
        "known": .bool(explained.isBuiltInProvider || explained.providerScope != nil),
        "credential": [
          "kind": .string(explained.auth.effective.rawValue),
          "detail": .string(credentialDetail),
        ],
      ],
      "catalog": catalog,
      "tags": .strings(explained.tags),
      "defaultLayer": .string(explained.defaultLayer.description),
      "place": explained.place.map { .number(JSONNumber($0)) } ?? .null,
      "chain": .array(explained.chain.map(\.json)),
      "origins": .array(explained.origins.map(\.json)),
      "auth": .object(RunJSON.auth(explained.step, now: now)),
    ]
  }

  private var allowlist: JSON {
    let verdict = explained.verdict
    var json: JSONObject = [
      "scope": verdict.scope.map { .string($0.text) } ?? .null,
      "source": verdict.listName.map { .string($0) } ?? .null,
      "ground": .string(verdict.ground.word),
    ]
    if case .line(let position, let pattern) = verdict.ground {
      json["line"] = ["position": .number(JSONNumber(position)), "pattern": .string(pattern)]
    }
    if let closest = verdict.closest {
      json["closest"] = [
        "position": .number(JSONNumber(closest.position)), "pattern": .string(closest.pattern),
        "difference": .string(closest.difference),
      ]
    }
    json["repair"] = verdict.repair.map { .string($0) }
    return .object(json)
  }

  private var catalog: JSON {
    guard let known = explained.known else { return .null }
    return [
      "name": .string(known.name ?? known.id), "input": .strings(known.input ?? ["text"]),
      "contextWindow": known.contextWindow.map { .number(JSONNumber($0)) } ?? .null,
    ]
  }
}

extension AllowVerdict.Ground {
  /// The stable word of documents.
  var word: String {
    switch self {
    case .noList: "no_list"
    case .line: "line"
    case .defaultModel: "default_model"
    case .emptyList: "empty_list"
    case .notListed: "not_listed"
    }
  }
}

extension CandidateChain.Candidate {
  fileprivate var json: JSON {
    [
      "model": .string(ref.key), "role": .string(role.word), "layer": .string(layer.description),
      "alias": alias.map { .string($0) } ?? .null,
    ]
  }
}

extension ExplainModel.Origin {
  fileprivate var json: JSON {
    var json: JSONObject = [
      "what": .string(what), "scope": .string(scope.text),
      "event": .number(JSONNumber(event)),
      "changedAt": .number(JSONNumber(at.milliseconds)),
      "actor": .string(intent.actor), "command": .string(intent.command),
    ]
    json["reason"] = intent.reason.map { .string($0) }
    if isRemoved { json["removed"] = true }
    return .object(json)
  }
}
