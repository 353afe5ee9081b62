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
    value = value.replacing(path.elements[...], with: part.value) ?? .null
    origin.set(path.elements[...], part.origin)
  }

  /// Puts `new` at `path`, as something that the part at `source` says.
  mutating func put(_ new: JSON, at path: JSONPath, from source: JSONPath) {
    put(ConfigTree(new, origin.part(source.elements)), at: path)
  }

  /// Takes the part at `path` out; elements behind it move up.
  mutating func remove(_ path: JSONPath) {
    guard let last = path.elements.last, let parent = path.parent, let above = value[parent] else {
      return
    }
    if case .index(let index) = last, let count = above.array?.count {
      var parentOrigin = origin.part(parent.elements)
      parentOrigin.removeElement(index, count: count)
      origin.set(parent.elements[...], parentOrigin)
    }
    value = value.replacing(path.elements[...], with: nil) ?? .null
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

extension JSON {
  /// This value with `new` at `path`, or without what is there for nil; nil when that is the value
  /// itself. Objects are made on the way; a step that does not fit the value in its place changes
  /// nothing.
  fileprivate func replacing(_ path: ArraySlice<JSONPath.Element>, with new: JSON?) -> JSON? {
    guard let first = path.first else { return new }
    switch (first, self) {
    case (.key(let key), .object(var object)):
      guard object.contains(key) || new != nil else { return self }
      object[key] = (object[key] ?? [:]).replacing(path.dropFirst(), with: new)
      return .object(object)
    case (.index(let index), .array(var elements)):
      guard index < elements.count else {
        if let new, index == elements.count { elements.append(new) }
        return .array(elements)
      }
      if let changed = elements[index].replacing(path.dropFirst(), with: new) {
        elements[index] = changed
      } else {
        elements.remove(at: index)
      }
      return .array(elements)
    default: return self
    }
  }
}
