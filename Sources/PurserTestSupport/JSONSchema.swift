package import JSONKit

/// A JSON Schema as far as the files below `schema/json` use it: `type`, `required`, `properties`, `items`, `enum`, `const`,
/// `additionalProperties`, `oneOf`, and `$ref` to `#/$defs/…` or to another of the files.
package struct JSONSchema: Sendable {
  private static let suffix = ".schema.json"

  /// The schema itself.
  package let document: JSON

  /// Takes the document of a schema.
  package init(_ document: JSON) {
    self.document = document
  }

  /// Reads the schema `schema/json/NAME.schema.json`.
  package init(named name: String) throws {
    self.init(try JSON.parse(Repository.text("schema/json/\(name)\(Self.suffix)")))
  }

  /// Says what is wrong with `value`, one phrase for each fault with its place; empty when it fits. A word the checker does
  /// not know is a fault of the schema, so that nothing passes unread. Stricter than the schema is for readers, who must
  /// ignore what they do not know: a member that `properties` does not name is a fault unless
  /// `additionalProperties` says what it is.
  package func faults(in value: JSON) -> [String] {
    check(value, document, "$")
  }

  private static let known: Set<String> = [
    "$schema", "$id", "$defs", "$ref", "title", "description", "type", "required", "properties",
    "items",
    "enum", "const", "additionalProperties", "oneOf",
  ]

  private func check(_ value: JSON, _ schema: JSON, _ place: String) -> [String] {
    if schema == true { return [] }
    if schema == false { return ["\(place) must not be there"] }
    guard let object = schema.object else {
      return ["\(place): the schema is neither object nor flag"]
    }
    var faults = object.keys.filter { !Self.known.contains($0) }
      .map { "\(place): the schema uses '\($0)'" }
    if let reference = object["$ref"]?.string {
      return faults + check(value, against: reference, place)
    }
    if let types = object["type"] {
      let names = types.array?.compactMap(\.string) ?? [types.string ?? ""]
      if !names.contains(where: { fits(value, $0) }) {
        return faults + ["\(place) is not \(names.joined(separator: " or "))"]
      }
    }
    if let allowed = object["enum"]?.array, !allowed.contains(value) {
      faults.append("\(place) is \(value.text(.compact)), which is none of the words allowed")
    }
    if let constant = object["const"], constant != value {
      faults.append("\(place) is not \(constant.text(.compact))")
    }
    if let choices = object["oneOf"]?.array {
      let results = choices.map { check(value, $0, place) }
      let fitting = results.filter(\.isEmpty).count
      if fitting != 1 {
        faults.append("\(place) fits \(fitting) of \(choices.count) forms: \(results.joined())")
      }
    }
    if let members = value.object { faults += check(members, object, place) }
    if let values = value.array, let item = object["items"] {
      for (index, value) in values.enumerated() {
        faults += check(value, item, "\(place)[\(index)]")
      }
    }
    return faults
  }

  private func check(_ value: JSON, against reference: String, _ place: String) -> [String] {
    if reference.hasPrefix("#/$defs/"),
      let target = document["$defs"]?[String(reference.dropFirst("#/$defs/".count))]
    {
      return check(value, target, place)
    }
    if reference.hasSuffix(Self.suffix),
      let other = try? JSONSchema(named: String(reference.dropLast(Self.suffix.count)))
    {
      return other.check(value, other.document, place)
    }
    return ["\(place): there is no \(reference)"]
  }

  private func check(_ members: JSONObject, _ schema: JSONObject, _ place: String) -> [String] {
    var faults: [String] = []
    for name in schema["required"]?.array?.compactMap(\.string) ?? [] where members[name] == nil {
      faults.append("\(place).\(name) is missing")
    }
    let properties = schema["properties"]?.object ?? [:]
    for (name, value) in members {
      if let property = properties[name] {
        faults += check(value, property, "\(place).\(name)")
      } else if let other = schema["additionalProperties"] {
        faults += check(value, other, "\(place).\(name)")
      } else if schema.contains("properties") {
        faults.append("\(place).\(name) is not in the schema")
      }
    }
    let order = members.keys.filter(properties.contains)
    if order != properties.keys.filter(members.contains) {
      faults.append("\(place) has its members in another order")
    }
    return faults
  }

  private func fits(_ value: JSON, _ type: String) -> Bool {
    switch (type, value) {
    case ("null", .null), ("boolean", .bool), ("number", .number), ("string", .string),
      ("array", .array), ("object", .object):
      true
    case ("integer", .number(let number)): number.int64 != nil
    default: false
    }
  }
}
