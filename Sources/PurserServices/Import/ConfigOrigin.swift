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
    children[element] = nil
    if origin != child(element) { children[element] = origin }
  }

  mutating func set(_ path: ArraySlice<JSONPath.Element>, _ origin: ConfigOrigin) {
    guard let first = path.first else {
      self = origin
      return
    }
    // Taken out while it is changed, so that it is not copied.
    var below = children.removeValue(forKey: first) ?? child(first)
    below.set(path.dropFirst(), origin)
    set(first, below)
  }

  /// Forgets all elements of an array but those at `places`, which are in order and move up.
  mutating func keepElements(_ places: [Int]) {
    let before = self
    children = [:]
    for (place, old) in places.enumerated() { set(.index(place), before.child(.index(old))) }
  }
}
