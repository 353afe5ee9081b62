import Foundation
import PurserTestSupport
import Testing

/// A user's whole world in a folder of its own: a home, a copy of the example fleet, and the built
/// program with nothing of the tests' environment.
final class FleetWorld {
  let folder: TemporaryFolder
  var runner: ProgramRunner

  /// Makes the world; nothing is imported yet. Without `examples` there is an empty state directory.
  init(examples: Bool = true) throws {
    folder = try TemporaryFolder()
    try folder.makeFolder("home")
    if examples {
      try folder.copy(Repository.root + "/Examples/fleet", to: "fleet")
    } else {
      try folder.makeFolder("fleet")
    }
    runner = ProgramRunner(
      environment: [
        "HOME": folder.path("home"), "PATH": "/usr/bin:/bin", "PURSER_ACTOR": "tester",
      ])
  }

  /// Makes the world and imports its fleet.
  static func imported() throws -> FleetWorld {
    let world = try FleetWorld()
    try world.succeed("import", world.fleet)
    return world
  }

  /// The state directory.
  var fleet: String { folder.path("fleet") }
  /// The store's name inside the folder, and its path.
  static let storeName = "home/.local/share/purser/purser.db"
  var store: String { folder.path(Self.storeName) }
  /// The key's name inside the folder, and its path.
  static let keyName = "home/.config/purser/master.key"
  var key: String { folder.path(Self.keyName) }

  /// Runs the program with these words to its end.
  func purser(_ words: String...) throws -> ProgramResult { try purser(words) }

  func purser(_ words: [String]) throws -> ProgramResult { try runner.run(words, timeout: 240) }

  /// Runs the program, which has to end with 0, and returns its output.
  @discardableResult
  func succeed(_ words: String...) throws -> String { try succeed(words) }

  @discardableResult
  func succeed(_ words: [String]) throws -> String {
    let result = try purser(words)
    try #require(result.exitCode == 0, "\(words): \(result)")
    return result.output
  }

  /// `hold STATEMENT` keeps a connection open after the statement, `release` closes it and `crash`
  /// kills it. It waits for a pipe and not in a program of its own, which would outlive it.
  private static let holder = """
    hold() {
      mkfifo held
      sqlite3 "$STORE" <held >/dev/null &
      holder=$!
      exec 9>held
      printf '%s;\\n.shell touch holding\\n' "$1" >&9
      until [ -e holding ]; do sleep 0.02; done
    }
    release() { exec 9>&-; wait $holder; }
    crash() { kill -9 $holder; exec 9>&-; }

    """

  /// Runs a script of `sh` in the world's folder. `$PURSER` is the program.
  func shell(_ script: String) throws -> ProgramResult {
    var shell = ProgramRunner(
      environment: runner.environment, folder: folder.path, program: "/bin/sh")
    shell.environment["PURSER"] = runner.program
    shell.environment["STORE"] = store
    return try shell.run(["-c", Self.holder + script], timeout: 900)
  }

  /// Runs statements with the stock shell of SQLite and returns what it prints, without the last newline.
  func sqlite(_ statements: String) throws -> String {
    let result = try sqliteResult(statements)
    try #require(result.exitCode == 0, "\(statements): \(result)")
    return result.output.trimmingCharacters(in: .newlines)
  }

  func sqliteResult(_ statements: String) throws -> ProgramResult {
    try ProgramRunner(environment: runner.environment, program: "/usr/bin/sqlite3")
      .run(["-bail", store, statements])
  }

  /// How many events the trail has.
  func eventCount() throws -> Int {
    try #require(Int(sqlite("SELECT count(*) FROM audit_event")))
  }

  /// Holds when the trail verifies and then the file passes SQLite's own check.
  func expectSound(_ note: String = "", location: SourceLocation = #_sourceLocation) throws {
    let verified = try purser("audit", "verify")
    #expect(verified.exitCode == 0, "\(note) \(verified)", sourceLocation: location)
    #expect(try sqlite("PRAGMA integrity_check") == "ok", "\(note)", sourceLocation: location)
  }

  /// Returns all files below the folder `name` by their path in it. Links are kept as their target.
  func files(below name: String = "") throws -> [String: [UInt8]] {
    let base = name.isEmpty ? folder.path : folder.path(name)
    var found: [String: [UInt8]] = [:]
    let manager = FileManager.default
    for case let path as String in manager.enumerator(atPath: base) ?? .init() {
      let full = base + "/" + path
      switch try manager.attributesOfItem(atPath: full)[.type] as? FileAttributeType {
      case .typeDirectory?: continue
      case .typeSymbolicLink?:
        found[path] = Array(try manager.destinationOfSymbolicLink(atPath: full).utf8)
      case .typeRegular?: found[path] = [UInt8](try Data(contentsOf: URL(fileURLWithPath: full)))
      // Reading a pipe would wait for ever.
      default: found[path] = []
      }
    }
    return found
  }

  /// Every agent's exported file by the agent's id.
  func exportedFiles() throws -> [String: [UInt8]] {
    var exported: [String: [UInt8]] = [:]
    for (path, bytes) in try files(below: "fleet/agents") where path.hasSuffix("/agent/models.json")
    {
      exported[String(path.dropLast("/agent/models.json".count))] = bytes
    }
    return exported
  }
}

/// Numbers of the environment that make a test longer than every run needs.
enum TestLength {
  /// How often the program is killed: `PURSER_KILL_ROUNDS`.
  static let killRounds = number("PURSER_KILL_ROUNDS") ?? 30

  /// Processes and changes of each: `PURSER_WRITERS`, such as `64x100`.
  static let writers: (processes: Int, changes: Int) = {
    let parts = (ProcessInfo.processInfo.environment["PURSER_WRITERS"] ?? "")
      .split(separator: "x").compactMap { Int($0) }
    return parts.count == 2 ? (parts[0], parts[1]) : (16, 5)
  }()

  private static func number(_ name: String) -> Int? {
    ProcessInfo.processInfo.environment[name].flatMap { Int($0) }
  }
}
