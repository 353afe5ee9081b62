import Foundation

/// The material shared by all developers (real state directories, oracle vectors), where it is
/// present.
///
/// It is not part of the repository. Tests that need it say `.enabled(if: Shared.isPresent)`, so
/// that a run without it shows them as skipped.
package enum Shared {
  /// Absolute path of the shared folder: `PURSER_SHARED`, else `../shared` beside the repository's
  /// root; nil when there is none.
  package static let folder: String? = {
    let named = ProcessInfo.processInfo.environment["PURSER_SHARED"] ?? ""
    let path = named.isEmpty ? Repository.root + "/../shared" : named
    let full = URL(fileURLWithPath: path).standardizedFileURL.path
    return FileManager.default.fileExists(atPath: full + "/oracle/vectors") ? full : nil
  }()

  /// Whether the shared folder is there.
  package static var isPresent: Bool { folder != nil }

  /// Absolute paths of the real state directories, sorted by number; empty without the shared
  /// folder.
  package static let stateDirectories: [String] = {
    guard let folder else { return [] }
    let base = folder + "/fixtures/state-dirs"
    let names = (try? FileManager.default.contentsOfDirectory(atPath: base)) ?? []
    return names.sorted().map { base + "/" + $0 }
  }()

  /// Those whose configuration can be read; number 16 is refused for an error in it.
  package static let importableDirectories = stateDirectories.filter { !$0.hasSuffix("/16") }

  /// Returns the bytes of the file at `path` below the shared folder; throws when it cannot be
  /// read.
  package static func bytes(_ path: String) throws -> [UInt8] {
    guard let folder else { throw SharedError(message: "There is no shared folder.") }
    return [UInt8](try Data(contentsOf: URL(fileURLWithPath: folder + "/" + path)))
  }

  /// Returns the vectors of `area` (a file name of `oracle/vectors` without its ending) in file
  /// order, decoded as the asked-for types; throws when the file is missing or a vector does not
  /// fit them.
  package static func vectors<Input: Decodable & Sendable, Expected: Decodable & Sendable>(
    _ area: String, input: Input.Type = Input.self, expected: Expected.Type = Expected.self
  ) throws -> [Vector<Input, Expected>] {
    try JSONDecoder().decode([Vector<Input, Expected>].self, from: Data(vectorBytes(area)))
  }

  /// Returns the whole file of the vectors of `area`: a JSON array of `{case, input, expected}`.
  package static func vectorBytes(_ area: String) throws -> [UInt8] {
    try bytes("oracle/vectors/\(area).json")
  }
}

/// One observed answer: what went in and what came out, under a name that is unique in its file.
package struct Vector<Input: Decodable & Sendable, Expected: Decodable & Sendable>: Decodable,
  Sendable,
  CustomStringConvertible
{
  /// The vector's name.
  package let name: String
  /// What went in.
  package let input: Input
  /// What came out; nil where the file says `null`.
  package let expected: Expected?

  /// The vector's name, as a test's argument is shown.
  package var description: String { name }

  private enum CodingKeys: String, CodingKey {
    case name = "case"
    case input, expected
  }
}

/// Why shared material could not be read.
package struct SharedError: Error, CustomStringConvertible {
  /// One sentence for the person who reads the test's output.
  package let message: String

  /// The message.
  package var description: String { message }
}
