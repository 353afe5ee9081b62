import JSONKit
import PurserDomain
import PurserServices

extension ModelsStatusView {
  /// The tree of the reference pages, in its order.
  var json: JSON {
    let models = status.models
    var json: JSONObject = ["configPath": .string(store)]
    if isAgentNamed { json["agentId"] = models.agent.map { .string($0.id.text) } }
    json["agentDir"] = models.agent?.agentDirectory.map { .string($0) } ?? .null
    json["defaultModel"] = .string(models.shownDefault)
    json["resolvedDefault"] = .string(models.resolvedDefault)
    json["fallbacks"] = .strings(models.text.fallbacks.map(\.written))
    json["imageModel"] = models.shownImage.map { .string($0) } ?? .null
    json["imageFallbacks"] = .strings(models.image.fallbacks.map(\.written))
    if isAgentNamed {
      json["modelConfig"] = [
        "defaultSource": .string(models.text.primaryLayer.configured),
        "fallbacksSource": .string(models.text.fallbacksLayer.configured),
      ]
    }
    json["aliases"] = .aliases(of: models)
    let lines = status.allowlist.lines.map(\.entry.pattern)
    json["allowed"] = .strings(lines)
    json["auth"] = auth
    if !status.marks.isEmpty {
      json["catalog"] = .array(
        status.marks.map { mark in
          var json: JSONObject = [
            "key": .string(mark.ref.key), "standing": .string(mark.standing.mark ?? "listed"),
          ]
          if case .retired(let at) = mark.standing {
            json["retiredAt"] = .number(JSONNumber(at.milliseconds))
          }
          return .object(json)
        })
    }
    // Without a line the list looks as if it allowed everything; it allows nothing.
    if !status.allowlist.allowsAny, lines.isEmpty { json["allowMode"] = "only" }
    return .object(json)
  }

  private var auth: JSON {
    let auth = status.auth
    var json: JSONObject = [
      "storePath": .string(store),
      "shellEnvFallback": ["enabled": false, "appliedKeys": []],
      "providersWithOAuth": .strings(auth.providersWithOAuth),
      "missingProvidersInUse": .strings(auth.missingProvidersInUse),
      "providers": .array(auth.providers.map(\.json)),
      "unusableProfiles": .array(auth.unusableProfiles.map(\.json)),
      "oauth": [
        "warnAfterMs": .number(JSONNumber(auth.warnAfter.milliseconds)),
        "profiles": .array(auth.profileHealth.map(\.json)),
        "providers": .array(auth.providerHealth.map(\.json)),
      ],
    ]
    // Absent when nothing was ever seen.
    if !status.usage.isEmpty { json["usage"] = usage }
    json["probes"] = probes.map { .object($0.report.json(detailed: false)) }
    return .object(json)
  }

  /// In the shape that gateways have, with whose it is and when it was seen.
  private var usage: JSON {
    [
      "updatedAt": .number(
        JSONNumber(status.usage.map(\.capturedAt.milliseconds).max() ?? now.milliseconds)),
      "providers": .array(
        status.usage.map { snapshot in
          let provider = snapshot.account.provider
          var json: JSONObject = [
            "provider": .string(provider),
            "displayName": .string(UsageText.displayName(of: provider)),
          ]
          for (name, value) in UsageShown.json(snapshot, now: now) where name != "provider" {
            json[name] = value
          }
          return .object(json)
        }),
    ]
  }
}

extension JSON {
  /// An array of texts.
  static func strings(_ texts: [String]) -> JSON { .array(texts.map { .string($0) }) }

  /// Alias names with the models they stand for, in list order.
  static func aliases(of models: AgentModels) -> JSON {
    var object = JSONObject()
    for alias in models.resolver.aliases.entries { object[alias.name] = .string(alias.target.key) }
    return .object(object)
  }
}

extension ProviderAuth {
  fileprivate var json: JSON {
    var json: JSONObject = [
      "provider": .string(provider),
      "effective": ["kind": .string(effective.rawValue), "detail": .string(detail)],
      "profiles": [
        "count": .number(JSONNumber(profileCount)), "oauth": .number(JSONNumber(oauthCount)),
        "token": .number(JSONNumber(tokenCount)), "apiKey": .number(JSONNumber(apiKeyCount)),
        "labels": .strings(labels),
      ],
    ]
    json["env"] = environment?.json
    json["modelsJson"] = modelsJSON?.json
    return .object(json)
  }
}

extension ProviderAuth.Shown {
  fileprivate var json: JSON { ["value": .string(value), "source": .string(source)] }
}

extension UnusableProfile {
  var json: JSON { .object(members) }

  var members: JSONObject {
    var json: JSONObject = [
      "profileId": .string(profileID), "provider": .string(provider),
      "kind": .string(kind.rawValue),
    ]
    json["reason"] = reason.map { .string($0) }
    json["recoveryHint"] = .string(recoveryHint)
    json["until"] = .number(JSONNumber(until.milliseconds))
    json["remainingMs"] = .number(JSONNumber(remaining.milliseconds))
    json["model"] = model.map { .string($0) }
    return json
  }
}

extension ProfileHealth {
  var json: JSON {
    var json: JSONObject = [
      "profileId": .string(profileID), "provider": .string(provider),
      "type": .string(kind.rawValue), "status": .string(status.rawValue),
    ]
    json["reasonCode"] = reasonCode.map { .string($0) }
    json["expiresAt"] = expiresAt.map { .number(JSONNumber($0.milliseconds)) }
    json["remainingMs"] = remaining.map { .number(JSONNumber($0.milliseconds)) }
    json["source"] = .string(source)
    json["label"] = .string(label)
    return .object(json)
  }
}

extension ProviderHealth {
  fileprivate var json: JSON {
    var json: JSONObject = ["provider": .string(provider), "status": .string(status.rawValue)]
    json["expiresAt"] = expiresAt.map { .number(JSONNumber($0.milliseconds)) }
    json["remainingMs"] = remaining.map { .number(JSONNumber($0.milliseconds)) }
    json["profiles"] = .array(profiles.map(\.json))
    json["effectiveProfiles"] = effective.map { .array($0.map(\.json)) }
    return .object(json)
  }
}
