import JSONKit
import PurserTestSupport
import Testing

/// The published schemas keep the rules of docs/json.md themselves.
@Suite struct SchemaFileTests {
  @Test(arguments: try SchemaFile.all())
  func `a schema describes an object and is named as its file`(file: SchemaFile) throws {
    #expect(file.document["type"] == "object")
    #expect(file.document["$id"]?.string == file.name + ".schema.json")
    #expect(file.document["$schema"] == "https://json-schema.org/draft/2020-12/schema")
    #expect(file.document["title"]?.string?.isEmpty == false)
  }

  @Test(arguments: try SchemaFile.all())
  func `names and types follow the contract`(file: SchemaFile) {
    #expect(file.faults == [])
  }

  @Test func `a departure is found`() {
    let file = SchemaFile(
      name: "x",
      document: [
        "properties": [
          "made_at": ["type": "string"], "madeAt": ["type": "string"], "waitMs": ["type": "number"],
          "open": ["additionalProperties": false],
        ]
      ])
    #expect(
      file.faults == [
        "made_at is not camelCase", "madeAt is not an integer", "waitMs is not an integer",
        "open forbids members that may be added",
      ])
  }
}

/// A schema below `schema/json`.
struct SchemaFile: Sendable, CustomTestStringConvertible {
  let name: String
  let document: JSON

  var testDescription: String { name }

  static func all() throws -> [SchemaFile] {
    try Repository.files(below: "schema/json", suffix: ".schema.json").map { path in
      let file = path.split(separator: "/").last ?? ""
      let name = String(file.dropLast(".schema.json".count))
      return SchemaFile(name: name, document: try JSONSchema(named: name).document)
    }
  }

  /// Departures from the contract, one phrase each.
  var faults: [String] { faults(of: document, named: "$") }

  private func faults(of schema: JSON, named place: String) -> [String] {
    guard let object = schema.object else {
      return (schema.array ?? []).flatMap { self.faults(of: $0, named: place) }
    }
    var faults: [String] = []
    if schema["additionalProperties"] == false {
      faults.append("\(place) forbids members that may be added")
    }
    for (word, value) in object where word != "enum" && word != "const" && word != "required" {
      guard word == "properties", let members = value.object else {
        faults += self.faults(of: value, named: place)
        continue
      }
      for (name, member) in members {
        if !isCamelCase(name) { faults.append("\(name) is not camelCase") }
        if ["At", "Ms", "MicroUsd"].contains(where: name.hasSuffix), !isInteger(member) {
          faults.append("\(name) is not an integer")
        }
        faults += self.faults(of: member, named: name)
      }
    }
    return faults
  }

  private func isCamelCase(_ name: String) -> Bool {
    name.first?.isLowercase == true
      && name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber) }
  }

  private func isInteger(_ schema: JSON) -> Bool {
    let types = schema["type"]?.array?.compactMap(\.string) ?? [schema["type"]?.string ?? ""]
    return types.contains("integer") && types.allSatisfy { $0 == "integer" || $0 == "null" }
  }
}
