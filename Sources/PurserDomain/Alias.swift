/// A short name for a model, at one scope. The empty name switches the built-in alias of the model off.
package struct Alias: Hashable, Sendable {
  /// The name as written; looked up without regard to case.
  package var name: String
  /// The model it stands for.
  package var target: ModelRef

  /// Makes an alias of a name as it is.
  package init(name: String, target: ModelRef) {
    self.name = name
    self.target = target
  }

  /// The text names are looked up by: trimmed and lower case.
  package static func lookupKey(_ name: String) -> String { name.trimmed.scriptLowercased }

  /// Returns `name` trimmed when it may be given to a model: one or more of letters, digits, `_`, `.`, `:` and `-`.
  /// Throws `invalid` otherwise; a slash in particular would make the name look like a reference.
  package static func validName(_ name: String) throws(DomainError) -> String {
    let trimmed = name.trimmed
    let shown = trimmed.printable(limit: 80)
    guard !trimmed.isEmpty else {
      throw DomainError(.invalid, "Alias cannot be empty.", subject: shown)
    }
    guard trimmed.utf8.allSatisfy(isAliasByte) else {
      throw DomainError(
        .invalid, "Alias must use letters, numbers, dots, underscores, colons, or dashes.",
        subject: shown)
    }
    return trimmed
  }
}

private func isAliasByte(_ byte: UInt8) -> Bool {
  switch byte {
  case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
    UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"), UInt8(ascii: "."),
    UInt8(ascii: ":"), UInt8(ascii: "-"):
    true
  default: false
  }
}

/// One entry of a `models` map as a file spells it: the key, and its alias where the entry has one.
package struct ModelsMapEntry: Equatable, Sendable {
  /// The key as written.
  package var key: String
  /// The alias as written; empty switches the built-in one off; nil when the entry has no such member.
  package var alias: String?

  /// Makes an entry.
  package init(key: String, alias: String? = nil) {
    self.key = key
    self.alias = alias
  }
}

extension ModelNaming {
  /// The models that the keys of a `models` map name, in file order without repetition; unreadable keys are left out.
  package func models(of map: [ModelsMapEntry], defaultProvider: String) -> [ModelRef] {
    var seen: Set<ModelRef> = []
    return map.compactMap { reference($0.key, defaultProvider: defaultProvider) }
      .filter { seen.insert($0).inserted }
  }

  /// The aliases of a `models` map in file order, blank ones as empty names; entries with unreadable keys are left out.
  package func aliases(of map: [ModelsMapEntry], defaultProvider: String) -> [Alias] {
    map.compactMap { entry in
      guard let alias = entry.alias,
        let target = reference(entry.key, defaultProvider: defaultProvider)
      else { return nil }
      return Alias(name: alias.trimmed, target: target)
    }
  }
}
