import JSONKit
import PurserStore
import Testing

@testable import PurserCLI

/// Every place that a model is typed at holds it to the same rules.
@Suite struct ModelRulesTests {
  let world: ModelsWorld

  init() throws { world = try ModelsWorld() }

  private func revision() throws -> Int64 { try world.harness.context().read { try $0.revision() } }

  @Test func `a plain status with a probe is refused and sends nothing`() throws {
    let before = try revision()
    let result = world.harness.run("models status --plain --probe")
    #expect(result.exitCode == 64)
    #expect(result.output.isEmpty)
    #expect(result.errors.contains("--probe cannot be used with --plain output."))
    #expect(try revision() == before)
  }

  @Test func `an agent is not added with a model of an unknown provider`() throws {
    let result = world.harness.run("agents add zz --model nosuchprov/x")
    #expect(result.exitCode == 1)
    #expect(result.errors.contains("Unknown provider 'nosuchprov' in 'nosuchprov/x'"))
    #expect(world.harness.run("agents show zz").exitCode == 1)
  }

  @Test(arguments: [
    "agents add z2 --model barename", "models allow add barename",
    "sessions set s --model barename",
  ])
  func `a bare name is never taken without the warning`(line: String) {
    let result = world.harness.run(line)
    #expect(result.exitCode == 0)
    #expect(
      result.errors.contains(
        "Model \"barename\" specified without provider. Falling back to \"anthropic/barename\"."))
  }

  @Test func `an added agent starts with the model it was given`() throws {
    #expect(world.harness.run("agents add z3 --model big").output.contains("Model: openai/gpt-5.2"))
    #expect(world.harness.run("models status --agent z3 --plain").output == "openai/gpt-5.2\n")
  }

  @Test(arguments: ["zzz/y", "zzz/*"])
  func `an allowed model of an unknown provider is remarked on`(pattern: String) {
    let result = world.harness.run("models allow add '\(pattern)'")
    #expect(result.exitCode == 0)
    #expect(result.errors.contains("Provider 'zzz' is not known; saved as it is."))
  }

  @Test(arguments: [
    "models set openai/gpt-5.2@openai:work", "models set big@p:x",
    "models set-image lab/vision@lab:a", "models fallbacks add big@p:x",
    "models image-fallbacks add big@p:x", "models aliases add z big@p:x",
    "models allow add openai/gpt-5.2@openai:work", "agents add z4 --model big@p:x",
  ])
  func `a profile behind a configured model is refused with the commands that keep one`(
    line: String
  ) throws {
    let before = try revision()
    let result = world.harness.run(line)
    #expect(result.exitCode == 65)
    #expect(result.errors.contains("purser models auth order set"))
    #expect(result.errors.contains("purser sessions set"))
    #expect(try revision() == before)
  }

  @Test func `a version date or a quantization mark behind an at sign is part of the model`() {
    #expect(world.harness.run("models set anthropic/claude-s@20250514").exitCode == 0)
    #expect(
      world.harness.run("models status --plain").output == "anthropic/claude-s@20250514\n")
    #expect(world.harness.run("models fallbacks add lab/qwen-7b@q8_0").exitCode == 0)
  }

  @Test func `an alias with a profile behind it is explained as the alias`() throws {
    let result = world.harness.run("models explain big@openai:work --json")
    let json = try JSON.parse(result.output)
    #expect(json["model"] == "openai/gpt-5.2")
    #expect(json["resolution"]?["basis"] == "alias")
    #expect(json["resolution"]?["profile"] == "openai:work")
    // As a run would be told that asks for it.
    func told(_ id: String) -> String { world.harness.run("models explain big@\(id)").output }
    #expect(told("openai:work").contains("openai:work: Auth profile \"openai:work\" not found."))
    for id in ["openai:work", "lab:work"] {
      var harness = world.harness
      harness.input = "FAKE-key-0123456789"
      let pasted = harness.run(
        "models auth paste-api-key --provider \(id.prefix { $0 != ":" }) --profile-id \(id) --stdin"
      )
      #expect(pasted.exitCode == 0, "\(pasted)")
    }
    #expect(told("openai:work").contains("openai:work: a session or a run may ask for it"))
    #expect(
      told("lab:work").contains("lab:work: Auth profile \"lab:work\" is for lab, not openai."))
  }

  @Test(arguments: [
    "models list", "models explain", "models resolve", "models auth order get --provider openai",
  ])
  func `a command for one agent does not offer all of them and refuses them clearly`(
    command: String
  ) {
    #expect(!world.harness.run("\(command) --help").output.contains("--all-agents"))
    #expect(!world.harness.run("complete bash -- \(command) --al").output.contains("--all-agents"))
    let model = command.hasSuffix("explain") ? " big" : ""
    let result = world.harness.run("\(command)\(model) --all-agents")
    #expect(result.exitCode == 64)
    #expect(result.errors.contains("answers for one agent"))
  }
}
