import JSONKit
import PurserDomain
import PurserTestSupport
import Testing

@testable import PurserCLI

/// What a run says beside its answer, where it once said too little or something untrue.
@Suite struct TellingTests {
  @Test func `a failure that was not recorded opened a window of the past again`() throws {
    let world = try ReportWorld()
    try world.done("report failure --agent main --profile openai:work --status 429")
    world.clock.step(milliseconds: 600_000)
    for status in [500, 502, 408] {
      let answer = try world.document(
        "report failure --agent main --profile openai:work --status \(status)")
      #expect(answer["otherWindows"] ?? [] == [], "\(status): \(answer)")
    }
    let history = world.run("models auth history --profile openai:work --plain").output
    #expect(history.split(separator: "\n").count { $0.contains("cooldown_started") } == 1)
  }

  @Test func `the key of another provider was handed out for a model, without a word`() throws {
    let world = try ReportWorld()
    try world.done("models set openai/gpt-5.2")
    let line = "models resolve --agent main --with-credential --plain"
    let result = world.run(line + " --model xai/grok-4")
    #expect(result.exitCode == 0, "\(result)")
    #expect(
      result.errors.contains(
        "Note: what was handed out is for 'openai/gpt-5.2': 'xai/grok-4' is not called"),
      "\(result)")
    #expect(!world.run(line).errors.contains("handed out"))
  }

  @Test(arguments: ["!!", "*", "nope"])
  func `an odd name of an agent in one line ended the whole batch`(name: String) throws {
    let world = try ReportWorld()
    let good = #"{"outcome":"failure","profile":"openai:work","agent":"main","status":429}"#
    let odd = #"{"outcome":"success","profile":"openai:work","agent":"\#(name)"}"#
    let result = world.run("report batch --json", input: [good, odd, good].joined(separator: "\n"))
    #expect(result.exitCode == 1, "\(result)")
    let answer = try JSON.parse(result.output)
    #expect(answer["faults"]?.array?.compactMap { $0["line"]?.int64 } == [2], "\(answer)")
    #expect(answer["recorded"]?.int64 == 2, "\(answer)")
  }

  @Test func `a session was said to be back at the default while another one chooses for it`()
    throws
  {
    let world = try ReportWorld()
    try world.done("models set openai/o1 --agent main")
    try world.done("sessions set k:1 --agent main --model openai/o9")
    let result = world.run("sessions set k:1:thread:9 --agent main --model openai/o1")
    #expect(result.exitCode == 0, "\(result)")
    #expect(
      result.output.contains("Session 'k:1' has chosen openai/o9, which counts here now."),
      "\(result)")
    #expect(
      !world.run("sessions set k:1 --agent main --model openai/o1").output.contains("counts here"))
  }

  @Test func `an id that stands for the key of the configuration was given to a profile`() throws {
    let world = try ReportWorld()
    try world.key("key-of-nobody-0123456789")
    let result = world.run(
      "models auth paste-api-key --provider groq --profile-id inline-api-key:groq --from-file ~/key"
    )
    #expect(result.exitCode == 65, "\(result)")
    #expect(result.errors.contains("stands for the key of the configuration"), "\(result)")
  }

  @Test func `an order that was not there was said to be cleared`() throws {
    let world = try ReportWorld()
    let line = "models auth order clear --agent main --provider openai"
    #expect(world.run(line).output.contains("There is no order override."))
    try world.done("models auth order set --agent main --provider openai openai:home")
    #expect(world.run(line).output.contains("Cleared order override."))
  }

  @Test func `a command to paste ran what an id had in it`() throws {
    let world = try ReportWorld()
    try world.key("key-of-nobody-0123456789")
    try world.done(
      #"models auth paste-api-key --provider p1 --profile-id "p1:$(id)'x" --from-file ~/key"#)
    try world.done(#"report failure --agent main --profile "p1:$(id)'x" --status 401"#)
    let commands = try world.document("models auth cooldowns explain")["profiles"]?.array?
      .flatMap { $0["windows"]?.array ?? [] }.flatMap { $0["clearedBy"]?.array ?? [] }
      .compactMap { $0["command"]?.string }
    let text = world.run("models auth cooldowns explain").output
    #expect(text.contains(#"clear --profile 'p1:$(id)'\''x'"#), "\(text) \(commands ?? [])")
    let log = world.run("audit log").output
    #expect(log.contains(#"--profile 'p1:$(id)'\''x'"#), "\(log)")
  }

  @Test func `the next step for a store that is not there led to another store`() throws {
    let world = try ReportWorld()
    let path = world.folder.path("other place.db")
    let harness = world.harness
    let result = harness.run(words: ["--store", path, "models", "status"])
    #expect(result.exitCode == 78, "\(result)")
    #expect(result.errors.contains("Hint: purser --store '\(path)' init"), "\(result)")
  }

  @Test func `warnings stood before the document of an error`() throws {
    let world = try ReportWorld()
    try world.done(
      "providers add acme --base-url http://127.0.0.1:9/v1 --api openai-completions --key-env X --model m-1"
    )
    try world.done("models aliases add quick acme/m-1")
    let result = world.run("providers remove acme --json")
    #expect(result.exitCode != 0)
    let error = try JSON.parse(result.errors)["error"]
    #expect(error?["code"]?.string != nil, "\(result)")
    #expect(
      error?["notes"]?.array?.compactMap(\.string).contains { $0.contains("still in use") } == true,
      "\(result)")
  }

  @Test func `an alias that an import brought could not be removed for its blank`() throws {
    let world = try ReportWorld()
    try world.folder.write(
      #"{"agents": {"defaults": {"models": {"openai/o1": {"alias": "Old Flash"}}}}}"#,
      to: "gateway/openclaw.json")
    try world.done("import ~/gateway")
    #expect(world.run("models aliases list").output.contains("Old Flash"))
    try world.done("models aliases remove 'Old Flash'")
    #expect(!world.run("models aliases list").output.contains("Old Flash"))
    #expect(world.run("models aliases remove 'Old Flash'").exitCode == 65)
  }
}
