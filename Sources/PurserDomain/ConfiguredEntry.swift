/// A model that the configuration names, with the places that name it.
package struct ConfiguredEntry: Equatable, Sendable {
  /// The model.
  package var ref: ModelRef
  /// The places in the order they were met: `default`, `fallback#1`, `image`, `img-fallback#1`, `configured`.
  package var tags: [String]
  /// Its aliases in order.
  package var aliases: [String]

  /// The canonical key.
  package var key: String { ref.key }

  /// The configured models in order of first appearance: text primary, text fallbacks, image primary, image
  /// fallbacks, then `configured`; one entry per model.
  ///
  /// A fallback keeps the number it has in the list as configured, where unreadable ones are skipped but counted.
  package static func list(
    text: EffectiveRoute, image: EffectiveRoute?, configured: [ModelRef], aliases: AliasIndex
  ) -> [ConfiguredEntry] {
    var entries: [ConfiguredEntry] = []
    var places: [ModelRef: Int] = [:]
    func note(_ ref: ModelRef?, _ tag: String) {
      guard let ref else { return }
      if let place = places[ref] {
        if !entries[place].tags.contains(tag) { entries[place].tags.append(tag) }
        return
      }
      places[ref] = entries.count
      entries.append(ConfiguredEntry(ref: ref, tags: [tag], aliases: []))
    }

    note(text.primary?.ref, "default")
    for (index, fallback) in text.fallbacks.enumerated() {
      note(fallback.resolution?.ref, "fallback#\(index + 1)")
    }
    note(image?.primary?.ref, "image")
    for (index, fallback) in (image?.fallbacks ?? []).enumerated() {
      note(fallback.resolution?.ref, "img-fallback#\(index + 1)")
    }
    for ref in configured { note(ref, "configured") }
    // One pass over the aliases, not one for each model: there may be thousands of both.
    for alias in aliases.entries {
      if let place = places[alias.target] { entries[place].aliases.append(alias.name) }
    }
    return entries
  }
}
