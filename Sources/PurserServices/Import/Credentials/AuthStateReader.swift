import JSONKit
import PurserDomain

/// What a gateway has learned of its credentials: order, last good ones and statistics.
struct ReadAuthState {
  /// The order of a provider's profiles.
  struct Order {
    /// Canonical.
    var provider: String
    var ids: [String]
    var path: JSONPath
  }

  /// The profile of a provider that served last.
  struct LastGood {
    /// Canonical.
    var provider: String
    var id: String
    var path: JSONPath
  }

  /// The statistics of a profile.
  struct Statistics {
    var id: String
    /// A window whose beginning is not known begins where it ends; its model has the name that stands in the file.
    var state: ProfileState
    var path: JSONPath
  }

  var orders: [Order] = []
  var lastGood: [LastGood] = []
  var statistics: [Statistics] = []
}

/// Reads the members `order`, `lastGood` and `usageStats` of a document.
struct AuthStateReader {
  let log: ImportLog
  /// Whether an empty list is an order that selects nothing; to older gateways it is none.
  let keepsEmptyOrders: Bool
  var naming = ModelNaming.standard

  /// Reads the members of `document`.
  func read(_ document: JSONObject) -> ReadAuthState {
    var state = ReadAuthState()
    state.orders = orders(document["order"])
    state.lastGood = lastGood(document["lastGood"])
    let members = object(document["usageStats"], "usageStats", .profileStates)
    var unread: Set<String> = []
    for (id, value) in members where !SecretToken.isKnownKey(in: id) {
      log.count(.profileStates, \.read)
      let path: JSONPath = ["usageStats", .key(id)]
      if let object = value.object {
        for name in object.keys where !StatisticsReader.names.contains(name) { unread.insert(name) }
        let known = statistics(object, at: path)
        state.statistics.append(.init(id: id.trimmed, state: known, path: path))
      } else {
        log.count(.profileStates, \.skipped)
        log.skip(.profileStates, path, "Statistics must be an object, not \(value.kind).")
      }
    }
    if !unread.isEmpty {
      let names = unread.sorted().prefix(20).map(\.quoted).joined(separator: ", ")
      log.skip(
        .profileStates, ["usageStats"], "Members of statistics that Purser does not keep: \(names)."
      )
    }
    return state
  }

  private func object(_ value: JSON?, _ name: String, _ kind: ImportKind) -> JSONObject {
    guard let value, !value.isNull else { return [:] }
    if let object = value.object { return object }
    log.countSkipped(kind)
    log.skip(kind, [.key(name)], "'\(name)' must be an object, not \(value.kind).")
    return [:]
  }

  private func orders(_ value: JSON?) -> [ReadAuthState.Order] {
    let reader = OrderReader(log: log, keepsEmpty: keepsEmptyOrders, naming: naming)
    return reader.read(object(value, "order", .profileOrders), at: ["order"])
  }

  private func lastGood(_ value: JSON?) -> [ReadAuthState.LastGood] {
    object(value, "lastGood", .profileStates).compactMap { provider, value in
      guard let id = value.string?.trimmed, !id.isEmpty, !SecretToken.isKnownKey(in: id),
        !SecretToken.isKnownKey(in: provider)
      else { return nil }
      return .init(
        provider: naming.provider(provider), id: id, path: ["lastGood", .key(provider)])
    }
  }

  private func statistics(_ object: JSONObject, at path: JSONPath) -> ProfileState {
    var state = ProfileState()
    let reader = StatisticsReader(log: log, object: object, path: path)
    state.lastUsedAt = reader.instant("lastUsed")
    state.lastFailureAt = reader.instant("lastFailureAt")
    state.cooldown = reader.window("cooldown")
    state.disabled = reader.window("disabled")
    state.block = reader.window("blocked")
    state.errorCount = reader.count(object["errorCount"])
    for (name, value) in object["failureCounts"]?.object ?? [:] {
      let count = reader.count(value)
      if count > 0, let reason = StatisticsReader.reason(name) {
        state.failureCounts[reason, default: 0] += count
      }
    }
    state.ladder = ProfileState.ladder(
      errorCount: state.errorCount, failureCounts: state.failureCounts)
    return state
  }
}

/// Reads the members of one profile's statistics.
private struct StatisticsReader {
  /// A larger count is not believed.
  private static let largestCount = 1_000_000.0
  /// The members that are read.
  static let names: Set<String> = [
    "lastUsed", "lastFailureAt", "errorCount", "failureCounts", "cooldownUntil", "cooldownReason",
    "cooldownModel", "disabledUntil", "disabledReason", "disabledModel", "blockedUntil",
    "blockedReason", "blockedModel", "blockedScope",
  ]

  let log: ImportLog
  let object: JSONObject
  let path: JSONPath

  /// The class of failure that gateways call `name`.
  static func reason(_ name: String) -> FailureClass? {
    name == "subscription_limit" ? .rateLimit : FailureClass(rawValue: name)
  }

  /// An instant in milliseconds; nil for 0, for what is below it and for what is no number.
  func instant(_ name: String) -> Timestamp? {
    guard let value = object[name], !value.isNull else { return nil }
    let number = value.double ?? .nan
    if number == 0 { return nil }
    guard let whole = Int64(exactly: number.rounded(.down)), whole > 0,
      whole <= StoredCredential.latestExpiry
    else {
      log.note(
        .profileStates, path.appending(name), "'\(name)' is no instant and was taken as not set.")
      return nil
    }
    if whole < ProfileExpiry.secondsBelow {
      let taken = Int64((number * 1000).rounded(.down))
      log.note(
        .profileStates, path.appending(name),
        "'\(name)' is \((value.number?.text ?? "").printable(limit: 40)), which is in seconds; it was taken as "
          + "\(taken) milliseconds.")
      return Timestamp(milliseconds: taken)
    }
    return Timestamp(milliseconds: whole)
  }

  /// Whether `text` is a word and not what a provider said, which may repeat a key.
  private static func isWord(_ text: String) -> Bool {
    text.utf8.count <= 40 && !SecretShape.matches(text)
      && text.utf8.allSatisfy {
        $0 == UInt8(ascii: "_") || $0 == UInt8(ascii: "-") || SecretToken.isAlphanumeric($0)
      }
  }

  /// The window whose members begin with `kind`; nil when there is none.
  func window(_ kind: String) -> ProfileWindow? {
    guard let until = instant(kind + "Until") else { return nil }
    var reason: FailureClass?
    if let name = object[kind + "Reason"]?.string {
      reason = Self.reason(name)
      if reason == nil {
        log.note(
          .profileStates, path.appending(kind + "Reason"),
          Self.isWord(name)
            ? "The reason \(name.quoted) is not known and was left out."
            : "What stands for the reason is no word for one and was left out.")
      }
    }
    // A block without a word on its scope is one of the whole profile. [research/selection-and-auth.md E17]
    let isOfModel = kind != "blocked" || object["blockedScope"]?.string == "model"
    let written = isOfModel ? object[kind + "Model"]?.string?.trimmed ?? "" : ""
    let model = written.printable(limit: 256)
    return ProfileWindow(
      since: until, until: until, reason: reason, model: model.isEmpty ? nil : model)
  }

  /// A count; 0 for what is none.
  func count(_ value: JSON?) -> Int {
    guard let number = value?.double, number > 0 else { return 0 }
    return Int(min(number, Self.largestCount))
  }
}
