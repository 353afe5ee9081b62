import JSONKit
import PurserDomain

/// The content of an `auth-profiles.json` and the `auth` part of a config, read as an importer would.
struct OracleProfiles {
  var credentials: [StoredCredential] = []
  var states: [ProfileKey: ProfileState] = [:]
  var orders: [ProfileOrder] = []
  var declarations: [ProfileDeclaration] = []

  init(_ input: JSON) {
    let store = input["authProfiles"]
    for (id, value) in store?["profiles"]?.object ?? [:] {
      guard let kind = value["type"]?.string.flatMap({ AuthProfile.Kind(rawValue: $0) }),
        let provider = value["provider"]?.string
      else { continue }
      credentials.append(Self.credential(id, kind, provider, value, credentials.count))
    }
    let now = Self.instant(input["now"]) ?? Timestamp(milliseconds: 0)
    for (id, value) in store?["usageStats"]?.object ?? [:] {
      states[ProfileKey(scope: .defaults, id: id)] = Self.state(value, now: now)
    }
    for (provider, list) in store?["order"]?.object ?? [:] {
      let ids = (list.array ?? []).compactMap { $0.string?.trimmed }.filter { !$0.isEmpty }
      // A list without an id is dropped when the file is read (D3).
      if !ids.isEmpty {
        orders.append(.init(scope: .defaults, provider: provider, ids: ids, source: .store))
      }
    }
    let auth = input["config"]?["auth"]
    for (provider, list) in auth?["order"]?.object ?? [:] {
      let ids = (list.array ?? []).compactMap(\.string)
      orders.append(.init(scope: .defaults, provider: provider, ids: ids, source: .config))
    }
    for (id, value) in auth?["profiles"]?.object ?? [:] {
      declarations.append(
        ProfileDeclaration(
          id: id, provider: value["provider"]?.string ?? "",
          mode: value["mode"]?.string.flatMap { ProfileDeclaration.Mode(rawValue: $0) },
          email: value["email"]?.string, position: declarations.count))
    }
  }

  /// The ranking of a provider with these profiles.
  func ranking(
    _ provider: String, naming: ModelNaming, now: Timestamp, preferred: String? = nil
  ) -> ProfileRanking {
    var input = ProfileRanking.Input(provider: provider, now: now)
    input.credentials = credentials
    input.states = states
    input.orders = orders
    input.declarations = declarations
    input.naming = naming
    input.policy.bypassedProviders = []
    input.preferred = preferred.map { ProfileRanking.Preference($0) }
    return ProfileRanking(input)
  }

  private static func credential(
    _ id: String, _ kind: AuthProfile.Kind, _ provider: String, _ value: JSON, _ position: Int
  ) -> StoredCredential {
    func holds(_ key: String) -> Bool { value[key]?.string.map { !$0.trimmed.isEmpty } ?? false }
    let hasMaterial =
      switch kind {
      case .apiKey: holds("key")
      case .token: holds("token")
      case .oauth: holds("access") || holds("refresh")
      }
    let expires = value["expires"]
    let isAbsent = expires == nil || expires?.isNull == true
    return StoredCredential(
      id: id, scope: .defaults, provider: provider, kind: kind,
      material: hasMaterial ? .sealed : .missing, hasAccess: holds("access"),
      hasRefresh: holds("refresh"), expiresAt: instant(expires)?.milliseconds,
      isExpiryInvalid: !isAbsent && instant(expires) == nil, email: value["email"]?.string,
      position: position)
  }

  static func state(_ stats: JSON, now: Timestamp) -> ProfileState {
    func window(_ key: String, _ reason: FailureClass?) -> ProfileWindow? {
      instant(stats[key]).map {
        ProfileWindow(since: min(now, $0), until: $0, reason: reason)
      }
    }
    var counts: [FailureClass: Int] = [:]
    for (reason, count) in stats["failureCounts"]?.object ?? [:] {
      if let reason = FailureClass(rawValue: reason) { counts[reason] = Int(count.int64 ?? 0) }
    }
    let errors = Int(stats["errorCount"]?.int64 ?? 0)
    let reason = stats["disabledReason"]?.string.flatMap { FailureClass(rawValue: $0) }
    return ProfileState(
      lastUsedAt: instant(stats["lastUsed"]), lastFailureAt: instant(stats["lastFailureAt"]),
      cooldown: window("cooldownUntil", nil), disabled: window("disabledUntil", reason),
      errorCount: errors, failureCounts: counts,
      ladder: ProfileState.ladder(errorCount: errors, failureCounts: counts))
  }

  /// A number as an instant, the first whole millisecond at or after it.
  static func instant(_ value: JSON?) -> Timestamp? {
    guard let number = value?.double, number.isFinite else { return nil }
    let whole = number.rounded(.up)
    return Timestamp(milliseconds: Int64(exactly: whole) ?? (whole < 0 ? .min : .max))
  }

  /// The policy of a config's `auth.cooldowns`, on top of a preset.
  static func policy(_ config: JSON?, preset: CooldownPolicy.Preset = .classic) -> CooldownPolicy {
    let cooldowns = config?["auth"]?["cooldowns"]
    var values: [SettingKey: String] = [.cooldownPreset: preset.rawValue]
    let keys: [(SettingKey, String)] = [
      (.billingBackoffHours, "billingBackoffHours"), (.billingMaxHours, "billingMaxHours"),
      (.failureWindowHours, "failureWindowHours"),
    ]
    for (key, name) in keys {
      values[key] = CooldownPolicy.imported(cooldowns?[name]?.double, for: key)
    }
    let entries = (cooldowns?["billingBackoffHoursByProvider"]?.object ?? [:]).map { key, value in
      (provider: key, hours: value.double)
    }
    values[.billingBackoffHoursByProvider] = CooldownPolicy.imported(byProvider: entries)
    return CooldownPolicy { values[$0] ?? $0.defaultValue }
  }
}

/// A state as `usageStats` would show it, in one order of members, without windows that ended by `now`.
func usage(_ state: ProfileState, now: Timestamp) -> JSON {
  func number(_ value: Int64) -> JSON { .number(JSONNumber(value)) }
  func active(_ window: ProfileWindow?) -> JSON? {
    // Spelt out, since `nil` alone would be the JSON null.
    window.flatMap { $0.until > now ? number($0.until.milliseconds) : JSON?.none }
  }
  let counts = state.failureCounts.filter { $0.value != 0 }.sorted {
    $0.key.rawValue < $1.key.rawValue
  }
  .map { ($0.key.rawValue, JSON?.some(number(Int64($0.value)))) }
  let disabled = active(state.disabled)
  return json([
    ("lastUsed", state.lastUsedAt.map { number($0.milliseconds) }),
    ("lastFailureAt", state.lastFailureAt.map { number($0.milliseconds) }),
    ("errorCount", number(Int64(state.errorCount))),
    ("failureCounts", counts.isEmpty ? nil : json(counts)),
    ("cooldownUntil", active(state.cooldown)), ("disabledUntil", disabled),
    (
      "disabledReason",
      disabled.flatMap { _ in state.disabled?.reason.map { .string($0.rawValue) } }
    ),
  ])
}
