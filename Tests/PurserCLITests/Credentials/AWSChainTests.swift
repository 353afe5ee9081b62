import JSONKit
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

/// What is said of a provider whose credentials the libraries of AWS find: the same by every command.
@Suite struct AWSChainTests {
  /// A provider with its variables, and what is in use of it.
  struct Situation: Sendable, CustomTestStringConvertible {
    var name: String
    var model: String
    /// Options of the provider's definition; nil for none.
    var definition: String?
    var environment: [String: String] = [:]
    /// What `models status` says is in use, and what `models resolve` tries first; nil for nothing.
    var effective: String?
    var first: String?
    /// What the overview says.
    var summary: String
    var testDescription: String { name }
  }

  static let situations = [
    Situation(
      name: "Bedrock without a variable", model: "amazon-bedrock/anthropic.claude",
      effective: "aws-sdk", first: "aws-sdk", summary: "not_checked"),
    Situation(
      name: "Bedrock with a profile of AWS", model: "amazon-bedrock/anthropic.claude",
      environment: ["AWS_PROFILE": "work"], effective: "env", first: "env", summary: "present"),
    Situation(
      name: "Bedrock that is said to take keys", model: "amazon-bedrock/anthropic.claude",
      definition: "--base-url https://b.example --auth-mode api-key", summary: "missing"),
    Situation(
      name: "a gateway before Bedrock", model: "lab/m1",
      definition: "--base-url https://b.example --auth-mode aws-sdk", effective: "aws-sdk",
      first: "aws-sdk", summary: "not_checked"),
    Situation(
      name: "a gateway before Bedrock with a token of AWS", model: "lab/m1",
      definition: "--base-url https://b.example --auth-mode aws-sdk",
      environment: ["AWS_BEARER_TOKEN_BEDROCK": "FAKE-TOKEN"], effective: "aws-sdk",
      first: "aws-sdk", summary: "not_checked"),
    Situation(
      name: "another provider", model: "mistral/m1", summary: "missing"),
  ]

  @Test(arguments: situations)
  func `status, resolve and the overview agree on what AWS finds`(situation: Situation) throws {
    var world = try ReportWorld()
    for (name, value) in situation.environment {
      world.harness.environment = world.harness.environment.setting(name, value)
    }
    let provider = situation.model.prefix { $0 != "/" }
    if let definition = situation.definition {
      try world.done("providers add \(provider) \(definition)")
    }
    try world.done("models set \(situation.model)")

    let auth = try world.document("models status")["auth"]
    let row = auth?["providers"]?.array?.first { $0["provider"] == .string(String(provider)) }
    #expect(row?["effective"]?["kind"]?.string == situation.effective, "\(row ?? .null)")
    let missing = auth?["missingProvidersInUse"]?.array?.compactMap(\.string)
    #expect(missing == (situation.effective == nil ? [String(provider)] : []))
    let check = world.run("models status --check")
    #expect(check.exitCode == (situation.effective == nil ? 1 : 0), "\(check)")
    let fleet = try world.document("models status --all-agents")["agents"]?[0]
    #expect(fleet?["missingProvidersInUse"]?.array?.compactMap(\.string) == missing)

    let resolved = try world.document("models resolve --agent main")
    #expect(resolved["usable"]?.bool == (situation.first != nil), "\(resolved)")
    #expect(
      resolved["candidates"]?[0]?["credentials"]?[0]?["kind"]?.string == situation.first)
    let overview = try world.document("")["agents"]?[0]?["auth"]
    #expect(overview?["status"]?.string == situation.summary, "\(overview ?? .null)")
  }
}
