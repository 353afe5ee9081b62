import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// Keys that were given for a name: refused and not repeated, whatever command they were given to.
@Suite struct KeyInWrongPlaceTests {
  // As services without a beginning of their own make them.
  private static let keys = [
    "3f9a8b7c6d5e4f3a2b1c0d9e8f7a6b5c", "Xk2Pq9Zr4Tv7Wy1Ab3Cd5Ef8Gh6Jm0Ln",
  ]

  @Test(
    arguments: [
      "report failure --profile openai:work --status 429 --model",
      "report success --profile openai:work --model", "models set", "models fallbacks add",
      "sessions set agent:main:main --model", "models aliases add fast", "models explain",
      "models resolve --model", "models allow add", "settings set auth.warn-window",
      "report failure --profile openai:work --code",
      "report success --model openai/o1 --profile", "report success --profile openai:work --agent",
    ], keys)
  func `a key without a known beginning was kept and shown as the name of a model`(
    line: String, key: String
  ) throws {
    let world = try ReportWorld()
    let before = try world.document("audit log --limit 1")
    let result = world.run("\(line) \(key)")
    #expect(result.exitCode != 0, "\(result)")
    #expect(!(result.output + result.errors).contains(key.prefix(8)), "\(result)")
    #expect(try world.document("audit log --limit 1") == before)
  }

  @Test(arguments: ["model", "profile", "agent"], keys)
  func `a line of a batch with a key in the place of a name is refused without it`(
    member: String, key: String
  ) throws {
    let world = try ReportWorld()
    var members = ["outcome": "success", "profile": "openai:work", "agent": "main"]
    members[member] = key
    let line = members.map { "\"\($0.key)\":\"\($0.value)\"" }.joined(separator: ",")
    // Twice, and first as something else: what was looked at once is remembered.
    let first = "{\"outcome\":\"success\",\"profile\":\"\(key)\"}"
    let result = world.run("report batch --json", input: "\(first)\n{\(line)}\n{\(line)}\n")
    #expect(result.exitCode == 1, "\(result)")
    #expect(try JSON.parse(result.output)["refused"]?.int64 == 3)
    #expect(!(result.output + result.errors).contains(key.prefix(8)), "\(result)")
  }

  @Test(arguments: [
    "anthropic/claude-sonnet-4-5-20250929", "openrouter/qwen/qwen3-30b-a3b:free",
    "openai/ft:gpt-4o-mini-2024-07-18:acme::9xYz12Ab", "lab/qwen25coder32binstruct",
    "azure/0f8fad5b-d9cb-469f-a165-70867728950e",
    "together/deepseek-ai/DeepSeek-R1-Distill-Llama-70B-free",
    "bedrock/arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/a1b2c3d4e5f6",
  ])
  func `names of models with dates and numbers in them are none`(model: String) throws {
    let world = try ReportWorld()
    try world.done("report success --profile openai:work --model \(model)")
    let line = #"{"outcome":"success","profile":"openai:work","model":"\#(model)"}"#
    try world.done("report batch", input: line + "\n")
  }

  @Test func `a login under an address with a date in it could not be reported on`() throws {
    let world = try ReportWorld()
    let id = "openai:jane19851012@example.org"
    try world.done(
      "models auth paste-api-key --provider openai --profile-id \(id) --from-file ~/key")
    try world.done("report success --profile \(id)")
    for key in ["openai:sk-proj-0123456789abcdefghij@a.b", "openai:\(Self.keys[1])@a.b"] {
      let refused = world.run("report success --profile \(key)")
      #expect(refused.exitCode != 0 && !refused.errors.contains(key.prefix(20)), "\(refused)")
    }
  }
}
