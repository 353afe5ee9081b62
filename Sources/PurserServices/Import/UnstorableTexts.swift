import JSONKit

/// Finds the texts and keys of a document that hold U+0000 and takes them out: no column of the store holds one, since
/// SQL reads such a text no further than that.
struct UnstorableTexts {
  /// A part of the document that was taken out, with what is wrong with it as a sentence.
  struct Part: Equatable {
    /// Its place as written.
    var path: JSONPath
    var message: String
  }

  /// In document order.
  private(set) var parts: [Part] = []

  /// Looks through `value`, which was read from `bytes`.
  init(in value: JSON, readFrom bytes: [UInt8]) {
    guard Self.mayOccur(in: bytes) else { return }
    var path: [JSONPath.Element] = []
    collect(value, &path)
  }

  /// Returns a configuration without the parts; elements behind one that was taken out of a list move up.
  func removed(from tree: ConfigTree) -> ConfigTree {
    var tree = tree
    tree.remove(all: parts.map(\.path))
    return tree
  }

  /// The parts as findings about `file`; `position` tells where a place of the text is.
  func findings(
    in file: String, _ position: (JSONPath) -> JSONPosition?
  ) -> [ImportFinding] {
    parts.map {
      ImportFinding(
        .skipped, file: file, position: position($0.path), path: $0.path, $0.message)
    }
  }

  /// Tells places as written from those that are left when the parts are taken out.
  var removedElements: RemovedElements { RemovedElements(parts.map(\.path)) }

  /// Only an escape makes the character: neither JSON nor JSON5 has it as it is.
  static func mayOccur(in bytes: [UInt8]) -> Bool {
    let backslash = UInt8(ascii: "\\")
    // Most files have no escape, and to look at all bytes without a branch takes a tenth of the time of a search.
    guard bytes.reduce(0 as UInt8, { max($0, $1 == backslash ? 1 : 0) }) == 1 else { return false }
    var rest = bytes[...]
    while let slash = rest.firstIndex(of: backslash) {
      let escape = bytes[(slash + 1)...]
      if ["u0000", "0", "x00"].contains(where: { escape.starts(with: $0.utf8) }) { return true }
      rest = escape.dropFirst()
    }
    return false
  }

  private mutating func collect(_ value: JSON, _ path: inout [JSONPath.Element]) {
    switch value {
    case .string(let text):
      guard text.utf8.contains(0) else { return }
      add(path, "The text holds a NUL character (U+0000), which cannot be kept; it was left out.")
    case .array(let elements):
      for (index, element) in elements.enumerated() {
        path.append(.index(index))
        collect(element, &path)
        path.removeLast()
      }
    case .object(let object):
      for (key, member) in object {
        path.append(.key(key))
        if key.utf8.contains(0) {
          add(path, "The key holds a NUL character (U+0000); what stands there was left out.")
        } else {
          collect(member, &path)
        }
        path.removeLast()
      }
    case .null, .bool, .number: break
    }
  }

  private mutating func add(_ path: [JSONPath.Element], _ message: String) {
    parts.append(Part(path: JSONPath(path), message: message))
  }
}

extension UnstorableTexts {
  /// Returns a document without the parts.
  func removed(from value: JSON) -> JSON {
    parts.isEmpty ? value : Self.without(value) ?? .null
  }

  private static func without(_ value: JSON) -> JSON? {
    switch value {
    case .string(let text):
      // A nil in an expression of two would be JSON's null.
      guard !text.utf8.contains(0) else { return .none }
      return value
    case .array(let elements): return .array(elements.compactMap(without))
    case .object(let object):
      return .object(
        JSONObject(
          object.compactMap { key, member in
            key.utf8.contains(0) ? nil : without(member).map { (key: key, value: $0) }
          }))
    case .null, .bool, .number: return value
    }
  }
}
