/// The way from a document's root to a value.
package struct JSONPath: Hashable, Sendable, CustomStringConvertible {
  /// One step of a path. Two keys are the same when their UTF-8 is.
  package enum Element: Hashable, Sendable {
    case key(String)
    case index(Int)
  }

  /// The steps from the root.
  package private(set) var elements: [Element]

  /// The path of `elements`; the root without any.
  package init(_ elements: [Element] = []) {
    self.elements = elements
  }

  /// The document itself.
  package static let root = JSONPath()

  /// This path and the member `key` below it.
  package func appending(_ key: String) -> JSONPath { JSONPath(elements + [.key(key)]) }

  /// This path and the element `index` below it.
  package func appending(_ index: Int) -> JSONPath { JSONPath(elements + [.index(index)]) }

  /// This path and `path` below it.
  package func appending(_ path: JSONPath) -> JSONPath { JSONPath(elements + path.elements) }

  /// The path without its last step; nil for the root.
  package var parent: JSONPath? { elements.isEmpty ? nil : JSONPath(elements.dropLast()) }

  /// Whether `self` is `other` or lies below it.
  package func isWithin(_ other: JSONPath) -> Bool { elements.starts(with: other.elements) }

  /// `models.providers.a.models[0].id`; a key that is empty or has other characters than letters,
  /// digits, `_`, `-`, `$`, `@`, `/` and `:` is quoted in brackets (`agents["a.b"]`) with control
  /// characters escaped; the root is empty.
  package var description: String {
    var text = ""
    for element in elements {
      switch element {
      case .index(let index): text += "[\(index)]"
      case .key(let key) where key.isPlain: text += text.isEmpty ? key : "." + key
      case .key(let key): text += "[" + JSON.string(key).printable + "]"
      }
    }
    return text
  }
}

extension JSONPath: ExpressibleByArrayLiteral, ExpressibleByStringLiteral {
  /// The path through the keys `elements`.
  package init(arrayLiteral elements: Element...) { self.init(elements) }

  /// The one step `value`, whatever characters it has.
  package init(stringLiteral value: String) { self.init([.key(value)]) }
}

extension JSONPath.Element {
  package static func == (left: Self, right: Self) -> Bool {
    switch (left, right) {
    case (.key(let a), .key(let b)): a.hasSameBytes(as: b)
    case (.index(let a), .index(let b)): a == b
    default: false
    }
  }

  package func hash(into hasher: inout Hasher) {
    switch self {
    case .key(let key): ExactKey(text: key).hash(into: &hasher)
    case .index(let index): index.hash(into: &hasher)
    }
  }
}

extension JSONPath.Element: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
  package init(stringLiteral value: String) { self = .key(value) }
  package init(integerLiteral value: Int) { self = .index(value) }
}

extension String {
  fileprivate var isPlain: Bool {
    !isEmpty
      && unicodeScalars.allSatisfy {
        switch $0 {
        case "a"..."z", "A"..."Z", "0"..."9", "_", "-", "$", "@", "/", ":": true
        default: $0.value > 0x7F && $0.properties.isAlphabetic
        }
      }
  }
}

extension JSON {
  /// The compact text with everything escaped that could act on a terminal.
  fileprivate var printable: String {
    text(.compact).unicodeScalars.reduce(into: "") { $0 += $1.isPrintable ? String($1) : $1.code }
  }
}
