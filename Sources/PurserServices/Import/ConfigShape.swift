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
    var faults: [Fault] = []
    var steps = path.elements
    collect(value, &steps, &faults)
    return faults
  }

  private func collect(
    _ value: JSON, _ path: inout [JSONPath.Element], _ faults: inout [Fault]
  ) {
    if case .any = self { return }
    if let message = fault(value) {
      faults.append(Fault(path: JSONPath(path), message: message, isRemoved: true))
      return
    }
    switch self {
    case .list(let element):
      for (place, value) in (value.array ?? []).enumerated() {
        path.append(.index(place))
        element.collect(value, &path, &faults)
        path.removeLast()
      }
    case .map(let member):
      for (key, value) in value.object ?? [:] {
        path.append(.key(key))
        member.collect(value, &path, &faults)
        path.removeLast()
      }
    case .either(let shapes):
      shapes.first { $0.kinds.contains(value.kind) }?.collect(value, &path, &faults)
    case .object(let members, let required):
      collect(value.object ?? [:], members, required, &path, &faults)
    default: break
    }
  }

  private func collect(
    _ object: JSONObject, _ members: [String: ConfigShape], _ required: [String],
    _ path: inout [JSONPath.Element], _ faults: inout [Fault]
  ) {
    let known = faults.count
    for (key, value) in object {
      path.append(.key(key))
      if let shape = members[key] {
        shape.collect(value, &path, &faults)
      } else {
        faults.append(
          Fault(
            path: JSONPath(path), message: "Unknown key '\(key.printable)'.", isRemoved: false))
      }
      path.removeLast()
    }
    for key in required {
      let place = path + [.key(key)]
      let isUnusable = faults[known...].contains { $0.isRemoved && $0.path.elements == place }
      guard object[key] == nil || isUnusable else { continue }
      // Without it the whole entry is of no use.
      faults.removeSubrange(known...)
      faults.append(
        Fault(
          path: JSONPath(path), message: "The key '\(key)' is missing or unusable.",
          isRemoved: true))
      return
    }
  }

  /// What is wrong with the value itself, as a sentence; nil when nothing is.
  private func fault(_ value: JSON) -> String? {
    guard kinds.contains(value.kind) else { return wrong(value) }
    switch self {
    case .filled: return value.string == "" ? "The text is empty." : nil
    case .number: return value.double?.isFinite == true ? nil : "Expected a finite number."
    case .positive:
      guard let number = value.double, number > 0, number.isFinite else {
        return "Expected a number above zero."
      }
      return nil
    case .word(let words):
      if let text = value.string, words.contains(text) { return nil }
      return "Expected \(words.map { "'\($0)'" }.joined(separator: " or "))."
    default: return nil
    }
  }

  private func wrong(_ value: JSON) -> String {
    let expected = kinds.map(Self.withArticle).joined(separator: " or ")
    let found = value.kind == "null" ? "null" : Self.withArticle(value.kind)
    return "Expected \(expected), found \(found)."
  }

  private static func withArticle(_ kind: String) -> String {
    (kind == "array" || kind == "object" ? "an " : "a ") + kind
  }

  private var kinds: [String] {
    switch self {
    case .any: ["null", "boolean", "number", "string", "array", "object"]
    case .string, .filled, .word: ["string"]
    case .bool: ["boolean"]
    case .number, .positive: ["number"]
    case .list: ["array"]
    case .map, .object: ["object"]
    case .either(let shapes): shapes.flatMap(\.kinds)
    }
  }
}
