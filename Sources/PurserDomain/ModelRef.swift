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

  /// The canonical key `provider/model`.
  ///
  /// A model that already begins with its provider is not doubled where reading the key gives the same reference:
  /// `openrouter/auto` stands for provider `openrouter`, model `openrouter/auto`.
  package var key: String {
    guard let rest = model.droppingPrefix(provider), let rest = rest.droppingPrefix("/"),
      !rest.isEmpty, ModelNaming.standard.reference(provider: provider, model: rest) == self
    else { return "\(provider)/\(model)" }
    return model
  }

  package var description: String { key }

  package static func < (left: Self, right: Self) -> Bool {
    left.provider == right.provider
      ? left.model.utf8.lexicographicallyPrecedes(right.model.utf8)
      : left.provider.utf8.lexicographicallyPrecedes(right.provider.utf8)
  }
}
