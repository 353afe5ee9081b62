import Foundation
import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SystemKit
import Testing

struct ImportHostileTests {
  static let files: [(String, [UInt8])] = [
    ("empty", []), ("no object", Array("[]".utf8)), ("no providers", Array(#"{"models":[]}"#.utf8)),
    ("providers list", Array(#"{"providers":[]}"#.utf8)),
    ("cut", Array(#"{"providers":{"a":{"apiKey":"sk-planted-secret-1"#.utf8)),
    ("bad UTF-8", Array(#"{"providers":{"a":""#.utf8) + [0xFF, 0xFE] + Array(#""}}"#.utf8)),
    ("NUL", Array(#"{"providers":{"#.utf8) + [0] + Array("}}".utf8)),
    ("lone surrogate", Array(#"{"providers":{"a":{"apiKey":"\ud800"}}}"#.utf8)),
    ("deep", Array(repeating: UInt8(ascii: "["), count: 10_000)),
    ("UTF-16", [0xFF, 0xFE, 0x7B, 0x00, 0x7D, 0x00]),
  ]

  @Test(arguments: files)
  func `a models file that cannot be used is one error, and the others are imported`(
    _ name: String, _ bytes: [UInt8]
  ) throws {
    let world = try ImportWorld()
    try world.folder.write(bytes, to: "state/agents/bad/agent/models.json")
    try world.writeModels(#"{"providers":{"p":{"models":[]}}}"#, of: "good")
    let report = try world.run()
    #expect(report.counts[.modelsFiles]?.skipped == 1)
    #expect(report.counts[.modelsFiles]?.stored == 1)
    let errors = report.findings.filter { $0.finding.kind == .error }
    #expect(errors.count == 1)
    #expect(errors.first?.agent?.text == "bad")
    #expect(try world.agents().map(\.id.text) == ["bad", "good"])
    #expect(try !world.databaseBytes().holds("planted"))
    #expect(!report.json.bytes(.compact).holds("planted"))
  }

  @Test
  func `a byte order mark is told and the file used`() throws {
    let world = try ImportWorld()
    let text = Array(#"{"providers":{"p":{"models":[]}}}"#.utf8)
    try world.folder.write([0xEF, 0xBB, 0xBF] + text, to: "state/agents/main/agent/models.json")
    let report = try world.run()
    #expect(report.messages(.modelsFiles).count == 1)
    #expect(try world.configuration(agent: "main").providers.count == 1)
  }

  @Test
  func `what is no plain file of a sensible size is not read`() throws {
    let world = try ImportWorld()
    for name in ["pipe", "huge", "folder", "device"] {
      try world.folder.makeFolder("state/agents/\(name)/agent")
    }
    func path(_ agent: String) -> String { world.directory + "/agents/\(agent)/agent/models.json" }
    #expect(try Subprocess.run(["mkfifo", path("pipe")]).succeeded)
    #expect(FileManager.default.createFile(atPath: path("huge"), contents: nil))
    try FileHandle(forWritingTo: URL(fileURLWithPath: path("huge"))).truncate(atOffset: 100 << 20)
    try world.folder.makeFolder("state/agents/folder/agent/models.json")
    try FileManager.default.createSymbolicLink(
      atPath: path("device"), withDestinationPath: "/dev/zero")
    let report = try world.run()
    #expect(report.counts[.modelsFiles]?.skipped == 4)
    #expect(report.findings.filter { $0.finding.kind == .error }.count == 4)
    #expect(try world.agents().count == 4)
  }

  static let configs: [(String, [UInt8])] = [
    ("cut", Array(#"{models: {providers: {a: {apiKey: "sk-planted-secret-1"#.utf8)),
    ("bad UTF-8", Array("{a: \"".utf8) + [0xC3, 0x28] + Array("\"}".utf8)),
    ("NUL", [0]), ("list", Array("[1]".utf8)),
    ("deep", Array(repeating: UInt8(ascii: "["), count: 10_000)),
    ("loop", Array(#"{$include: "./openclaw.json"}"#.utf8)),
    ("outside", Array(#"{$include: "../../../etc/passwd"}"#.utf8)),
  ]

  @Test(arguments: configs)
  func `a configuration that cannot be used is refused, whatever is beside it`(
    _ name: String, _ bytes: [UInt8]
  ) throws {
    let world = try ImportWorld()
    try world.folder.write(bytes, to: "state/openclaw.json")
    let error = #expect(throws: StoreError.self) { try world.run() }
    #expect(error?.code == .invalid)
    #expect(error?.hint?.contains("openclaw.json") == true)
    #expect(error.map { "\($0)" }?.contains("planted") == false)
    #expect(try world.store.read { try $0.revision() } == 1)
    try world.writeModels(#"{"providers":{"p":{"models":[]}}}"#)
    // What agents have beside it would hide the defaults for good, once these can be read.
    #expect(throws: StoreError.self) { try world.run() }
    #expect(try world.store.read { try $0.revision() } == 1)
  }

  @Test(arguments: ["nowhere", "state"])
  func `a path with nothing to import is refused with the next step`(_ name: String) throws {
    let world = try ImportWorld()
    let error = #expect(throws: StoreError.self) { try world.run(world.folder.path(name)) }
    #expect(error?.code == .notFound)
    #expect(error?.hint?.isEmpty == false)
    #expect(try world.agents().isEmpty)
  }

  @Test
  func `the configuration file can be named itself`() throws {
    let world = try ImportWorld()
    try world.writeModels(#"{"providers":{"p":{"models":[]}}}"#, of: "a")
    try world.write("{}", to: "other.json5")
    let report = try world.run(world.directory + "/other.json5")
    #expect(report.configFile == world.directory + "/other.json5")
    #expect(report.directory == world.directory)
    #expect(try Set(world.agents().map(\.id.text)) == ["a", "main"])
  }

  @Test
  func `one file cannot flood the report`() throws {
    let world = try ImportWorld()
    let models = Array(repeating: "5", count: 3000).joined(separator: ",")
    try world.writeModels(#"{"providers":{"p":{"models":[\#(models)]}}}"#)
    let report = try world.run()
    #expect(report.findings.count == 500)
    #expect(report.omittedFindings == 2500)
    #expect(report.counts[.models]?.skipped == 3000)
  }

  @Test
  func `the notes of a large fleet left no room for an error`() throws {
    let world = try ImportWorld()
    let models = (0..<600).map { #"{"id":" m\#($0)"}"# } + ["5"]
    try world.writeModels(
      #"{"providers":{"p":{"models":[\#(models.joined(separator: ","))]}}}"#)
    let report = try world.run()
    #expect(report.findings.contains { $0.finding.kind == .skipped })
    #expect(report.omittedFindings == 100)
  }
}
