import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import SystemKit

/// One setting as a scope sees it.
struct SettingRow: Equatable {
  /// The agent; nil for the defaults.
  let agent: Agent.ID?
  let key: SettingKey
  let value: String
  /// `agent`, `defaults` or `built-in`.
  let layer: String

  /// Returns the rows of every setting in force for each view, in the order of the closed list: those of the selected agents or
  /// of the current one, of the defaults where there is no agent.
  static func rows(
    for selection: ScopeSelection, in session: Session<ReadOnly>, _ environment: Environment
  ) throws -> [SettingRow] {
    let defaults = try session.settings.values(at: .defaults)
    let agents = try selection.readAgents(in: session, environment)
    if agents.isEmpty, selection.isEmpty {
      return rows(agent: nil, EffectiveSettings(defaults: defaults))
    }
    return try agents.flatMap { agent in
      let own = try session.settings.values(at: .agent(agent.id))
      return rows(agent: agent.id, EffectiveSettings(own: own, defaults: defaults))
    }
  }

  private static func rows(agent: Agent.ID?, _ settings: EffectiveSettings) -> [SettingRow] {
    SettingKey.allCases.map { key in
      let effective = settings.effective(key)
      return SettingRow(agent: agent, key: key, value: effective.value, layer: effective.layer)
    }
  }

  var json: JSON {
    var json: JSONObject = [:]
    json["agentId"] = agent.map { .string($0.text) }
    json["key"] = .string(key.rawValue)
    json["value"] = .string(value)
    json["source"] = .string(layer)
    return .object(json)
  }
}
