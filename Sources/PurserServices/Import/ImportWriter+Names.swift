import PurserDomain
import PurserStore

extension ImportWriter {
  /// Returns `read` with the names that the store has, where they are those of `read` with the values of variables
  /// that are not set here.
  func keepingFilled(_ read: ScopeReading) -> ScopeReading {
    var result = read
    for (index, (purpose, route)) in read.routes.enumerated() {
      guard let old = stored.routes[read.scope]?[purpose], old != route else { continue }
      if let known = Self.filled(route.primary, old.primary) {
        result.routes[index].route.primary = known
      }
      for (place, (name, known)) in zip(route.fallbacks, old.fallbacks).enumerated() {
        guard let known = Self.filled(name, known) else { continue }
        result.routes[index].route.fallbacks[place] = known
      }
    }
    for (index, alias) in read.aliases.enumerated() where alias.name.holds("$") {
      let known = stored.aliases[read.scope]?.first { old in
        old.ref == alias.ref && Self.filled(alias.name, old.name) != nil
      }
      if let known { result.aliases[index].name = known.name }
    }
    guard let allowlist = read.allowlist, let old = stored.allowlists[read.scope] else {
      return result
    }
    for (place, (entry, known)) in zip(allowlist.entries, old.entries).enumerated() {
      // A line that somebody added is none that this one was filled in to, and keys are never filled in.
      guard entry.source == .policy, known.source == .policy,
        let known = Self.filled(entry.pattern, known.pattern),
        !allowlist.entries.contains(where: { $0.pattern == known })
      else { continue }
      result.allowlist?.entries[place].pattern = known
    }
    return result
  }

  /// Returns `read` with the addresses and names that the store has, where they are those of `read` with the values of
  /// variables that are not set here.
  func keepingFilled(_ read: ReadProvider) -> ReadProvider {
    let place = StoredState.Place(scope: .defaults, provider: read.definition.id)
    guard let old = stored.providers[place] else { return read }
    var result = read
    if let known = Self.filled(read.definition.baseURL, old.baseURL) {
      result.definition.baseURL = known
    }
    if let known = Self.filled(read.definition.api, old.api) { result.definition.api = known }
    let models = stored.models[place] ?? []
    for (index, model) in read.models.enumerated() {
      if model.id.holds("$"), models.indices.contains(index),
        let known = Self.filled(model.id, models[index].id),
        !read.models.contains(where: { $0.id == known })
      {
        result.models[index].id = known
      }
      let texts = [model.baseURL, model.name, model.api]
      guard texts.contains(where: { $0?.holds("$") == true }),
        let before = models.first(where: { $0.id == result.models[index].id })
      else { continue }
      if let known = Self.filled(model.baseURL, before.baseURL) {
        result.models[index].baseURL = known
      }
      if let known = Self.filled(model.name, before.name) { result.models[index].name = known }
      if let known = Self.filled(model.api, before.api) { result.models[index].api = known }
    }
    return result
  }

  /// The text that the store has, where it is `written` with the values of variables that are not set here, none of
  /// which may be a credential.
  static func filled(_ written: String?, _ old: String?) -> String? {
    guard let written, let old, written != old, written.holds("$"),
      let values = EnvironmentText.values(of: written, in: old),
      !values.contains(where: {
        VariableValue.mayBeSecret($0.value, of: $0.name) || $0.value.holds("$")
      })
    else { return nil }
    return old
  }
}
