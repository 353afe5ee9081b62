import JSONKit

/// What a part of a configuration may be, for finding what cannot be used.
///
/// The gateways refuse a whole file for one unknown key or wrong type; an import takes what it can
/// and lists the rest. [research/cli-and-formats.md 12.2]
indirect enum ConfigShape: Sendable {
  /// Anything; not looked into.
  case any
  case string
  /// A text that is not empty.
  case filled
  case bool
  case number
  /// A finite number above zero.
  case positive
  /// An array of this.
  case list(ConfigShape)
  /// An object with any keys and these values.
  case map(ConfigShape)
  /// An object with these keys, of which `required` must be there.
  case object([String: ConfigShape], required: [String] = [])
  /// One of several; they differ in kind.
  case either([ConfigShape])
  /// One of these texts.
  case word([String])

  /// Something at `path` that does not fit.
  struct Fault: Equatable {
    var path: JSONPath
    var message: String
    /// Whether the part at `path` is to be left out; an unknown key stays.
    var isRemoved: Bool
  }

  /// The faults of `value` in document order; below a part that is to be left out there are none.
  func faults(_ value: JSON, at path: JSONPath) -> [Fault] {
    switch self {
    case .any: return []
    case .string: return value.string == nil ? [wrong(value, path)] : []
    case .filled:
      guard let text = value.string else { return [wrong(value, path)] }
      return text.isEmpty ? [removed(path, "The text is empty.")] : []
    case .bool: return value.bool == nil ? [wrong(value, path)] : []
    case .number: return value.double?.isFinite == true ? [] : [wrong(value, path)]
    case .positive:
      guard let number = value.double else { return [wrong(value, path)] }
      return number > 0 && number.isFinite ? [] : [removed(path, "Expected a number above zero.")]
    case .word(let words):
      guard let text = value.string else { return [wrong(value, path)] }
      let listed = words.map { "'\($0)'" }.joined(separator: " or ")
      return words.contains(text) ? [] : [removed(path, "Expected \(listed).")]
    case .list(let element):
      guard let elements = value.array else { return [wrong(value, path)] }
      return elements.enumerated().flatMap { element.faults($1, at: path.appending($0)) }
    case .map(let member):
      guard let object = value.object else { return [wrong(value, path)] }
      return object.flatMap { member.faults($0.value, at: path.appending($0.key)) }
    case .either(let shapes):
      guard let shape = shapes.first(where: { $0.kinds.contains(value.kind) }) else {
        return [wrong(value, path)]
      }
      return shape.faults(value, at: path)
    case .object(let members, let required):
      guard let object = value.object else { return [wrong(value, path)] }
      return Self.faults(object, members, required, path)
    }
  }

  private static func faults(
    _ object: JSONObject, _ members: [String: ConfigShape], _ required: [String], _ path: JSONPath
  ) -> [Fault] {
    var faults: [Fault] = []
    for (key, value) in object {
      let place = path.appending(key)
      guard let shape = members[key] else {
        faults.append(
          Fault(path: place, message: "Unknown key '\(key.printable)'.", isRemoved: false))
        continue
      }
      faults += shape.faults(value, at: place)
    }
    for key in required {
      let place = path.appending(key)
      if object[key] == nil || faults.contains(where: { $0.isRemoved && $0.path == place }) {
        // Without it the whole entry is of no use.
        return [
          Fault(path: path, message: "The key '\(key)' is missing or unusable.", isRemoved: true)
        ]
      }
    }
    return faults
  }

  private func removed(_ path: JSONPath, _ message: String) -> Fault {
    Fault(path: path, message: message, isRemoved: true)
  }

  private func wrong(_ value: JSON, _ path: JSONPath) -> Fault {
    let expected = kinds.map(Self.withArticle).joined(separator: " or ")
    let found = value.kind == "null" ? "null" : Self.withArticle(value.kind)
    return removed(path, "Expected \(expected), found \(found).")
  }

  private static func withArticle(_ kind: String) -> String {
    (kind == "array" || kind == "object" ? "an " : "a ") + kind
  }

  private var kinds: [String] {
    switch self {
    case .any: ["value"]
    case .string, .filled, .word: ["string"]
    case .bool: ["boolean"]
    case .number, .positive: ["number"]
    case .list: ["array"]
    case .map, .object: ["object"]
    case .either(let shapes): shapes.flatMap(\.kinds)
    }
  }
}
