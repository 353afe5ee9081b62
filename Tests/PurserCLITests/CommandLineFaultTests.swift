import JSONKit
import PurserDomain
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

/// What a line once did though it said something else, by symptom.
@Suite struct CommandLineFaultTests {
  // MARK: Which agent

  @Test(arguments: [
    "agents remove ID --yes", "agents remove ops ID --yes", "agents show ID",
    "agents set ID --name X", "agents set-default ID", "agents copy ID twin", "agents copy ops ID",
    "agents add ID", "models status --agent ID", "models set openai/gpt-5 --agent ID",
    "models auth list --agent ID", "report success --profile openai:work --agent ID",
  ])
  func `an empty agent id meant agent main`(line: String) throws {
    let world = try ReportWorld()
    for id in ["''", "'   '", "///", "-- -", "'??'"] {
      let result = world.run(line.replacing("ID", with: id))
      #expect(result.exitCode == 64, "\(line) \(id): \(result)")
      #expect(result.output == "", "\(line) \(id): \(result)")
    }
    #expect(try world.done("agents list --plain") == "main\nops\n")
    #expect(world.run(line.replacing("ID", with: "///")).errors.contains("Agent id is required."))
  }

  @Test func `an empty current agent is none, and one without a letter is refused`() throws {
    var world = try ReportWorld()
    world.harness.environment = world.harness.environment.setting("PURSER_AGENT", "")
    #expect(world.run("models status --plain").exitCode == 0)
    world.harness.environment = world.harness.environment.setting("PURSER_AGENT", "///")
    #expect(world.run("models status --plain").exitCode == 64)
  }

  @Test(arguments: [
    ("--agent ops agents show", "purser agents show", "--agent"),
    ("agents --agent ops show", "purser agents show", "--agent"),
    ("agents --agent ops remove ops --yes", "purser agents remove", "--agent"),
    ("agents --label a=b set-default ops", "purser agents set-default", "--label"),
    ("models auth --profile openai:work logout openai:home --yes", "", "--profile"),
    ("audit --event 1 show 2", "", "--event"),
  ])
  func `an option that the command has as an argument was swallowed`(
    line: String, command: String, option: String
  ) throws {
    let world = try ReportWorld()
    let result = world.run(line)
    #expect(result.exitCode == 64, "\(result)")
    #expect(result.errors.contains(option), "\(result)")
    if !command.isEmpty {
      #expect(result.errors.contains("'\(command)' does not take '\(option)'."), "\(result)")
    }
    #expect(try world.done("agents list --plain") == "main\nops\n")
  }

  @Test(arguments: ["--since '1d ago'", "-"])
  func `a comparison that asks nobody ignored its agent`(words: String) throws {
    let world = try ReportWorld()
    for agent in ["nope", "ops"] {
      let result = world.run("models catalog diff \(words) --agent \(agent)", input: "{}")
      #expect(result.exitCode == 64 && result.output == "", "\(result)")
      #expect(result.errors.contains("no agent's credential is needed"), "\(result)")
    }
  }

  @Test func `a pattern did not fit what was typed in upper case`() throws {
    let world = try ReportWorld()
    #expect(try world.done("agents list --agents 'O*' --plain") == "ops\n")
    #expect(world.run("agents list --help").output.contains("? for one character"))
  }

  // MARK: The record and plain lines

  @Test(arguments: ["''", "' '"])
  func `a blank actor was written into the trail`(actor: String) throws {
    var world = try ReportWorld()
    func newest() throws -> JSON? {
      try world.document("audit log --limit 1")["events"]?[0]?["actor"]
    }
    try world.done("models set openai/gpt-5 --actor \(actor)")
    #expect(try newest() == "lee")
    world.harness.environment = world.harness.environment.setting("PURSER_ACTOR", " ")
    try world.done("models set openai/gpt-5.2")
    #expect(try newest() == "lee")
    world.harness.environment = world.harness.environment.setting("PURSER_ACTOR", "cron")
    try world.done("models set openai/gpt-5 --actor \(actor)")
    #expect(try newest() == "cron")
  }

