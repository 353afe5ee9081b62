import JSONKit
import PurserDomain
import PurserStore

/// Aliases that an import does not keep, since they would hide a model, and what is written with them.
extension ScopeReader {
  /// Takes the aliases that would hide a model off `reading`: those whose name is the id of another one. Returns them.
  func dropShadows(
    of reading: inout ScopeReading, models: [String: Set<ModelRef>], at path: JSONPath
  ) -> [StoredAlias] {
    let keys = Dictionary(
      reading.modelSettings.map { ($0.ref, $0.written) }, uniquingKeysWith: { first, _ in first })
    var shadows: [StoredAlias] = []
    for alias in reading.aliases where !alias.name.isEmpty {
      let place = path.appending(keys[alias.ref] ?? "").appending("alias")
      if let owners = models[Alias.lookupKey(alias.name)], !owners.contains(alias.ref),
        let owner = owners.min()
      {
        shadows.append(alias)
        log.count(.aliases, \.skipped)
        log.skip(
          .aliases, place,
          "The alias \(alias.name.quoted) of \(alias.ref.key.quoted) is the name of the model "
            + "\(owner.key.quoted), which it would hide.",
          hint: "Choose another name.")
      } else if (try? Alias.validName(alias.name)) == nil {
        log.note(
          .aliases, place,
          "\(alias.name.quoted) is no name that a command would accept; it works and is kept.")
      }
    }
    // Of one name a scope has one alias.
    let hidden = Set(shadows.map(\.name))
    reading.aliases.removeAll { hidden.contains($0.name) }
    reading.aliases += switchingOff(shadows, beside: reading.aliases)
    return shadows
  }

  /// Makes routes and lines of `reading` that are written with an alias that is not kept name its model, as the gateway reads
  /// them; without the alias they would mean another one. `shadows` are those of the scope and those it inherits.
  func writeOut(
    _ shadows: [StoredAlias], in reading: inout ScopeReading, at path: JSONPath
  ) {
    guard !shadows.isEmpty else { return }
    let kept = Set(reading.aliases.map { Alias.lookupKey($0.name) })
    let gone = Dictionary(
      shadows.map { (Alias.lookupKey($0.name), $0) }, uniquingKeysWith: { first, _ in first })
    func written(_ text: String, _ kind: ImportKind, at place: JSONPath) -> String {
      let key = Alias.lookupKey(text)
      guard !kept.contains(key), let alias = gone[key] else { return text }
      log.note(
        kind, place,
        "\(text.quoted) means \(alias.ref.key.quoted) by an alias that is not kept; it is stored as "
          + "that model.")
      return alias.ref.key
    }
    for index in reading.routes.indices {
      let purpose = reading.routes[index].purpose
      let place = path.appending(
        ScopeReading.purposes.first { $0.purpose == purpose }?.key ?? .root)
      var route = reading.routes[index].route
      route.primary = route.primary.map { written($0, .routes, at: place) }
      route.fallbacks = route.fallbacks.map { written($0, .routes, at: place) }
      reading.routes[index].route = route
    }
    guard var list = reading.allowlist else { return }
    let place = path.appending("modelPolicy").appending("allow")
    for index in list.entries.indices where list.entries[index].source != .models {
      list.entries[index].pattern = written(
        list.entries[index].pattern, .allowlists, at: place)
    }
    var seen: Set<String> = []
    list.entries.removeAll { !seen.insert($0.pattern).inserted }
    reading.allowlist = list
  }

