import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// Reports whose text is broken, and words that are keys.
@Suite struct BrokenWordTests {
  private static let slashed = "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"
  private let world: ReportWorld

  init() throws { world = try ReportWorld() }

  @Test(arguments: [
    #"{"outcome":"failure","profile":"openai:work","status":402,"message":"Guthaben \ud83d"}"#,
    #"{"outcome":"failure","profile":"openai:work","status":402,"message":"\ud83d\u0041 \ude00"}"#,
  ])
  func `a report whose text was cut in half a character was lost`(line: String) throws {
    let result = world.run("report batch", input: line + "\n")
    #expect(result.exitCode == 0, "\(result)")
    #expect(try world.done("models auth cooldowns list").contains("openai:work"))
  }

  @Test(arguments: [
    "models auth paste-api-key --provider openai KEY", "models auth logout KEY --yes",
    "models auth paste-token --provider anthropic --expires-in KEY",
    "models auth paste-api-key --provider openai --profile-id KEY", "settings set KEY x",
    "models auth order set --provider openai KEY", "sessions set s --profile KEY",
    "report failure --profile KEY --status 429",
  ])
  func `a key with slashes was repeated or stored as a name`(line: String) throws {
    let result = world.run(line.replacing("KEY", with: Self.slashed), input: "key-0123456789")
    #expect(result.exitCode != 0, "\(result)")
    #expect(!(result.output + result.errors).contains(Self.slashed), "\(result)")
    #expect(!world.run("audit log").output.contains("wJalr"))
  }

  @Test func `models, sessions and labels that look random were refused`() throws {
    let model = "huggingface/XiaomiMiMo/MiMo-V2-Flash"
    let session = "agent:main:signal:group:q7Zk2LwXq0Tn4bR8vY1cJ6mH3sPa9Ud5fGe0KiOxWzE="
    try world.done("models set \(model)")
    // There is no credential for it here.
    let resolved = world.run("models resolve --model \(model) --session \(session)")
    #expect(resolved.exitCode == 1 && resolved.errors.isEmpty, "\(resolved)")
    try world.done("sessions set \(session) --model \(model)")
    try world.done("agents label --agent main room=q7Zk2LwXq0Tn4bR8vY1cJ6mH3sPa9Ud5fGe0KiOxWzE")
    let line = #"{"outcome":"failure","profile":"openai:work","model":"\#(model)","status":429}"#
    try world.done("report batch", input: line + "\n")
    try world.done("report failure --profile openai:work --status 429 --model \(model)")
  }

  @Test(arguments: [
    "q7Rk8V1bT9xZpLmW0sYd3uJcFhN2aQeG", "9f8e7d6c5b4a39281706f5e4d3c2b1a0",
    "3f2504e0-4f89-11d3-9a0c-0305e82c3301", "9f8e7d6c5b4a39281706f5e4d3c2b1a0.q7Rk8V1bT9xZpLmW",
  ])
  func `a key in the place of its file was repeated`(key: String) throws {
    for option in ["--from-file \(key)", "--from-file=\(key)"] {
      let result = world.run("models auth paste-api-key --provider openai \(option)")
      #expect(result.exitCode != 0 && !result.errors.contains(key), "\(result)")
    }
    let named = world.run(
      "models auth paste-api-key --provider openai --from-file key-20250114.txt")
    #expect(named.errors.contains("key-20250114.txt"), "\(named)")
  }

  @Test(arguments: [
    ("billingBackoffHours", "0.00005", "0.0001"), ("billingBackoffHours", "20000", "20000"),
    ("authPermanentBackoffMinutes", "10000", "10000"), ("billingBackoffHours", "1e12", "31536000"),
  ])
  func `a number of the cooldowns was thrown away for its size`(
    member: String, written: String, stored: String
  ) throws {
    try world.folder.write(
      "{\"auth\": {\"cooldowns\": {\"\(member)\": \(written)}}}", to: "state/openclaw.json")
    let imported = try world.done("import ~/state")
    #expect(!imported.contains("This is no number"), "\(imported)")
    let name =
      member == "billingBackoffHours" ? "billing-backoff-hours" : "auth-permanent-backoff-minutes"
    let shown = try world.document("settings get auth.cooldowns.\(name)")
    #expect(shown["settings"]?[0]?["value"]?.string == stored, "\(shown)")
  }

  @Test func `a step of four hours was refused with advice that it followed`() throws {
    try world.done("settings set auth.cooldowns.transient-schedule-seconds 30,14400")
    let refused = world.run("settings set auth.cooldowns.transient-schedule-seconds 30,40000000")
    #expect(refused.errors.contains("31536000"), "\(refused)")
  }
}
