import JSONKit

/// Which file, and which place in it, each part of a configuration came from.
///
/// A part without an entry of its own came from the place below its parent's; so a configuration of
/// one file that was not rearranged has a single entry.
struct ConfigOrigin: Equatable {
  struct Source: Equatable {
    var file: Int
    var path: JSONPath
  }

  var source: Source?
  private var children: [JSONPath.Element: ConfigOrigin] = [:]

  init(_ source: Source?) {
    self.source = source
  }

  /// The origin of the part at `element`.
  func child(_ element: JSONPath.Element) -> ConfigOrigin {
    if let own = children[element] { return own }
    return ConfigOrigin(
      source.map { Source(file: $0.file, path: JSONPath($0.path.elements + [element])) })
  }

  /// The origin of the part at `path`.
  func part(_ path: some Sequence<JSONPath.Element>) -> ConfigOrigin {
    path.reduce(self) { $0.child($1) }
  }

  mutating func set(_ element: JSONPath.Element, _ origin: ConfigOrigin) {
    if origin != child(element) { children[element] = origin }
  }

  mutating func set(_ path: ArraySlice<JSONPath.Element>, _ origin: ConfigOrigin) {
    guard let first = path.first else {
      self = origin
      return
    }
    var below = child(first)
    below.set(path.dropFirst(), origin)
    set(first, below)
  }

  /// Forgets the element `index` of an array that had `count`; those behind it move up.
  mutating func removeElement(_ index: Int, count: Int) {
    for place in index..<max(index, count - 1) {
      children[.index(place)] = child(.index(place + 1))
    }
    children[.index(count - 1)] = nil
  }
}
