import JSONKit
import PurserDomain
import PurserStore

/// What a configuration says at one scope, apart from providers.
struct ScopeReading {
  var scope: ScopeID
  /// Where it stands in the configuration.
  var path: JSONPath
  /// The purposes it says anything about.
  var routes: [(purpose: Purpose, route: StoredRoute)] = []
  /// In list order; of one name only the one that counts.
  var aliases: [StoredAlias] = []
  /// The models of entries that say nothing of an alias.
  var unaliased: Set<ModelRef> = []
  /// In list order, each model once.
  var modelSettings: [StoredModelSetting] = []
  /// Nil when it says nothing about which models may be chosen.
  var allowlist: StoredAllowlist?

  /// The key of a configuration that each purpose stands under.
  static let purposes: [(key: JSONPath, purpose: Purpose)] = [
    (["model"], .text), (["imageModel"], .image), (["utilityModel"], .utility),
    (["pdfModel"], .pdf), (["imageGenerationModel"], .imageGeneration),
    (["subagents", "model"], .subagent),
  ]
}

/// Reads what `agents.defaults` or an agent's entry says about models.
struct ScopeReader {
  let log: ImportLog
  let context: CredentialContext
  /// What an agent with a model of its own and no word on fallbacks means, by the age of its gateway.
  let unsaidFallbacks: FallbackPolicy
  /// Whether the loader left out parts of the list or map at a place, so that less than was written is left.
  let hasGaps: (JSONPath) -> Bool
  var naming = ModelNaming.standard

  private var defaultProvider: String { naming.defaultModel.provider }

  /// Reads `members`, which stand at `path`, for `scope`.
  func read(_ members: JSONObject, scope: ScopeID, at path: JSONPath) throws -> ScopeReading {
    var reading = ScopeReading(scope: scope, path: path)
    let value = JSON.object(members)
    for (key, purpose) in ScopeReading.purposes {
      guard let choice = value[key] else { continue }
      let route = route(choice, purpose, isAgent: scope.agent != nil, at: path.appending(key))
      if let route { reading.routes.append((purpose, route)) }
    }
    try readModels(value["models"], into: &reading, at: path.appending("models"))
    reading.allowlist = allowlist(value, scope, at: path)
    return reading
  }

  // MARK: Routes

  private func route(
    _ value: JSON, _ purpose: Purpose, isAgent: Bool, at path: JSONPath
  ) -> StoredRoute? {
    if value.isNull { return nil }
    log.count(.routes, \.read)
    let known = log.skipCount
    var route = StoredRoute()
    var saysFallbacks = false
    switch value {
    case .string(let text): route.primary = primary(text, purpose, at: path)
    case .object(let object):
      reportMembers(object, purpose, at: path)
      if let text = object["primary"]?.string {
        route.primary = primary(text, purpose, at: path.appending("primary"))
      }
      if let list = object["fallbacks"]?.array {
        saysFallbacks = true
        route.fallbacks = fallbacks(list, at: path.appending("fallbacks"))
        // A list whose entries are all unusable is not the same as no list.
        let isEmpty = list.isEmpty && !hasGaps(path.appending("fallbacks"))
        route.policy = isEmpty ? FallbackPolicy.none : .list
      }
    default: log.skip(.routes, path, "A model must be text or an object, not \(value.kind).")
    }
    if isAgent, !saysFallbacks, route.primary != nil { route.policy = unsaidFallbacks }
    guard !route.isEmpty else {
      log.count(.routes, \.skipped)
      if log.skipCount == known, !hasGaps(path) {
        log.skip(.routes, path, "The entry names no model.")
      }
      return nil
    }
    return route
  }

  /// Names the members of a route that are not used. Those of most purposes were named in loading, which took away what
  /// cannot be used.
  private func reportMembers(_ object: JSONObject, _ purpose: Purpose, at path: JSONPath) {
    let isChecked = purpose != .utility && purpose != .subagent
    for (name, value) in object where !value.isNull {
      let place = path.appending(name)
      switch name {
      case "primary" where value.string == nil:
        log.skip(.routes, place, "A model must be text, not \(value.kind).")
      case "fallbacks" where value.array == nil:
        log.skip(.routes, place, "The fallbacks must be a list, not \(value.kind).")
      case "primary", "fallbacks", "timeoutMs": break
      default:
        if !isChecked {
          log.note(.routes, place, "Unknown key '\(name.printable(limit: 80))'.")
        }
      }
    }
  }