  @Test func `bare lines of fleet tables were cut and decorated`() throws {
    let world = try ReportWorld()
    let models = (0..<8).map { "openai/a-model-with-a-long-name-\($0)" }
    for model in models { try world.done("models fallbacks add \(model)") }
    let rows = try world.done("models status --all-agents --plain").split(separator: "\n")
    #expect(rows.count == 2)
    for row in rows { #expect(row.contains("\t\(models.joined(separator: ", "))\t"), "\(row)") }
    #expect(try world.done("models status --all-agents").contains("...  "))
    #expect(try world.done("--plain").split(separator: "\n").allSatisfy { !$0.contains("(def") })
  }

  @Test func `one named agent lost the lines of the page`() throws {
    let world = try ReportWorld()
    let paste =
      "models auth paste-api-key --provider openai --profile-id openai:x --from-file ~/key"
    let one = try world.done("\(paste) --agent ops")
    #expect(one.contains("\nAuth profile: openai:x (openai/api_key)\n"), "\(one)")
    let gone = try world.done("models auth logout openai:x --yes --agent ops")
    #expect(
      gone.contains("Agent: ops\nRemoved auth profile: openai:x (openai/api_key)\n"), "\(gone)")
    let both = try world.done("\(paste) --all-agents")
    #expect(both.contains("\nmain: Auth profile: openai:x (openai/api_key)\n"), "\(both)")
    let all = try world.done("models auth logout openai:x --yes --all-agents")
    #expect(all.contains("Agent: main\nRemoved auth profile: openai:x"), "\(all)")
    #expect(all.contains("Agent: ops\nRemoved auth profile: openai:x"), "\(all)")
    #expect(
      try !world.done("models auth logout openai:work --yes").contains("Agent: "))
  }

  // MARK: Numbers and names

  @Test(arguments: [
    ("models scan --max-candidates 1001", "--max-candidates must be at most 1000."),
    ("models scan --concurrency 513", "--concurrency must be at most 512."),
    ("models scan --concurrency 99999999999999999999", "--concurrency must be at most 512."),
    ("models scan --timeout 86400001", "--timeout must be at most 86400000 (a day)."),
    ("models scan --concurrency ''", "--concurrency must be a positive integer"),
    ("audit log --by ' '", "Empty value for '--by'."),
    ("models status --probe-provider ''", "Empty value for '--probe-provider'."),
    ("probes run --provider ''", "Empty value for '--provider'."),
  ])
  func `a value beyond its limit was called no number, and an empty one was taken`(
    line: String, message: String
  ) throws {
    let result = try ReportWorld().run(line)
    #expect(result.exitCode == 64 && result.output == "", "\(result)")
    #expect(result.errors.contains(message), "\(result)")
  }

  // MARK: Questions

  @Test func `a wrong answer to a question ended the command`() throws {
    let world = try ReportWorld()
    var harness = world.harness
    harness.terminalWidth = 80
    harness.answers = [
      "", "openai", "9", "2", "openai:asked", "y", "10x", "12h", "", "tok-abcdefghijkl-0123",
    ]
    let result = harness.run("models auth add")
    #expect(result.exitCode == 0, "\(result)")
    #expect(result.output.contains("Auth profile: openai:asked (openai/token)"), "\(result)")
    for word in ["Required.", "none of the methods", "Invalid duration", "is empty"] {
      #expect(result.errors.contains(word), "\(word): \(result.errors)")
    }
  }

  @Test func `three wrong answers are enough`() throws {
    var harness = try ReportWorld().harness
    harness.terminalWidth = 80
    harness.answers = ["openai", "x", "y", "z", "1"]
    let result = harness.run("models auth add")
    #expect(result.exitCode == 65, "\(result)")
    #expect(result.errors.contains("That is none of the methods."), "\(result)")
  }
}
