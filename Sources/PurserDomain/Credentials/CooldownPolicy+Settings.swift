extension CooldownPolicy {
  /// The policy that settings make; `value` gives the value in force of a key, in canonical spelling.
  ///
  /// A value that cannot be read, written by a newer program for instance, leaves what the preset says.
  package init(settings value: (SettingKey) -> String?) {
    let preset = value(.cooldownPreset).flatMap { Preset(rawValue: $0) } ?? .stepped
    self.init(preset)
    func text(_ key: SettingKey) -> String? {
      value(key).flatMap { $0 == SettingKey.presetWord ? nil : $0 }
    }
    func span(_ key: SettingKey, _ unit: TimeSpan.Unit) -> TimeSpan? {
      text(key).flatMap { SettingText.number($0) }.map { TimeSpan(fraction: $0, unit) }
    }
    func count(_ key: SettingKey) -> Int? {
      text(key).flatMap { SettingText.count($0, in: 0...SettingText.largestCount) }.map { Int($0) }
    }

    let presetBase = billingBase
    billingBase = span(.billingBackoffHours, .hours) ?? billingBase
    let pairs = text(.billingBackoffHoursByProvider).flatMap { SettingText.pairs($0) } ?? []
    billingBaseByProvider = Dictionary(
      pairs.map { pair in
        (pair.provider, pair.number.map { TimeSpan(fraction: $0, .hours) } ?? presetBase)
      }, uniquingKeysWith: { first, _ in first })
    billingMax = span(.billingMaxHours, .hours) ?? billingMax
    failureWindow = span(.failureWindowHours, .hours) ?? failureWindow
    authPermanentBase = span(.authPermanentBackoffMinutes, .minutes) ?? authPermanentBase
    authPermanentMax = span(.authPermanentMaxMinutes, .minutes) ?? authPermanentMax
    if let steps = text(.transientScheduleSeconds).flatMap({ SettingText.numbers($0) }) {
      transientSchedule = steps.map { TimeSpan(fraction: $0, .seconds) }
      // The preset's maximum belongs to the preset's schedule.
      rateLimitMax = nil
    }
    rateLimitMax = span(.rateLimitMaxMinutes, .minutes) ?? rateLimitMax
    overloadedRotations = count(.overloadedProfileRotations) ?? overloadedRotations
    rateLimitedRotations = count(.rateLimitedProfileRotations) ?? rateLimitedRotations
    if let pause = count(.overloadedBackoff) { overloadedPause = .of(Int64(pause), .milliseconds) }
    resetsCountersOnExpiry = text(.resetCountersOnExpiry).map { $0 == "on" } ?? false
    if let providers = text(.bypassedProviders).flatMap({ SettingText.providers($0) }) {
      bypassedProviders = Set(providers)
    }
  }

  /// The value to store for a number that a config gives; `number` is nil for what is no number.
  ///
  /// Nil when the config's value is not used: then what the preset says counts (a number must be finite and above
  /// zero, or not below it where it counts something).
  package static func imported(_ number: Double?, for key: SettingKey) -> String? {
    guard let number, number.isFinite, number >= 0 else { return nil }
    if number > 0, (try? key.canonical(SettingText.spelling(SettingText.smallestNumber))) != nil {
      // What is smaller or larger than a setting takes is as good as its ends: a base is at least a minute.
      let nearest = min(max(number, SettingText.smallestNumber), SettingText.largestNumber)
      return try? key.canonical(SettingText.spelling(nearest))
    }
    return try? key.canonical(SettingText.spelling(number))
  }

  /// The value to store for `billingBackoffHoursByProvider` of a config, in the order of the file. A provider whose number
  /// is not used gets what the preset says, never the general number: so gateways do it. Nil when no provider is named.
  package static func imported(byProvider entries: [(provider: String, hours: Double?)]) -> String?
  {
    let key = SettingKey.billingBackoffHoursByProvider
    var named: Set<String> = []
    // Of two spellings of one provider gateways take the first.
    let parts = entries.filter {
      named.insert(ModelNaming.standard.provider($0.provider)).inserted
    }.map { entry in
      let hours = imported(entry.hours, for: .billingBackoffHours) ?? SettingKey.presetWord
      return "\(entry.provider)=\(hours)"
    }
    return parts.isEmpty ? nil : try? key.canonical(parts.joined(separator: ","))
  }
}

extension TimeSpan {
  /// A number of units, rounded to the nearest millisecond; the ends of the range hold.
  init(fraction: Double, _ unit: TimeSpan.Unit) {
    let value = (fraction * Double(unit.length)).rounded()
    milliseconds = Int64(exactly: value) ?? (value < 0 ? .min : .max)
  }
}
