import PurserTestSupport
import Testing

@testable import PurserCLI

/// What is said of the files of several agents at once.
@Suite struct ExportManyTests {
  @Test(arguments: ["--diff", "--diff --dialect dollar"])
  func `differences of agents that share the defaults are those of each alone`(
    options: String
  ) throws {
    let world = try ModelsWorld()
    // One that is not there, one that is as it should be, one that differs.
    #expect(world.harness.run("export --agent ops").exitCode == 0)
    #expect(world.harness.run("export --agent research").exitCode == 0)
    let file = "state/agents/research/agent/models.json"
    try world.folder.write(
      try world.folder.text(file).replacing("https://", with: "http://"), to: file)
    let all = world.harness.run("export --all-agents \(options)")
    let each = ["main", "ops", "research", "odd"].map {
      world.harness.run("export --agent \($0) \(options)").output
    }
    #expect(all.output == each.joined())
    #expect(all.output.contains("+++ \(world.folder.path)/state/agents/main/agent/models.json\n"))
  }

  @Test func `a hundred agents differ as one of them does`() throws {
    let world = try ModelsWorld()
    for number in 0..<100 {
      let line = "agents add a\(number) --agent-dir ~/new/a\(number)"
      #expect(world.harness.run(line.replacing("~", with: world.folder.path)).exitCode == 0)
    }
    let all = world.harness.run("export --agents 'a*' --check").output
    let one = world.harness.run("export --agent a0 --check").output
    let difference = try #require(one.split(separator: "\n").first { $0.contains(" -> ") })
    #expect(all.split(separator: "\n").count { $0 == difference } == 100)
  }
}
