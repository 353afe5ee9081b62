import JSONKit
import PurserDomain
import PurserServices
import PurserTestSupport
import Testing

/// What an import says of members that are not what they should be.
struct ImportWrongTypesTests {
  private func skipped(_ report: ImportReport) -> [String] {
    report.findings.filter { $0.finding.kind == .skipped }
      .map { "\($0.finding.line ?? 0) \($0.finding.path): \($0.finding.message)" }
  }

  @Test func `routes were counted as skipped without a word`() throws {
    let world = try ImportWorld()
    let report = try world.run(
      config: """
        {agents: {
          defaults: {utilityModel: {primry: 'lm/a'}},
          list: [
            {id: 'ops', subagents: {model: {primary: 5}}},
            {id: 'far', utilityModel: {fallbacks: 'lm/a'}, subagents: {model: null}},
            {id: 'low', subagents: {model: {}}}]}}
        """)
    #expect(
      skipped(report) == [
        "2 agents.defaults.utilityModel: The entry names no model.",
        "4 agents.list[0].subagents.model.primary: A model must be text, not number.",
        "5 agents.list[1].utilityModel.fallbacks: The fallbacks must be a list, not string.",
        "6 agents.list[2].subagents.model: The entry names no model.",
      ])
    #expect(report.messages(.routes).contains("Unknown key 'primry'."))
    #expect(report.counts[.routes]?.skipped == 4)
    #expect(report.isComplete)
  }

  @Test func `wrong types in models.json were kept without a word`() throws {
    let world = try ImportWorld()
    try world.writeModels(
      """
      {"providers": {"lab": {"baseUrl": " ", "api": "", "apiKey": "K_LAB", "name": 5,
        "modelOverrides": {"m": 1},
        "models": [{"id": "m", "input": ["text", "zzz"], "samplingParams": 1,
          "thinkingLevelMap": {"off": 3},
          "cost": {"input": "zzz", "output": 2, "cacheRead": 0, "cacheWrite": 0, "tiers": {"a": 1}}}]}}}
      """)
    let report = try world.run(config: "{agents: {list: [{id: 'main'}]}}")
    let notes = report.findings.filter { [.providers, .models].contains($0.kind) }
    #expect(notes.allSatisfy { $0.finding.line != nil && $0.finding.kind == .note })
    #expect(
      Set(notes.map { $0.finding.path.description }) == [
        "providers.lab.baseUrl", "providers.lab.api", "providers.lab.name",
        "providers.lab.modelOverrides", "providers.lab.models[0].input[1]",
        "providers.lab.models[0].samplingParams", "providers.lab.models[0].thinkingLevelMap",
        "providers.lab.models[0].cost.input", "providers.lab.models[0].cost.tiers",
      ])
  }
}
