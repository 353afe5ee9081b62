import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// Whom an explanation of a model names.
@Suite struct ExplainOriginTests {
  let world: ReportWorld

  init() throws { world = try ReportWorld() }

  private func run(_ actor: String, _ lines: String...) throws {
    for line in lines { try world.done("\(line) --actor \(actor)") }
  }

  /// What is said to have been set or removed, by whom.
  private func origins(_ model: String) throws -> [String] {
    try (world.document("models explain \(model)")["origins"]?.array ?? []).map { origin in
      let verb = origin["removed"] == true ? "removed" : "set"
      return "\(origin["what"]?.string ?? "") \(verb) by \(origin["actor"]?.string ?? "")"
    }
  }

  @Test func `who removed one line of an allowlist was named for setting the others`() throws {
    try run(
      "anna", "models allow add openai/a", "models allow add openai/b", "models allow add openai/c")
    try run("carl", "models allow remove openai/a")
    #expect(try origins("openai/c") == ["allowlist line set by anna"])
    let page = try world.done("models explain openai/c")
    #expect(
      page.contains("by anna at ") && page.contains(": models allow add openai/c\n"), "\(page)")
    // A gap is an end, and what stands again was set again.
    try run("carl", "models allow remove openai/c")
    try run("dora", "models allow add openai/c")
    #expect(try origins("openai/c") == ["allowlist line set by dora"])
    #expect(try origins("openai/b") == ["allowlist line set by anna"])
  }

  @Test(arguments: ["fallbacks", "image-fallbacks"])
  func `who removed a fallback was named for setting the next one`(list: String) throws {
    try run("anna", "models \(list) add openai/a", "models \(list) add openai/b")
    try run("carl", "models \(list) remove openai/a")
    let name = list == "fallbacks" ? "fallback#1" : "image fallback#1"
    #expect(try origins("openai/b") == ["\(name) set by anna"])
  }

  @Test func `who removed an alias was named for setting the next one`() throws {
    try run("anna", "models aliases add a1 openai/a", "models aliases add a2 openai/b")
    try run("carl", "models aliases remove a1")
    #expect(try origins("a2") == ["alias a2 set by anna"])
  }

  @Test func `a model that was set again is that of the second one`() throws {
    try run("anna", "models set openai/a")
    try run("carl", "models set openai/b")
    try run("dora", "models set openai/a")
    #expect(try origins("openai/a") == ["default model set by dora"])
  }

  @Test func `a denial did not say who decided it`() throws {
    try run("anna", "models allow add openai/a openai/b")
    #expect(try origins("xai/x") == ["allowlist mode set by anna"])
    try run("carl", "models allow remove openai/a")
    #expect(
      try origins("openai/a") == ["allowlist line removed by carl", "allowlist mode set by anna"])
    let refused = world.run("models explain openai/a")
    #expect(refused.exitCode == 1)
    #expect(refused.output.contains("\nRemoved       : allowlist line (defaults) by carl at "))
    try run("dora", "models allow mode only --agent ops")
    let denied = world.run("models explain openai/b --agent ops").output
    #expect(denied.contains("\nSet           : allowlist mode (ops) by dora at "), "\(denied)")
  }

  @Test func `a pattern that is gone denies what it covered`() throws {
    try run("anna", "models allow add openai/a 'xai/*'")
    try run("carl", "models allow remove 'xai/*'")
    #expect(
      try origins("xai/x") == ["allowlist line removed by carl", "allowlist mode set by anna"])
    // Who only exchanges lines for others that cover the model neither sets nor removes.
    try run("dora", "models allow add 'xai/*' xai/x")
    try run("emil", "models allow remove 'xai/*'")
    #expect(try origins("xai/x") == ["allowlist line set by dora"])
  }
}
