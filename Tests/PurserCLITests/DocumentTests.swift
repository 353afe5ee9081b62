import CommandKit
import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// Documents beyond those of the examples, which ExampleTests checks in the same way.
@Suite struct DocumentTests {
  @Test(arguments: [
    "agents add extra --name Extra --agent-dir ~/extra --model openai/gpt-5.2 --label a=b",
    "agents set coder --workspace ~/work", "agents label team=web --all-agents",
    "agents remove coder --yes", "agents copy coder coder-2", "agents set-default coder",
    "agents list --agent ops", "agents show research", "settings list --all-agents",
    "settings get models.mode --agents '*'", "settings set models.mode replace --agent coder",
    "settings unset models.mode", "import ~/.openclaw", "export --all-agents",
    "export --all-agents --check", "export --all-agents --diff", "export --out ~/issued --secrets",
    "audit log --agent coder --agent ops", "audit show 2",
    "audit verify --seal blake2b:\(String(repeating: "0", count: 64))",
    "models status --agent research", "models status --all-agents", "models list --all",
    "models aliases list --all-agents", "models image-fallbacks list --all-agents",
    "models allow list --all-agents", "models explain openai/gpt-5.2",
    "models explain nothing-of-that-name --agent research", "models set openai/gpt-5.2",
    "models set-image openai/gpt-5.2 --all-agents", "models aliases add quick openai/gpt-5-mini",
    "models fallbacks add openai/gpt-5.2 --agent research --dry-run",
    "models allow add openai/*", "providers list --all-agents",
    "providers show lab-vllm", "providers show acme-gateway --agent research",
    "providers add extra --model a",
    "providers set lab-vllm --no-key --all-agents", "providers remove lab-vllm --yes --force",
    "models auth list --all-agents", "models auth list --unused --provider openai",
    "models auth logout openai:work --yes", "models auth order set --provider openai --none",
    "models auth order get --provider openai --agent coder",
    "models auth history --kind login,rotated",
    "models refresh --provider openai,nowhere", "models catalog import ~/openrouter-models.json",
    "models catalog diff --source models.dev", "models scan --no-probe",
    "plugins list --verbose", "plugins show anthropic", "plugins show openrouter",
    "help models", "complete zsh -- models ",
  ])
  func `the document of a command has the shape of its schema`(line: String) throws {
    let result = try SampleWorld().run("purser " + line, adding: ["--json"])
    #expect(try DocumentTable().faults(in: result.output, of: "purser " + line) == [])
  }

  @Test func `the first command has its document`() throws {
    let folder = try TemporaryFolder()
    let result = ProgramHarness(in: folder).run("purser init --json")
    #expect(try DocumentTable().faults(in: result.output, of: "purser init") == [])
  }

  @Test func `a removal that is called off has its document`() throws {
    let world = try SampleWorld()
    var harness = world.harness
    harness.terminalWidth = 80
    harness.typed = "n"
    let line = "purser agents remove coder"
    let result = harness.run(line + " --json")
    #expect(try DocumentTable().faults(in: result.output, of: line) == [])
  }

  @Test func `the version has its document`() throws {
    let document = try JSON.parse(ProgramHarness().run("purser --version --json").output)
    #expect(try JSONSchema(named: "version").faults(in: document) == [])
  }

  @Test(arguments: [
    "agents show nobody", "modles", "export --check --diff",
    "models explain", "import ~/nowhere", "audit show 99999", "--store ~/none/none.db store info",
    "settings set models.mode sideways", "agents list --if-revision 3",
  ])
  func `a failed run has the document of an error`(line: String) throws {
    let result = try SampleWorld().run("purser " + line, adding: ["--json"])
    #expect(result.output == "")
    let document = try JSON.parse(result.errors)
    #expect(try JSONSchema(named: "error").faults(in: document) == [])
  }

  @Test func `every command has its row and every row its command`() throws {
    let commands = RootCommand.tree.catalogue.everything.filter { !$0.isGroup }
      .map { $0.path.joined(separator: " ") }
    #expect(try DocumentTable().schemas.keys.sorted() == commands.sorted())
  }

  @Test func `every schema is one that something names`() throws {
    let table = try DocumentTable().schemas.values.flatMap { $0 }
    let apart = [
      "version", "error", "event", "change", "provider-manifest", "usage-snapshot",
      "usage-record-input",
    ]
    #expect(try Set(table + apart) == Set(SchemaFile.all().map(\.name)))
  }

  @Test func `a number that looks like an instant must be named as one`() {
    let document: JSON = ["a": [["madeAt": 1_770_000_000_000, "made": 1_770_000_000_000]]]
    #expect(
      DocumentContract().faults(in: document) == [
        "$.a[].made looks like an instant and does not end in At"
      ])
  }
}
