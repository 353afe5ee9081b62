import JSONKit
import PurserDomain

/// Reads `auth.cooldowns` of a configuration as settings of the store.
struct CooldownSettingReader {
  let log: ImportLog

  /// The knobs of the gateways that have one number, by name.
  private static let numbers: [(name: String, key: SettingKey)] = [
    ("billingBackoffHours", .billingBackoffHours),
    ("billingMaxHours", .billingMaxHours),
    ("failureWindowHours", .failureWindowHours),
    ("authPermanentBackoffMinutes", .authPermanentBackoffMinutes),
    ("authPermanentMaxMinutes", .authPermanentMaxMinutes),
    ("overloadedProfileRotations", .overloadedProfileRotations),
    ("overloadedBackoffMs", .overloadedBackoff),
    ("rateLimitedProfileRotations", .rateLimitedProfileRotations),
  ]
  private static let byProvider = "billingBackoffHoursByProvider"

  /// The member of `auth.cooldowns` that a setting is read from; nil for one that is not.
  static func member(of key: SettingKey) -> String? {
    key == .billingBackoffHoursByProvider
      ? byProvider : numbers.first { $0.key == key }?.name
  }

  /// Returns the settings with their values in canonical spelling. A value that cannot be used is a finding
  /// and leaves what is in force without it. [research/selection-and-auth.md E.3]
  func read(_ section: JSON?) -> [(key: SettingKey, value: String)] {
    let path: JSONPath = ["auth", "cooldowns"]
    guard let section, !section.isNull else { return [] }
    guard let object = section.object else {
      log.countSkipped(.settings)
      log.skip(.settings, path, "'cooldowns' must be an object, not \(section.kind).")
      return []
    }
    var settings: [(key: SettingKey, value: String)] = []
    for (name, value) in object where !value.isNull {
      let place = path.appending(name)
      log.count(.settings, \.read)
      if name == Self.byProvider, let text = hours(value.object, at: place) {
        settings.append((.billingBackoffHoursByProvider, text))
      } else if let key = Self.numbers.first(where: { $0.name == name })?.key {
        if let text = CooldownPolicy.imported(value.double, for: key) {
          settings.append((key, text))
        } else {
          skip(
            place,
            "This is no number that '\(key)' takes; its default, \(key.defaultValue), counts.")
        }
      } else if name == Self.byProvider {
        skip(place, "Expected hours by provider, of some providers.")
      } else {
        skip(place, "Unknown key '\(name.printable(limit: 80))'.")
      }
    }
    return settings
  }

  private func hours(_ object: JSONObject?, at path: JSONPath) -> String? {
    var entries: [(provider: String, hours: Double?)] = []
    for (provider, value) in object ?? [:] {
      guard !provider.holds(","), !provider.holds("=") else { continue }
      if CooldownPolicy.imported(value.double, for: .billingBackoffHours) == nil {
        log.skip(
          .settings, path.appending(provider),
          "This is no number of hours; the default counts for the provider, not the general number."
        )
      }
      entries.append((provider, value.double))
    }
    return CooldownPolicy.imported(byProvider: entries)
  }

  private func skip(_ path: JSONPath, _ message: String) {
    log.count(.settings, \.skipped)
    log.skip(.settings, path, message)
  }
}