  private func primary(_ written: String, _ purpose: Purpose, at path: JSONPath) -> String? {
    let text = written.trimmed
    if text.isEmpty {
      // The one purpose where blank has a meaning of its own: no small model at all.
      if purpose == .utility { return "" }
      log.skip(.routes, path, "The model is blank.")
      return nil
    }
    return reference(text, at: path)
  }

  private func fallbacks(_ list: [JSON], at path: JSONPath) -> [String] {
    list.enumerated().compactMap { index, value in
      let place = path.appending(index)
      guard let text = value.string?.trimmed, !text.isEmpty else {
        log.skip(.routes, place, "A fallback must be the name of a model.")
        return nil
      }
      return reference(text, at: place)
    }
  }

  private func reference(_ text: String, at path: JSONPath) -> String? {
    if log.leavesOut(keyIn: text, as: "a model", .routes, path) { return nil }
    guard !text.hasUnprintable, text.utf8.count <= TextLimit.reference else {
      log.skip(.routes, path, "The name holds a control character or is too long.")
      return nil
    }
    if naming.reference(text, defaultProvider: defaultProvider) == nil {
      log.note(.routes, path, "\(text.quoted) names no model; it is kept as written.")
    }
    return text
  }

  // MARK: Allowlists

  private func allowlist(
    _ value: JSON, _ scope: ScopeID, at path: JSONPath
  ) -> StoredAllowlist? {
    let policyPath = path.appending("modelPolicy")
    let isBroken = hasGaps(policyPath)
    var allow = value["modelPolicy"]?["allow"]?.array?.compactMap(\.string)
    if isBroken { allow = allow ?? [] }
    let mapPath = path.appending("models")
    let keys = value["models"]?.object?.keys ?? []
    guard allow != nil || (scope == .defaults && (!keys.isEmpty || hasGaps(mapPath))) else {
      return nil
    }
    log.count(.allowlists, \.read)
    var policy = AllowPolicy.imported(scope: scope, allow: allow, mapKeys: keys)
    // What could not be read was meant to limit: it never widens.
    if isBroken || (allow == nil && keys.isEmpty) { policy.mode = .only }
    let place = allow == nil ? mapPath : policyPath.appending("allow")
    var seen: Set<String> = []
    policy.entries = policy.entries.enumerated().compactMap { index, entry in
      let path = allow == nil ? place.appending(entry.pattern) : place.appending(index)
      // A key of the map was told of with the entry.
      let isKey = entry.source == .models && SecretToken.isKnownKey(in: entry.pattern)
      return !isKey && isKept(entry, at: path) && seen.insert(entry.pattern).inserted ? entry : nil
    }
    if policy.mode == .only, policy.entries.isEmpty {
      log.note(
        .allowlists, place, "The list has no usable line, so no model may be chosen.",
        hint: "purser models allow add PROVIDER/MODEL")
    }
    return StoredAllowlist(mode: policy.mode, entries: policy.entries)
  }

  /// Whether a line can be stored; one that means nothing is kept as written, since leaving it out could
  /// change what the others mean.
  private func isKept(_ entry: AllowEntry, at path: JSONPath) -> Bool {
    if log.leavesOut(keyIn: entry.pattern, as: "a model", .allowlists, path) { return false }
    guard !entry.pattern.isEmpty, !entry.pattern.hasUnprintable,
      entry.pattern.utf8.count <= TextLimit.reference
    else {
      log.skip(.allowlists, path, "The line is empty, too long, or holds a control character.")
      return false
    }
    do throws(AllowPattern.Fault) {
      if entry.source == .models {
        _ = try AllowPattern(
          mapKey: entry.pattern, naming: naming, defaultProvider: defaultProvider)
      } else {
        _ = try AllowPattern(entry.pattern, resolver: ModelResolver(naming: naming))
      }
    } catch {
      log.note(
        .allowlists, path, "\(entry.pattern.quoted) allows nothing: \(error.rawValue).",
        hint: "Write provider/model, provider/* or provider/prefix/*.")
    }
    return true
  }
}
