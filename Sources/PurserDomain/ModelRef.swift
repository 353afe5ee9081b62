/// A model named in full: provider and model name, the name kept as written since it may hold `/`, `:` and capitals.
package struct ModelRef: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The provider's canonical id.
  package var provider: String
  /// The model's name at that provider, case kept.
  package var model: String

  /// Makes a reference of two parts as they are; neither is trimmed nor normalised (`ModelNaming` does that).
  package init(provider: String, model: String) {
    self.provider = provider
    self.model = model
  }

  /// The canonical key `provider/model`; a model that already begins with `provider/` is not doubled.
  package var key: String {
    let name = model.utf8
    let prefix = provider.utf8
    let repeats =
      name.count > prefix.count + 1 && name.starts(with: prefix)
      && name[name.index(name.startIndex, offsetBy: prefix.count)] == UInt8(ascii: "/")
    return repeats ? model : "\(provider)/\(model)"
  }

  package var description: String { key }

  package static func < (left: Self, right: Self) -> Bool {
    left.provider == right.provider
      ? left.model.utf8.lexicographicallyPrecedes(right.model.utf8)
      : left.provider.utf8.lexicographicallyPrecedes(right.provider.utf8)
  }
}
