import Foundation
import PurserTestSupport
import Testing

/// Files and folders that the user may not write or read. Root may do everything, so as root the
/// program runs as somebody else.
@Suite struct FilePermissionTests {
  private static let setpriv = "/usr/bin/setpriv"
  static let canLimit = geteuid() != 0 || FileManager.default.isExecutableFile(atPath: setpriv)

  /// A world with an imported store, given to the user that `purser` below runs as.
  private func world() throws -> FleetWorld {
    let world = try FleetWorld.imported()
    if geteuid() == 0 {
      // Copied, since the folders above the built program may be closed to others.
      try world.folder.copy(world.runner.program, to: "purser")
      try #require(world.shell("chmod 755 purser && chown -R 65534:65534 .").exitCode == 0)
    }
    return world
  }

  private func purser(_ world: FleetWorld, _ words: String...) throws -> ProgramResult {
    guard geteuid() == 0 else { return try world.purser(words) }
    let runner = ProgramRunner(
      environment: world.runner.environment, folder: world.folder.path, program: Self.setpriv)
    return try runner.run(
      ["--reuid=65534", "--regid=65534", "--clear-groups", world.folder.path("purser")] + words)
  }

  private func chmod(_ mode: Int, _ world: FleetWorld, _ name: String) throws {
    try FileManager.default.setAttributes(
      [.posixPermissions: mode], ofItemAtPath: world.folder.path(name))
  }

  @Test(.enabled(if: canLimit), arguments: [(0o400, 0o700), (0o400, 0o500), (0o600, 0o500)])
  func `a store that cannot be written can be read`(modes: (file: Int, folder: Int)) throws {
    let world = try world()
    let before = try world.folder.bytes(FleetWorld.storeName)
    let folder = (FleetWorld.storeName as NSString).deletingLastPathComponent
    try chmod(modes.file, world, FleetWorld.storeName)
    try chmod(modes.folder, world, folder)
    defer { try? chmod(0o700, world, folder) }
    #expect(try purser(world, "models", "status").exitCode == 0)
    #expect(try purser(world, "audit", "verify").exitCode == 0)
    for words in [["agents", "set", "main", "--name", "New"], ["import", world.fleet]] {
      let result =
        words.count == 2
        ? try purser(world, words[0], words[1])
        : try purser(world, words[0], words[1], words[2], words[3], words[4])
      #expect(result.exitCode == 77, "\(words): \(result)")
      #expect(result.errors.contains("Hint: "), "\(result)")
    }
    #expect(try world.folder.bytes(FleetWorld.storeName) == before)
  }

  @Test(.enabled(if: canLimit))
  func `what a reader left while the store was closed to writing is named`() throws {
    let world = try world()
    try chmod(0o400, world, FleetWorld.storeName)
    #expect(try purser(world, "agents").exitCode == 0)
    try chmod(0o600, world, FleetWorld.storeName)
    let result = try purser(world, "agents", "set", "main", "--name", "New")
    #expect(result.exitCode == 77, "\(result)")
    let hint = result.errors.split(separator: "\n").first { $0.hasPrefix("Hint: ") } ?? ""
    #expect(hint.contains("'\(world.store)-shm'"), "\(result)")
    #expect(!hint.contains("'\(world.store)'"), "\(result)")
    for suffix in ["-wal", "-shm"] where hint.contains(suffix) {
      try chmod(0o600, world, FleetWorld.storeName + suffix)
    }
    #expect(try purser(world, "agents", "set", "main", "--name", "New").exitCode == 0)
  }

  @Test(.enabled(if: canLimit))
  func `a store that may not be read says so`() throws {
    let world = try world()
    try chmod(0, world, FleetWorld.storeName)
    let result = try purser(world, "agents")
    #expect(result.exitCode == 77 && result.errors.contains("not permitted"), "\(result)")
  }

  @Test(.enabled(if: canLimit))
  func `one folder that cannot be written stops an export before anything is written`() throws {
    let world = try world()
    let files = try world.files(below: "fleet")
    let events = try world.eventCount()
    try chmod(0o500, world, "fleet/agents/coder/agent")
    defer { try? chmod(0o700, world, "fleet/agents/coder/agent") }
    let result = try purser(world, "export", "--all-agents")
    #expect(result.exitCode == 77, "\(result)")
    #expect(result.errors.contains("agents/coder/agent"), "\(result)")
    #expect(result.errors.contains("Hint: "), "\(result)")
    #expect(try world.files(below: "fleet") == files)
    #expect(!world.folder.exists("fleet/agents/support"), "folders made for the export go away")
    #expect(try world.eventCount() == events)
  }

  @Test(.enabled(if: canLimit))
  func `a source that may not be read is named, and nothing is half imported`() throws {
    let world = try world()
    let events = try world.eventCount()
    try chmod(0, world, "fleet/openclaw.json")
    let result = try purser(world, "import", world.fleet)
    #expect(result.exitCode == 77, "\(result)")
    #expect((result.output + result.errors).contains("openclaw.json"), "\(result)")
    #expect(!(result.output + result.errors).contains("Repair"), "\(result)")
    #expect(try world.eventCount() == events, "\(result)")
  }

  @Test(.enabled(if: canLimit))
  func `a folder that may not be looked into was said to hold nothing`() throws {
    let world = try world()
    try world.folder.copy(world.fleet, to: "other")
    if geteuid() == 0 {
      try #require(world.shell("chown -R 65534:65534 other").exitCode == 0)
    }
    try chmod(0, world, "other")
    defer { try? chmod(0o700, world, "other") }
    let result = try purser(world, "import", world.folder.path("other"))
    #expect(result.exitCode == 77, "\(result)")
    #expect(result.errors.contains("not permitted"), "\(result)")
    #expect(result.errors.contains("ls -ld '\(world.folder.path("other"))'"), "\(result)")
  }

  @Test(.enabled(if: canLimit))
  func `a folder of agents that may not be listed was an error with exit code 0`() throws {
    let world = try world()
    try chmod(0o300, world, "fleet/agents")
    defer { try? chmod(0o700, world, "fleet/agents") }
    let result = try purser(world, "import", world.fleet)
    #expect(result.exitCode == 77, "\(result)")
    #expect(result.output.contains("cannot be listed"), "\(result)")
  }

  @Test(.enabled(if: canLimit))
  func `a dry run said that it would write where nobody may`() throws {
    let world = try world()
    try world.folder.makeFolder("closed")
    if geteuid() != 0 { try chmod(0o500, world, "closed") }
    let out = world.folder.path("closed/out")
    for words in [["--dry-run"], []] {
      let result = try export(world, ["--all-agents", "--out", out] + words)
      #expect(result.exitCode == 77, "\(words): \(result)")
      #expect(result.errors.contains("ls -ld '\(world.folder.path("closed"))'"), "\(result)")
    }
  }

  private func export(_ world: FleetWorld, _ words: [String]) throws -> ProgramResult {
    words.count == 3
      ? try purser(world, "export", words[0], words[1], words[2])
      : try purser(world, "export", words[0], words[1], words[2], words[3])
  }
}
