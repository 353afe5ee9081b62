import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// The key of a provider's own configuration, imported and handed out, against what the gateway of January 2026 takes.
@Suite(.enabled(if: Shared.isPresent, "no shared material"))
struct ConfiguredKeyVectorTests {
  /// Why an answer may be another one.
  private static func rule(_ input: JSON, _ expected: String?, _ actual: String?) -> String? {
    let providers = input["config"]?["models"]?["providers"]?.object ?? [:]
    let texts = providers.compactMap { $0.value["apiKey"]?.string }
    if actual == nil, texts.contains(" LABKEY ") {
      return "KeyText: a bare upper-case name is a variable, never a key"
    }
    if providers.count == 2, providers["Z-AI"] != nil, expected == "2", actual == "1" {
      return "two spellings of one provider are one provider; the first one counts"
    }
    if providers["lab"]?["auth"]?.string == "aws-sdk", actual == nil {
      return "a provider that signs with AWS keys has no use for a key"
    }
    return nil
  }

  @Test func `is handed out as it is written`() throws {
    let vectors = try Shared.jsonVectors("auth-resolve")
      .filter { $0.input["op"]?.string == "custom-key" }
    #expect(vectors.count == 52)
    var used: Set<String> = []
    for vector in vectors {
      let expected = vector.expected.string
      let actual = try handedOut(vector.input)
      guard actual != expected else { continue }
      let rule = Self.rule(vector.input, expected, actual)
      #expect(rule != nil, "\(vector.name): \(actual ?? "none"), not \(expected ?? "none")")
      if let rule { used.insert(rule) }
    }
    #expect(used.count == 3)
  }

  private func handedOut(_ input: JSON) throws -> String? {
    let folder = try TemporaryFolder()
    let harness = ProgramHarness(in: folder)
    try folder.write((input["config"] ?? [:]).text(.pretty), to: "state/openclaw.json")
    for words in [["init", "--quiet"], ["import", folder.path("state"), "--quiet"]] {
      let result = harness.run(words: words)
      #expect(result.exitCode <= 1, "\(words): \(result.errors)")
    }
    let provider = input["provider"]?.string ?? ""
    let result = harness.run(words: [
      "models", "resolve", "--model", "\(provider)/m", "--with-credential", "--plain",
    ])
    // Nothing to print is what signs with the keys of AWS, which is no key of the configuration.
    let key = result.output.split(separator: "\n").first.map(String.init)
    return result.exitCode == 0 ? key : nil
  }
}
