package import PurserDomain
package import PurserStore

/// The settings in force for one scope: its own values over those of the defaults.
package struct EffectiveSettings: Equatable, Sendable {
  /// What the agent itself sets, as canonical text by key; empty for the defaults.
  package var own: [String: String]
  /// What the defaults set.
  package var defaults: [String: String]

  /// Makes the settings of an agent, or with `own` empty those of the defaults.
  package init(own: [String: String] = [:], defaults: [String: String]) {
    self.own = own
    self.defaults = defaults
  }

  /// Returns the value in force, in canonical spelling.
  package func value(_ key: SettingKey) -> String { effective(key).value }

  /// Returns the value in force and the layer it comes from.
  package func effective(_ key: SettingKey) -> (value: String, layer: String) {
    if key.reach == .everyScope, let value = own[key.rawValue] { return (value, "agent") }
    if let value = defaults[key.rawValue] { return (value, "defaults") }
    return (key.defaultValue, "built-in")
  }

  /// Whether an agent with its own primary and no word on fallbacks has those of the defaults.
  package var agentPrimaryRule: AgentPrimaryRule {
    AgentPrimaryRule(rawValue: value(.agentPrimaryFallbacks)) ?? .strict
  }

  /// How long before its expiry a credential is reported.
  package var warnWindow: TimeSpan { (try? TimeSpan(value(.warnWindow))) ?? .of(24, .hours) }

  /// Providers that are programs on the gateway's machine besides those of the tables, by canonical id.
  package var cliBackends: [String] {
    guard let text = defaults[SettingKey.cliBackends.rawValue] else { return [] }
    return SettingText.providers(text) ?? []
  }

  /// How long profiles rest after failures. An agent has no policy of its own, since profiles are shared.
  package var cooldownPolicy: CooldownPolicy {
    let shared = EffectiveSettings(defaults: defaults)
    return CooldownPolicy { shared.value($0) }
  }

  /// Whether a person set the warn window.
  package var isWarnWindowSet: Bool { effective(.warnWindow).layer != "built-in" }
}

extension Session {
  /// Returns how long profiles rest after failures: one policy for all, since profiles are shared.
  package func cooldownPolicy() throws -> CooldownPolicy {
    EffectiveSettings(defaults: try settings.values(at: .defaults)).cooldownPolicy
  }
}
