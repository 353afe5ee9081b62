package import JSONKit

/// One observed answer with both sides as JSON, members in the order of the file.
package struct JSONVector: Sendable, CustomStringConvertible {
  /// The vector's name, unique in its file.
  package let name: String
  /// What went in.
  package let input: JSON
  /// What came out; `.null` where the file says `null`.
  package let expected: JSON

  /// The vector's name, as a test's argument is shown.
  package var description: String { name }
}

extension Shared {
  /// Returns the vectors of `area` (a file name of `oracle/vectors` without its ending) in file
  /// order; throws when the file is missing or not made of `case`, `input` and `expected`.
  package static func jsonVectors(_ area: String) throws -> [JSONVector] {
    let document = try JSON.parse(vectorBytes(area))
    guard let entries = document.array else {
      throw SharedError(message: "\(area).json is not an array.")
    }
    return try entries.map { entry in
      guard let name = entry["case"]?.string, let input = entry["input"] else {
        throw SharedError(message: "\(area).json has an entry without 'case' or 'input'.")
      }
      return JSONVector(name: name, input: input, expected: entry["expected"] ?? .null)
    }
  }

  /// Returns the bulky inputs that vectors name (`catalogFixture`, `bodyFixture`): the object of
  /// `oracle/fixtures.json`.
  package static func jsonFixtures() throws -> JSON {
    try JSON.parse(bytes("oracle/fixtures.json"))
  }
}
