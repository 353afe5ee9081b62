import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

@Suite struct PluginsTests {
  @Test func `a broken manifest is shown beside those that are loaded`() throws {
    let folder = try TemporaryFolder()
    try folder.write("{", to: ".config/purser/providers/lab.json")
    let harness = ProgramHarness(in: folder)
    let result = harness.run("purser plugins")
    #expect(result.exitCode == 0)
    let lines = result.output.split(separator: "\n")
    #expect(lines.first == "Plugins (78/79 loaded)")
    #expect(
      lines.suffix(2) == [
        "lab is left out: it is not valid JSON (syntax)", "  ~/.config/purser/providers/lab.json",
      ])
    let document = try JSON.parse(harness.run("purser plugins list --json").output)
    #expect(document["plugins"]?.array?.filter { $0["status"] == "error" }.count == 1)
    #expect(document["diagnostics"]?[0]?["pluginId"] == "lab")
    let enabled = try JSON.parse(harness.run("purser plugins list --enabled --json").output)
    #expect(enabled["plugins"]?.array?.allSatisfy { $0["status"] == "loaded" } == true)
  }

  @Test func `the ways to log in are the same wherever they are told`() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      #"""
      {"version":1,"id":"lab","name":"Lab","login":{"authorizationUrl":"https://lab.example/a",
       "tokenUrl":"https://lab.example/t","deviceUrl":"https://lab.example/d","clientId":"mine"}}
      """#, to: ".config/purser/providers/lab.json")
    let harness = ProgramHarness(in: folder)
    let ways = "api-key, token, oauth, device-code"
    #expect(harness.run("purser plugins show lab").output.contains("Log in with   : \(ways)\n"))
    let login = harness.run("purser models auth login --json").output
    let row = try JSON.parse(login)["providers"]?.array?.first { $0["provider"] == "lab" }
    #expect(
      row?["methods"] == ["api-key", "token", "oauth", "device-code"], "\(login.prefix(300))")
  }

  @Test(arguments: ["{", #"{"version":1,"id":"groq","name":"x","aliases":["openai"]}"#])
  func `a broken manifest leaves the bundled one to log in with`(text: String) throws {
    let folder = try TemporaryFolder()
    try folder.write(text, to: ".config/purser/providers/groq.json")
    try folder.write("gsk-sample-key-0123456789", to: "key")
    let harness = ProgramHarness(in: folder)
    _ = harness.run("purser init")
    let result = harness.run(
      "purser models auth login --provider groq --method api-key --from-file \(folder.path("key"))")
    #expect(result.exitCode == 0, "\(result)")
    #expect(result.errors.contains("Note: the manifest of 'groq' is left out:"))
    #expect(harness.run("purser plugins show groq").output.contains("From          : bundled\n"))
  }

  @Test func `of a header only the name is shown`() throws {
    let folder = try TemporaryFolder()
    try folder.write(
      #"{"version":1,"id":"lab","name":"Lab","headers":{"X-Team":"planted-value"}}"#,
      to: ".config/purser/providers/lab.json")
    let harness = ProgramHarness(in: folder)
    for line in ["purser plugins show lab", "purser plugins show lab --json"] {
      let output = harness.run(line).output
      #expect(output.contains("X-Team") && !output.contains("planted-value"))
    }
  }

  @Test(arguments: [
    ("grok", "not_found", "Did you mean 'groq'?"),
    ("nothing-like-it", "not_found", "purser plugins list"),
  ])
  func `an unknown one is not found`(name: String, code: String, hint: String) throws {
    let result = ProgramHarness().run("purser plugins show \(name) --json")
    #expect(result.exitCode == 1)
    let error = try JSON.parse(result.errors)["error"]
    #expect(error?["code"]?.string == code)
    #expect(error?["hint"]?.string == hint)
  }

  @Test func `a broken one says what to mend`() throws {
    let folder = try TemporaryFolder()
    try folder.write("{", to: ".config/purser/providers/lab.json")
    let result = ProgramHarness(in: folder).run("purser plugins show lab")
    #expect(result.exitCode == 65)
    #expect(result.errors.contains("The manifest of 'lab' is left out: it is not valid JSON"))
  }
}
