import JSONKit
import PurserDomain

/// Fills in the variables that names in a configuration stand for: models, lines of allowlists, ids, aliases and kinds
/// of APIs.
///
/// A name is no secret, and nobody fills it in later, so it is stored as the gateway reads it. Keys, headers and
/// addresses keep their references. [research/cli-and-formats.md 12.2, 12.4]
struct ConfigNames {
  /// Something that a person should know of the text at `path`.
  struct Remark: Equatable {
    var path: JSONPath
    var message: String
    var hint: String?
  }

  /// Which texts below a value are names.
  private indirect enum Place: Sendable {
    case name
    /// Each element of a list, or each member of an object.
    case each(Place)
    case members([String: Place])
  }

  /// Returns the value of a variable; nil for one that is not set.
  private let variable: (String) -> String?
  private(set) var remarks: [Remark] = []

  init(variable: @escaping (String) -> String?) {
    self.variable = variable
  }

  /// Whether a file of these bytes can name a variable at all, as it stands or with an escape.
  static func mayOccur(in bytes: [UInt8]) -> Bool {
    let (dollar, backslash) = (UInt8(ascii: "$"), UInt8(ascii: "\\"))
    // To look at all bytes without a branch is quicker than to stop at the first.
    return bytes.reduce(0 as UInt8) { $0 | ($1 == dollar || $1 == backslash ? 1 : 0) } == 1
  }

  /// Returns the configuration `root` with its names filled in; nil when that is `root` itself. A name of which a variable
  /// is not known stays as written, with a remark.
  mutating func filled(_ root: JSON) -> JSON? {
    var path: [JSONPath.Element] = []
    return filled(root, Self.configuration, &path)
  }

  private mutating func filled(
    _ value: JSON, _ place: Place, _ path: inout [JSONPath.Element]
  ) -> JSON? {
    switch (value, place) {
    // A text in place of an object may be the short form of it, as that of a route.
    case (.string(let text), _): return filled(text, path).map { .string($0) }
    case (.array(let elements), .each(let inner)): return filled(elements, inner, &path)
    case (.object(let object), .each), (.object(let object), .members):
      return filled(object, place, &path)
    default: return nil
    }
  }

  private mutating func filled(
    _ elements: [JSON], _ inner: Place, _ path: inout [JSONPath.Element]
  ) -> JSON? {
    var result: [JSON]?
    for (index, element) in elements.enumerated() {
      path.append(.index(index))
      if let new = filled(element, inner, &path) {
        if result == nil { result = elements }
        result?[index] = new
      }
      path.removeLast()
    }
    return result.map { .array($0) }
  }

  private mutating func filled(
    _ object: JSONObject, _ place: Place, _ path: inout [JSONPath.Element]
  ) -> JSON? {
    var result: JSONObject?
    for (key, value) in object {
      let inner: Place?
      switch place {
      case .name: inner = nil
      case .each(let each):
        inner = each
        noteReference(inKey: key, path)
      case .members(let members): inner = members[key]
      }
      guard let inner else { continue }
      path.append(.key(key))
      if let new = filled(value, inner, &path) {
        if result == nil { result = object }
        result?[key] = new
      }
      path.removeLast()
    }
    return result.map { .object($0) }
  }

  private mutating func filled(_ text: String, _ path: [JSONPath.Element]) -> String? {
    guard text.holds("$") else { return nil }
    var result = ""
    for piece in EnvironmentText.pieces(text) {
      switch piece {
      case .literal(let part): result += part
      case .reference(let name):
        let shown = name.printable(limit: 80)
        guard let value = variable(name) else {
          remark(
            path,
            "The variable '\(shown)' is not set here; the name that the store has stays, else the text.",
            hint: "Set '\(shown)' and import again.")
          return nil
        }
        if value.hasUnprintable {
          remark(
            path, "The variable '\(shown)' holds a control character; the text is kept as written.")
          return nil
        }
        if VariableValue.mayBeSecret(value, of: name) {
          remark(
            path, "The variable '\(shown)' seems to hold a credential; the text is kept as written."
          )
          return nil
        }
        result += value
      }
    }
    return result == text ? nil : result
  }

  private mutating func noteReference(inKey key: String, _ path: [JSONPath.Element]) {
    guard !EnvironmentText.names(in: key).isEmpty else { return }
    remark(
      path + [.key(key)], "A gateway fills in no variables in a key; it is taken as it stands.")
  }

  private mutating func remark(
    _ path: [JSONPath.Element], _ message: String, hint: String? = nil
  ) {
    remarks.append(Remark(path: JSONPath(path), message: message, hint: hint))
  }

  // MARK: Where names stand

  private static let configuration = Place.members([
    "agents": .members([
      "defaults": .members(scope), "list": .each(.members(agent)),
      "entries": .each(.members(agent)),
    ]),
    "models": .members(["mode": .name, "providers": .each(.members(provider))]),
    "auth": .members([
      "profiles": .each(.members(["provider": .name, "mode": .name, "email": .name])),
      "order": .each(.each(.name)),
    ]),
  ])

  private static let agent = scope.merging(["id": .name, "name": .name]) { first, _ in first }

  private static let scope: [String: Place] = [
    "model": route, "imageModel": route, "utilityModel": route, "pdfModel": route,
    "imageGenerationModel": route, "subagents": .members(["model": route]),
    "models": .each(.members(["alias": .name])), "modelPolicy": .members(["allow": .each(.name)]),
  ]

  private static let route = Place.members(["primary": .name, "fallbacks": .each(.name)])

  private static let provider: [String: Place] = [
    "api": .name, "auth": .name,
    "models": .each(.members(["id": .name, "name": .name, "api": .name])),
  ]
}
