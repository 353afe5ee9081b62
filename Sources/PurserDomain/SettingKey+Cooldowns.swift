// The knobs `auth.cooldowns.*` that gateways had until July 2026, and those their rules are missing.

extension SettingKey {
  /// The value that leaves a knob to `auth.cooldowns.preset`.
  package static let presetWord = "preset"

  /// Kind, default and summary of a knob of this group.
  var cooldown: (kind: Kind, defaultValue: String, summary: String) {
    switch self {
    case .cooldownPreset:
      (
        .choice(CooldownPolicy.Preset.allCases.map(\.rawValue)), "stepped",
        "Rests after failures: 30 s, 1 min, 5 min and billing from 10 min (stepped), or 1, 5, 25, "
          + "60 min and billing from 5 h (classic)."
      )
    case .billingBackoffHours:
      (
        .number(orPreset: true), Self.presetWord,
        "Hours a profile is switched off after a first billing failure; each further one doubles them."
      )
    case .billingBackoffHoursByProvider:
      (
        .numberByProvider, "none",
        "The same for single providers, such as openai=2,anthropic=1; wins over the general number."
      )
    case .billingMaxHours:
      (
        .number(orPreset: false), "24",
        "The most hours a billing failure switches a profile off for; a larger first number wins."
      )
    case .failureWindowHours:
      (
        .number(orPreset: false), "24",
        "Hours without a failure after which the next one counts as the first again."
      )
    case .authPermanentBackoffMinutes:
      (
        .number(orPreset: false), "10",
        "Minutes a profile is switched off when its credential was revoked; each further time doubles them."
      )
    case .authPermanentMaxMinutes:
      (
        .number(orPreset: false), "60",
        "The most minutes a revoked credential switches its profile off for."
      )
    case .overloadedProfileRotations:
      (
        .count, "1",
        "How many other profiles of an overloaded provider a run tries before the next model."
      )
    case .overloadedBackoff:
      (.count, "0", "Milliseconds a run waits before each of these.")
    case .rateLimitedProfileRotations:
      (
        .count, "1",
        "How many other profiles a run tries after a rate limit before the next model."
      )
    case .transientScheduleSeconds:
      (
        .numbers, Self.presetWord,
        "Seconds a profile rests after its first, second and further failures, such as 30,60,300; "
          + "the last repeats."
      )
    case .rateLimitMaxMinutes:
      (
        .number(orPreset: true), Self.presetWord,
        "The most minutes a rate limit lasts; above the end of the schedule, rate limits double on a "
          + "counter of their own."
      )
    case .resetCountersOnExpiry:
      (
        .choice(["on", "off"]), "off",
        "Whether the counters start again when a window ends (on) or only after a success (off)."
      )
    case .bypassedProviders:
      (
        .providers, FailureClass.unrecordedProviders.sorted().joined(separator: ","),
        "Providers whose profiles never rest, since they choose among suppliers themselves."
      )
    case .modelsMode, .builtInAliases, .defaultProvider, .cliBackends, .agentPrimaryFallbacks,
      .exportDialect, .warnWindow:
      (.choice([]), "", "")
    }
  }
}

extension SettingKey.Kind {
  /// The canonical spelling of `text`, which is in lower case; nil when it is no value of this kind.
  func spelling(of text: String) -> String? {
    switch self {
    case .number(let orPreset):
      return orPreset && text == SettingKey.presetWord
        ? text : SettingText.number(text).map { SettingText.spelling($0) }
    case .count:
      return SettingText.count(text, in: 0...SettingText.largestCount).map { String($0) }
    case .numbers:
      if text == SettingKey.presetWord { return text }
      return SettingText.numbers(text).map { numbers in
        numbers.map { SettingText.spelling($0) }.joined(separator: ",")
      }
    case .providers:
      return SettingText.providers(text).map { $0.isEmpty ? "none" : $0.joined(separator: ",") }
    case .numberByProvider:
      return SettingText.pairs(text).map { pairs in
        let parts = pairs.map { pair in
          "\(pair.provider)=\(pair.number.map { SettingText.spelling($0) } ?? SettingKey.presetWord)"
        }
        return parts.isEmpty ? "none" : parts.joined(separator: ",")
      }
    case .choice, .duration, .provider: return nil
    }
  }

  /// What to type instead.
  var hint: String {
    switch self {
    case .number(let orPreset):
      "Use a number from 0.0001 to 31536000, such as 0.5" + (orPreset ? ", or preset." : ".")
    case .count: "Use a whole number from 0 to 3600000."
    case .numbers:
      "Use at most 32 numbers from 0.0001 to 31536000 with commas between, such as 30,60,300, or preset."
    case .providers: "Use provider ids with commas between, such as openrouter,kilocode, or none."
    case .numberByProvider:
      "Use provider=hours with commas between, hours from 0.0001 to 31536000, such as openai=2, or none."
    case .choice, .duration, .provider: ""
    }
  }
}
