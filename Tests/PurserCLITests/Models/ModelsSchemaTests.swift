import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

@Suite struct ModelsSchemaTests {
  @Test(arguments: [
    ("models-status", "models status --json"),
    ("models-status", "models status --agent research --json"),
    ("models-status-agents", "models status --all-agents --json"),
    ("models-list", "models list --json"), ("models-list", "models list --all --json"),
    ("models-aliases", "models aliases list --json"),
    ("models-aliases", "models aliases list --all-agents --json"),
    ("models-fallbacks", "models fallbacks list --json"),
    ("models-fallbacks", "models image-fallbacks list --all-agents --json"),
    ("models-allow", "models allow list --json"),
    ("models-allow", "models allow list --all-agents --json"),
    ("models-explain", "models explain openai/gpt-5.2 --json"),
    ("models-explain", "models explain nothing-of-that-name --agent research --json"),
    ("models-change", "models set openai/gpt-5.2 --json"),
    ("models-change", "models set-image openai/gpt-5.2 --all-agents --json"),
    ("models-change", "models fallbacks add openai/gpt-5.2 --agent research --json --dry-run"),
    ("models-change", "models aliases add quick openai/gpt-5-mini --json"),
    ("models-change", "models allow add openai/* --json"),
  ])
  func `the document has the shape of its schema`(schema: String, line: String) throws {
    let result = try SampleWorld().run("purser " + line)
    #expect(result.output.hasSuffix("}\n"), "\(result.errors)")
    let document = try JSON.parse(result.output)
    #expect(try JSONSchema(named: schema).faults(in: document) == [])
  }
}
