import CommandKit
import JSONKit
import PurserTestSupport

@testable import PurserCLI

/// The table of docs/json.md: which schemas the document of a command may have.
struct DocumentTable {
  /// Names of files below `schema/json`, by the words of the command without the program's.
  let schemas: [String: [String]]

  init() throws {
    var schemas: [String: [String]] = [:]
    for line in try Repository.text("docs/json.md").split(separator: "\n") {
      let cells = line.split(separator: "|")
      guard line.hasPrefix("| `purser"), cells.count == 2 else { continue }
      let names = cells[1].split(separator: "(../schema/json/").dropFirst()
        .compactMap { $0.split(separator: ".schema.json)").first.map(String.init) }
      for command in cells[0].split(separator: "`") where command.hasPrefix("purser") {
        schemas[String(command.dropFirst("purser".count).drop { $0 == " " })] = names
      }
    }
    self.schemas = schemas
  }

  /// Says what is wrong with the document that `line` wrote; empty when it fits one schema of its command.
  func faults(in output: String, of line: String) throws -> [String] {
    guard case .run(let invocation) = try RootCommand.tree.parse(words(of: line)) else {
      return ["'\(line)' asks for help"]
    }
    let command = invocation.path.joined(separator: " ")
    guard let names = schemas[command], !names.isEmpty else {
      return ["docs/json.md names no schema for 'purser \(command)'"]
    }
    let document = try JSON.parse(output)
    guard document.object != nil, output.hasSuffix("}\n") else { return ["not one object"] }
    let faults = try names.map { try JSONSchema(named: $0).faults(in: document) }
    guard !faults.contains([]) else { return DocumentContract().faults(in: document) }
    return zip(names, faults).flatMap { name, faults in faults.map { "\(name): \($0)" } }
  }

  private func words(of line: String) -> [String] { Array(ShellWords(line).words.dropFirst()) }
}

/// What docs/json.md promises of numbers wherever they stand.
struct DocumentContract {
  /// Members that are instants under another name: `at` of an event; `until` and `createdAtMs` are the gateways'.
  static let instants: Set<String> = ["at", "until", "createdAtMs"]

  /// Rows of a table keep its column names.
  private static let rows: Set<String> = ["before", "after"]

  /// Says which members of `document` look like an instant and are not named as one.
  func faults(in document: JSON, at place: String = "$") -> [String] {
    if let members = document.object {
      return members.filter { !Self.rows.contains($0.key) }.flatMap { name, value in
        let place = "\(place).\(name)"
        if let number = value.int64, (1_500_000_000_000..<3_000_000_000_000).contains(number),
          !name.hasSuffix("At"), !Self.instants.contains(name)
        {
          return ["\(place) looks like an instant and does not end in At"]
        }
        return faults(in: value, at: place)
      }
    }
    return (document.array ?? []).flatMap { faults(in: $0, at: "\(place)[]") }
  }
}
