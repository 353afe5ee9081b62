import JSONKit

/// A part of a configuration together with where it came from.
struct ConfigTree {
  private(set) var value: JSON
  private(set) var origin: ConfigOrigin

  init(_ value: JSON, _ origin: ConfigOrigin) {
    self.value = value
    self.origin = origin
  }

  subscript(path: JSONPath) -> JSON? { value[path] }

  /// The part at `path`; nil when there is none.
  func part(_ path: JSONPath) -> ConfigTree? {
    value[path].map { ConfigTree($0, origin.part(path.elements)) }
  }

  /// Puts `part` at `path`, making the objects above it; an index one past the end appends.
  mutating func put(_ part: ConfigTree, at path: JSONPath) {
    value.replace(path.elements[...], with: part.value)
    origin.set(path.elements[...], part.origin)
  }

  /// Puts `new` at `path`, as something that the part at `source` says.
  mutating func put(_ new: JSON, at path: JSONPath, from source: JSONPath) {
    put(ConfigTree(new, origin.part(source.elements)), at: path)
  }

  /// Takes the member at `path` out of its object.
  mutating func remove(_ path: JSONPath) {
    guard case .key? = path.elements.last else { return }
    value.replace(path.elements[...], with: nil)
  }

  /// This part with `other` laid over it: objects are merged, arrays strung together, and of
  /// anything else the later one counts. [research/cli-and-formats.md 12.3]
  func merged(with other: ConfigTree) -> ConfigTree {
    switch (value, other.value) {
    case (.array(let own), .array(let added)):
      var result = ConfigTree(.array(own + added), origin)
      for place in added.indices {
        result.origin.set(.index(own.count + place), other.origin.child(.index(place)))
      }
      return result
    case (.object(var object), .object(let added)):
      var origin = origin
      for (key, value) in added {
        var member = ConfigTree(value, other.origin.child(.key(key)))
        if let present = object[key] {
          member = ConfigTree(present, origin.child(.key(key))).merged(with: member)
        }
        object[key] = member.value
        origin.set(.key(key), member.origin)
      }
      return ConfigTree(.object(object), origin)
    default: return other
    }
  }

  /// This part with what `other` has and it lacks; nothing present is changed.
  func filled(from other: ConfigTree) -> ConfigTree {
    guard case .object(var object) = value, case .object(let added) = other.value else {
      return self
    }
    var origin = origin
    for (key, value) in added {
      var member = ConfigTree(value, other.origin.child(.key(key)))
      if let present = object[key] {
        member = ConfigTree(present, origin.child(.key(key))).filled(from: member)
      }
      object[key] = member.value
      origin.set(.key(key), member.origin)
    }
    return ConfigTree(.object(object), origin)
  }
}

extension ConfigTree {
  /// The parts of a value that are to go, by their steps from it.
  private struct Removal {
    var isWhole = false
    var below: [JSONPath.Element: Removal] = [:]

    mutating func add(_ path: ArraySlice<JSONPath.Element>) {
      guard let first = path.first else {
        isWhole = true
        return
      }
      below[first, default: Removal()].add(path.dropFirst())
    }
  }

  /// Takes the parts at all of `paths` out, which name them as they stand before; elements behind one of a list move up.
  mutating func remove(all paths: [JSONPath]) {
    guard !paths.isEmpty else { return }
    var removal = Removal()
    for path in paths { removal.add(path.elements[...]) }
    remove(removal)
  }

  /// Goes through each list and object once, however many of its parts are to go.
  private mutating func remove(_ removal: Removal) {
    switch value {
    case .array(let elements):
      var kept: [JSON] = []
      var places: [Int] = []
      for (place, element) in elements.enumerated() {
        guard let left = without(removal, .index(place), element) else { continue }
        kept.append(left)
        places.append(place)
      }
      value = .array(kept)
      if places.count < elements.count { origin.keepElements(places) }
    case .object(let object):
      var kept: [(key: String, value: JSON)] = []
      for (key, member) in object {
        guard let left = without(removal, .key(key), member) else { continue }
        kept.append((key, left))
      }
      value = .object(JSONObject(kept))
    default: break
    }
  }

  /// Returns what is left of `part`, which stands at `element`; nil when all of it goes.
  private mutating func without(
    _ removal: Removal, _ element: JSONPath.Element, _ part: JSON
  ) -> JSON? {
    guard let below = removal.below[element] else { return part }
    // A nil in an expression of two would be JSON's null.
    guard !below.isWhole else { return .none }
    var tree = ConfigTree(part, origin.child(element))
    tree.remove(below)
    origin.set(element, tree.origin)
    return tree.value
  }
}

extension JSON {
  /// Puts `new` at `path`, or takes the member there out for nil. Objects are made on the way; a step that does not fit the
  /// value in its place changes nothing.
  ///
  /// A list is changed where it is: with a copy for each of its elements, a change of them all would take the square of
  /// their number.
  fileprivate mutating func replace(_ path: ArraySlice<JSONPath.Element>, with new: JSON?) {
    guard let first = path.first else {
      if let new { self = new }
      return
    }
    let rest = path.dropFirst()
    switch first {
    case .key(let key):
      guard case .object(var object) = self, object.contains(key) || new != nil else { return }
      self = .null
      if rest.isEmpty {
        object[key] = new
      } else {
        var member = object[key] ?? [:]
        object[key] = JSON.null
        member.replace(rest, with: new)
        object[key] = member
      }
      self = .object(object)
    case .index(let index):
      guard case .array(var elements) = self else { return }
      self = .null
      if index < elements.count {
        var element = elements[index]
        elements[index] = .null
        element.replace(rest, with: new)
        elements[index] = element
      } else if let new, index == elements.count {
        elements.append(new)
      }
      self = .array(elements)
    }
  }
}
