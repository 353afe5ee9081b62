/// The knobs of a store: a closed list, so that a misspelt key is found when it is set.
package enum SettingKey: String, Hashable, Sendable, CaseIterable, CustomStringConvertible {
  case modelsMode = "models.mode"
  case builtInAliases = "models.builtin-aliases"
  case defaultProvider = "models.default-provider"
  case cliBackends = "models.cli-backends"
  case agentPrimaryFallbacks = "fallbacks.agent-primary"
  case exportDialect = "export.dialect"
  case warnWindow = "auth.warn-window"
  case cooldownPreset = "auth.cooldowns.preset"
  case billingBackoffHours = "auth.cooldowns.billing-backoff-hours"
  case billingBackoffHoursByProvider = "auth.cooldowns.billing-backoff-hours-by-provider"
  case billingMaxHours = "auth.cooldowns.billing-max-hours"
  case failureWindowHours = "auth.cooldowns.failure-window-hours"
  case authPermanentBackoffMinutes = "auth.cooldowns.auth-permanent-backoff-minutes"
  case authPermanentMaxMinutes = "auth.cooldowns.auth-permanent-max-minutes"
  case overloadedProfileRotations = "auth.cooldowns.overloaded-profile-rotations"
  case overloadedBackoff = "auth.cooldowns.overloaded-backoff-ms"
  case rateLimitedProfileRotations = "auth.cooldowns.rate-limited-profile-rotations"
  case transientScheduleSeconds = "auth.cooldowns.transient-schedule-seconds"
  case rateLimitMaxMinutes = "auth.cooldowns.rate-limit-max-minutes"
  case resetCountersOnExpiry = "auth.cooldowns.reset-counters-on-expiry"
  case bypassedProviders = "auth.cooldowns.bypassed-providers"

  /// What values a knob takes.
  package enum Kind: Equatable, Sendable {
    /// One of these words.
    case choice([String])
    /// A length of time that is not zero, such as `24h`.
    case duration
    /// The id of a provider.
    case provider
    /// A number above zero, such as `0.5`; where the preset may decide, also `preset`.
    case number(orPreset: Bool)
    /// A whole number, 0 included.
    case count
    /// Numbers above zero with commas between, the last of which repeats, or `preset`.
    case numbers
    /// Providers with commas between, or `none`.
    case providers
    /// A number for each of some providers, such as `openai=2,anthropic=1`, or `none`.
    case numberByProvider
  }

  /// Which scopes a knob may be set at.
  package enum Reach: Equatable, Sendable {
    /// The defaults and each agent; an agent's value wins.
    case everyScope
    /// The defaults only.
    case defaultsOnly
  }

  package var description: String { rawValue }

  /// What values it takes.
  package var kind: Kind {
    switch self {
    case .modelsMode: .choice(["merge", "replace"])
    case .builtInAliases: .choice(["on", "off"])
    case .defaultProvider: .provider
    case .cliBackends: .providers
    case .agentPrimaryFallbacks: .choice(AgentPrimaryRule.allCases.map(\.rawValue))
    case .exportDialect: .choice(["legacy", "dollar", "literal"])
    case .warnWindow: .duration
    default: cooldown.kind
    }
  }

  /// The value in force where nobody set one, in canonical spelling.
  package var defaultValue: String {
    switch self {
    case .modelsMode: "merge"
    case .builtInAliases: "on"
    case .defaultProvider: ModelNaming.standard.defaultModel.provider
    case .cliBackends: "none"
    case .agentPrimaryFallbacks: AgentPrimaryRule.strict.rawValue
    case .exportDialect: "legacy"
    case .warnWindow: TimeSpan.of(24, .hours).description
    default: cooldown.defaultValue
    }
  }

  /// Where it may be set.
  package var reach: Reach {
    switch self {
    case .modelsMode, .agentPrimaryFallbacks, .exportDialect: .everyScope
    // A profile that agents share has one state, so one policy decides on it.
    default: .defaultsOnly
    }
  }

  /// What it does, in one sentence.
  package var summary: String {
    switch self {
    case .modelsMode:
      "Whether an export keeps what a present models.json has beyond the store (merge) or not (replace)."
    case .builtInAliases:
      "Whether short names such as opus and gpt work for configured models without being set."
    case .defaultProvider:
      "The provider of a model named without one, when nothing else explains the name."
    case .cliBackends:
      "Providers that are programs on the gateway's machine besides claude-cli and codex-cli, and need no credential."
    case .agentPrimaryFallbacks:
      "Whether an agent with its own model and no word on fallbacks has none (strict) or those of "
        + "the defaults (inherit)."
    case .exportDialect:
      "How exports write a key that names a variable: NAME (legacy), $NAME (dollar) or its value (literal)."
    case .warnWindow:
      "How long before its expiry a credential is reported as expiring. Unless it is set, a login that renews itself is reported 5 minutes before."
    default: cooldown.summary
    }
  }

  /// Reads a key; throws `notFound` with the nearest key as hint.
  package static func named(_ text: String) throws(DomainError) -> SettingKey {
    if let key = SettingKey(rawValue: text) { return key }
    let shown = KeyLikeText.shown(text, limit: 60)
    let near = nearest(to: text.scriptLowercased, among: allCases.map(\.rawValue))
    throw DomainError(
      .notFound, "No setting named '\(shown)'.", subject: shown,
      hint: near.map { "Did you mean '\($0)'?" } ?? "purser settings list")
  }

  /// Returns the canonical spelling of `text` as a value of this knob; throws `invalid` with the values it takes.
  package func canonical(_ text: String) throws(DomainError) -> String {
    let trimmed = text.trimmed
    let lowered = trimmed.scriptLowercased
    switch kind {
    case .choice(let words):
      if words.contains(lowered) { return lowered }
      let near = nearest(to: lowered, among: words).map { "Did you mean '\($0)'? " } ?? ""
      throw fault(trimmed, hint: "\(near)Use one of: \(words.joined(separator: ", ")).")
    case .duration:
      // A number alone would be milliseconds, which nobody means here.
      let hasUnit = (trimmed.utf8.last ?? 0) > UInt8(ascii: "9")
      if hasUnit, let span = try? TimeSpan(trimmed), span.milliseconds > 0 {
        return span.description
      }
      throw fault(trimmed, hint: "Use a length such as 90m, 24h or 7d.")
    case .provider:
      let id = ModelNaming.standard.provider(trimmed)
      let isWord = !id.unicodeScalars.contains(where: \.isScriptSpace)
      if isWord, (try? Provider.ID(id)) != nil { return id }
      throw fault(trimmed, hint: "Use a provider id such as anthropic.")
    case .number, .count, .numbers, .providers, .numberByProvider:
      if case .numberByProvider = kind, let (first, second) = SettingText.contradiction(trimmed) {
        let shown = [first, second].map { "'\(KeyLikeText.shown($0, limit: 60))'" }
        throw fault(
          trimmed,
          hint: "\(shown[0]) and \(shown[1]) are about the same provider: give one of them.")
      }
      if let value = kind.spelling(of: lowered) { return value }
      throw fault(trimmed, hint: kind.hint)
    }
  }

  private func fault(_ text: String, hint: String) -> DomainError {
    let shown = KeyLikeText.shown(text, limit: 60)
    return DomainError(
      .invalid, "'\(shown)' is not a value of '\(rawValue)'.", subject: rawValue, hint: hint)
  }
}
