/// The aliases that are in force for one scope, ready for lookup.
package struct AliasIndex: Sendable {
  /// An alias in force.
  package struct Entry: Equatable, Sendable {
    /// The name as written.
    package var name: String
    /// The model it stands for.
    package var target: ModelRef
    /// The scope that gave it, or nil for a built-in alias.
    package var scope: ScopeID?
  }

  /// The aliases in the order they were first given; a later one of the same name takes the earlier one's place.
  package private(set) var entries: [Entry] = []
  private var positions: [String: Int] = [:]
  private var silenced: Set<ModelRef> = []
  private var named: Set<ModelRef> = []

  /// Makes an index without aliases.
  package init() {}

  /// Makes the index of one scope.
  package init(_ aliases: [Alias], scope: ScopeID = .defaults) {
    add(aliases, scope: scope)
  }

  /// The index with further aliases on top; those of the same name replace what is here.
  package func adding(_ aliases: [Alias], scope: ScopeID) -> AliasIndex {
    guard !aliases.isEmpty else { return self }
    var copy = self
    copy.add(aliases, scope: scope)
    return copy
  }

  /// The index with those of `builtIns` whose model is among `configured`, has no alias of its own and is not
  /// switched off; a name that is taken stays with its owner.
  package func adding(builtIns: [BuiltInAlias], configured: [ModelRef]) -> AliasIndex {
    guard !builtIns.isEmpty else { return self }
    var present: Set<ModelRef> = []
    for ref in configured where builtIns.contains(where: { $0.target == ref }) {
      present.insert(ref)
    }
    var copy = self
    for alias in builtIns where present.contains(alias.target) {
      let free = positions[alias.name] == nil && !named.contains(alias.target)
      guard free, !silenced.contains(alias.target) else { continue }
      copy.insert(Entry(name: alias.name, target: alias.target, scope: nil), key: alias.name)
    }
    return copy
  }

  /// The alias that `name` means, looked up trimmed and without regard to case; nil when there is none.
  package func lookup(_ name: String) -> Entry? {
    if entries.isEmpty { return nil }
    return positions[Alias.lookupKey(name)].map { entries[$0] }
  }

  /// The names of `model` in order; names that a later alias took over are not among them.
  package func names(of model: ModelRef) -> [String] {
    entries.filter { $0.target == model }.map(\.name)
  }

  private mutating func add(_ aliases: [Alias], scope: ScopeID) {
    for alias in aliases {
      let key = Alias.lookupKey(alias.name)
      if key.isEmpty {
        silenced.insert(alias.target)
      } else {
        named.insert(alias.target)
        insert(Entry(name: alias.name, target: alias.target, scope: scope), key: key)
      }
    }
  }

  private mutating func insert(_ entry: Entry, key: String) {
    if let position = positions[key] {
      entries[position] = entry
    } else {
      positions[key] = entries.count
      entries.append(entry)
    }
  }
}
