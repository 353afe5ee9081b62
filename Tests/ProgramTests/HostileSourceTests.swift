import Foundation
import PurserTestSupport
import Testing

/// Directories and words that mean harm.
@Suite struct HostileSourceTests {
  @Test func `a link out of the tree is not written through, and nothing else is written`() throws {
    let world = try FleetWorld()
    let outside = try world.folder.write("{\"providers\": {}}", to: "outside.json")
    try world.folder.remove("fleet/agents/research/agent/models.json")
    try world.folder.link("fleet/agents/research/agent/models.json", to: outside)
    try world.succeed("import", world.fleet)
    let before = try world.files(below: "fleet")
    let result = try world.purser("export", "--all-agents")
    #expect(result.exitCode == 77, "\(result)")
    #expect(result.errors.contains("research") && result.errors.contains("Hint: "), "\(result)")
    #expect(try world.files(below: "fleet") == before)
    #expect(try world.folder.text("outside.json") == "{\"providers\": {}}")
  }

  @Test func `a linked agent folder out of the tree is not followed by an import`() throws {
    let world = try FleetWorld()
    try world.folder.write(
      #"{"providers": {"stolen": {"baseUrl": "https://x/v1", "apiKey": "K", "models": []}}}"#,
      to: "elsewhere/agent/models.json")
    try world.folder.link("fleet/agents/linked", to: world.folder.path("elsewhere"))
    let result = try world.purser("import", world.fleet, "--json")
    #expect(result.exitCode == 0, "\(result)")
    #expect(result.output.contains("agents/linked"), "the report names it")
    #expect(try world.sqlite("SELECT count(*) FROM provider WHERE id = 'stolen'") == "0")
  }

  static let names = ["../../etc", "a/b", "x\ny", "\u{1B}[31mred", "..", "a\u{202E}b", "A B"]

  @Test func `agent ids that mean harm become harmless, on the screen and on the disk`() throws {
    let world = try FleetWorld(examples: false)
    let ids = Self.names.map { ["id": $0] }
    let config = try JSONSerialization.data(withJSONObject: ["agents": ["list": ids]])
    try world.folder.write([UInt8](config), to: "fleet/openclaw.json")
    let result = try world.purser("import", world.fleet)
    #expect(result.exitCode == 0, "\(result)")
    try world.succeed("export", "--all-agents", "--out", world.folder.path("out/deep"))
    let ours = try world.sqlite("SELECT id FROM agent").split(separator: "\n")
    #expect(ours.count > 3)
    let harmless = Set("abcdefghijklmnopqrstuvwxyz0123456789-_")
    for id in ours { #expect(id.allSatisfy(harmless.contains), "\(id)") }
    for path in try world.files().keys where path.hasSuffix("models.json") {
      #expect(path.hasPrefix("out/deep/"), "\(path)")
    }
    for text in [result.output, result.errors, try world.succeed("agents")] {
      #expect(!text.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" })
    }
  }

  @Test(arguments: names)
  func `a word of the command line that means harm is refused or made harmless`(name: String) throws
  {
    let world = try FleetWorld.imported()
    for words in [
      ["agents", "add", name], ["agents", "show", name], ["models", "set", name],
      ["export", "--agent", name, "--out", world.folder.path("out")], ["import", name],
      ["models", "aliases", "add", name, "openai/gpt-5.2"], ["settings", "set", name, "1"],
    ] {
      let result = try world.purser(words)
      #expect([0, 1, 64, 65].contains(result.exitCode), "\(words): \(result)")
      #expect(
        !(result.output + result.errors).unicodeScalars.contains {
          "\u{1B}\u{202E}".unicodeScalars.contains($0)
        },
        "\(words): \(result)")
    }
    try world.expectSound()
    for path in try world.files(below: "home").keys {
      #expect(
        path.hasPrefix(".local/share/purser/") || path.hasPrefix(".config/purser/"), "\(path)")
    }
  }
}
