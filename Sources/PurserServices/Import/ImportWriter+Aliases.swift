import JSONKit
import PurserDomain
import PurserStore

extension ImportWriter {
  /// Removes the aliases that entries of the map had and have no longer, and says so. Returns their models.
  ///
  /// An entry has one alias, so another one replaces what the model had. Of an entry without any only those go that an
  /// import brought: a command may have added the others, which the directory never mentioned.
  func removeAliases(replacedBy reading: ScopeReading) throws -> Set<ModelRef> {
    let old = stored.aliases[reading.scope] ?? []
    if old.isEmpty || reading.modelSettings.isEmpty { return [] }
    var names: [ModelRef: [String]] = [:]
    var kept: Set<String> = []
    for alias in reading.aliases {
      names[alias.ref, default: []].append(alias.name)
      kept.insert(Alias.lookupKey(alias.name))
    }
    let bare = old.filter { reading.unaliased.contains($0.ref) }
    let imported = try bare.isEmpty ? [] : importedAliases(among: bare)
    var changed: Set<ModelRef> = []
    log.agent = reading.scope.agent
    defer { log.agent = nil }
    let keys = Dictionary(
      reading.modelSettings.map { ($0.ref, $0.written) }, uniquingKeysWith: { first, _ in first })
    func note(_ alias: StoredAlias, _ reason: String) {
      let path = keys[alias.ref].map { reading.path.appending("models").appending($0) }
      self.note(alias, reason, at: path ?? reading.path)
    }
    for alias in old {
      // A name that the map has is moved with it, and the empty one keeps the built-in alias off beside any other.
      guard alias.name.isEmpty || !kept.contains(Alias.lookupKey(alias.name)) else { continue }
      if let names = names[alias.ref] {
        if alias.name.isEmpty { continue }
        let others = names.filter { !$0.isEmpty }.map(\.quoted).joined(separator: " and ")
        note(alias, others.isEmpty ? "its entry has none now" : "its entry has \(others) now")
      } else if imported.contains(alias) {
        note(alias, "its entry no longer has one")
      } else {
        continue
      }
      try session.aliases.delete(alias)
      changed.insert(alias.ref)
    }
    return changed
  }

  private func note(_ alias: StoredAlias, _ reason: String, at path: JSONPath) {
    let model = alias.ref.key.quoted
    log.note(
      .aliases, path,
      alias.name.isEmpty
        ? "The built-in alias of \(model) is not switched off any more: \(reason)."
        : "The alias \(alias.name.quoted) of \(model) is removed: \(reason).")
  }

  /// Returns those of `aliases`, which stand at one scope, that an import wrote last.
  private func importedAliases(among aliases: [StoredAlias]) throws -> Set<StoredAlias> {
    guard let scope = aliases.first?.scope.text else { return [] }
    let trail = session.trail
    var history = TableHistory(of: "alias", at: scope, before: session.eventID, in: trail)
    var isImport: [Int64: Bool] = [:]
    var imported: Set<StoredAlias> = []
    for alias in aliases {
      let parts = [scope, alias.name, alias.ref.provider, alias.ref.model]
      let key = TrailKey.of(parts)
      guard let event = try history.newest(of: key)?.event else { continue }
      if isImport[event] == nil {
        isImport[event] = try trail.intent(of: event)?.isImport == true
      }
      if isImport[event] == true { imported.insert(alias) }
    }
    return imported
  }
}