  /// Gives an agent what it inherits as its own, where that is written with an alias that means something else for the agent
  /// than for the defaults now that shadows are gone: its gateway reads what it inherits with the agent's aliases.
  ///
  /// `own` are the shadows of the agent, `defaults` is what stands at the defaults as it is written, and `inherited` are the
  /// shadows there.
  func writeOutInherited(
    _ own: [StoredAlias], in reading: inout ScopeReading, from defaults: ScopeReading,
    without inherited: [StoredAlias], at path: JSONPath
  ) {
    guard !own.isEmpty || !inherited.isEmpty else { return }
    let names = InheritedNames(own: own, kept: reading.aliases, inherited: inherited)
    func note(_ kind: ImportKind, _ text: String, _ place: JSONPath) {
      log.note(
        kind, place,
        "What the defaults write as \(text.quoted) is \(names.meaning(of: text).quoted) for this agent, "
          + "\(names.reason(text)); it is stored at the agent.")
    }
    for (purpose, above) in defaults.routes {
      let place = path.appending(
        ScopeReading.purposes.first { $0.purpose == purpose }?.key ?? .root)
      let index = reading.routes.firstIndex { $0.purpose == purpose }
      let route = index.map { reading.routes[$0].route } ?? StoredRoute()
      guard let (written, text) = names.inheriting(route, above) else { continue }
      note(.routes, text, place)
      if let index {
        reading.routes[index].route = written
      } else {
        log.count(.routes, \.read)
        reading.routes.append((purpose, written))
      }
    }
    guard reading.allowlist == nil, let above = defaults.allowlist,
      let text = above.entries.first(where: { $0.source != .models && names.differ($0.pattern) })
    else { return }
    let place = path.appending("modelPolicy").appending("allow")
    note(.allowlists, text.pattern, place)
    log.count(.allowlists, \.read)
    var list = above
    for index in list.entries.indices where list.entries[index].source != .models {
      list.entries[index].pattern = names.forAgent(list.entries[index].pattern)
    }
    var seen: Set<String> = []
    list.entries.removeAll { !seen.insert($0.pattern).inserted }
    reading.allowlist = list
  }
}

/// What texts of the defaults become for an agent, and what for the defaults, where shadows were taken off.
private struct InheritedNames {
  private let own: [String: String]
  private let kept: [String: String]
  private let inherited: [String: String]

  init(own: [StoredAlias], kept: [StoredAlias], inherited: [StoredAlias]) {
    func keys(_ aliases: [StoredAlias]) -> [String: String] {
      Dictionary(
        aliases.map { (Alias.lookupKey($0.name), $0.ref.key) },
        uniquingKeysWith: { first, _ in first })
    }
    self.own = keys(own)
    self.kept = keys(kept)
    self.inherited = keys(inherited)
  }

  /// What the defaults store for `text`.
  private func forDefaults(_ text: String) -> String { inherited[Alias.lookupKey(text)] ?? text }

  /// What the agent has to store for `text`, so that it keeps its meaning.
  func forAgent(_ text: String) -> String {
    let key = Alias.lookupKey(text)
    return own[key] ?? (kept[key] == nil ? forDefaults(text) : text)
  }

  /// The model that `text` is for the agent.
  func meaning(of text: String) -> String {
    let key = Alias.lookupKey(text)
    return own[key] ?? kept[key] ?? forDefaults(text)
  }

  /// Why that is so.
  func reason(_ text: String) -> String {
    own[Alias.lookupKey(text)] == nil ? "by its own alias" : "by an alias that is not kept"
  }

  /// Whether `text` means something else for the agent than what the defaults store.
  func differ(_ text: String) -> Bool { forAgent(text) != forDefaults(text) }

  /// Returns `route`, an agent's, with what it inherits of `above` written out, and the first text that asks for it; nil where
  /// it may go on inheriting.
  func inheriting(_ route: StoredRoute, _ above: StoredRoute) -> (StoredRoute, String)? {
    let inheritsFallbacks = route.policy == nil || route.policy == .inherit
    let texts =
      (route.primary == nil ? [above.primary].compactMap { $0 } : [])
      + (inheritsFallbacks ? above.fallbacks : [])
    guard let text = texts.first(where: differ) else { return nil }
    var written = route
    if inheritsFallbacks {
      written.fallbacks = above.fallbacks.map(forAgent)
      // An agent that inherits fallbacks ends with the primary of the defaults when its own failed.
      if route.primary != nil, let last = above.primary { written.fallbacks.append(forAgent(last)) }
      written.policy = written.fallbacks.isEmpty ? FallbackPolicy.none : .list
    }
    if route.primary == nil, let primary = above.primary, differ(primary) {
      written.primary = forAgent(primary)
    }
    return (written, text)
  }
}
