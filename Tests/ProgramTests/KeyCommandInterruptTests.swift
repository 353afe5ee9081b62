import Foundation
import PurserTestSupport
import Testing

/// A program that is told to end while it waits for its key has nothing to say of the store.
@Suite struct KeyCommandInterruptTests {
  @Test(arguments: [
    ["models", "auth", "list", "--json"], ["overview"], ["models", "status", "--check"],
    ["models", "status", "--json"], ["models", "resolve"],
    ["models", "resolve", "--with-credential", "--plain"], ["providers", "show", "lab"],
  ])
  func `an interrupted key command made good credentials undecryptable`(words: [String]) throws {
    let world = try FleetWorld(examples: false)
    world.runner.environment["PURSER_KEY"] = String(repeating: "5a", count: 32)
    try world.folder.write(
      """
      {"agents": {"list": [{"id": "main", "model": "lab/m"}]}, "models": {"providers": {"lab": {
        "baseUrl": "https://lab.example/v1", "api": "openai-completions", "apiKey": "sk-lab-0123456789abcdef",
        "models": [{"id": "m"}]}}}}
      """, to: "fleet/openclaw.json")
    try world.folder.write(
      #"{"version": 1, "profiles": {"lab:a": {"type": "api_key", "provider": "lab", "key": "key-a-0123456789"}}}"#,
      to: "fleet/agents/main/agent/auth-profiles.json")
    try world.succeed("import", world.fleet)
    world.runner.environment["PURSER_KEY"] = nil
    world.runner.environment["PURSER_KEY_COMMAND"] = "kill -INT $PPID; sleep 5"
    let result = try world.purser(words)
    #expect(result.exitCode == 130 && result.output.isEmpty, "\(result)")
  }
}
