import JSONKit
import PurserDomain
import PurserServices
import PurserTestSupport
import Testing

/// What readers do with a file, and that they take every file Purser makes of its own providers.
struct ConsumerTests {
  @Test(
    .enabled(if: Shared.isPresent),
    arguments: try Shared.isPresent ? Shared.jsonVectors("models-json-consume-pinned") : [])
  func `the check agrees with the reader of January 2026`(vector: JSONVector) {
    expectAgreement(ConsumerCheck(isPinned: true), vector)
  }

  @Test(
    .enabled(if: Shared.isPresent),
    arguments: try Shared.isPresent ? Shared.jsonVectors("models-json-consume-head") : [])
  func `the check agrees with the reader of March 2026`(vector: JSONVector) {
    expectAgreement(ConsumerCheck(isPinned: false), vector)
  }

  /// Each file the vectors feed to a reader, good or broken, as if a store held what can be held of it.
  @Test(
    .enabled(if: Shared.isPresent),
    arguments: try Shared.isPresent
      ? Shared.jsonVectors("models-json-consume-pinned")
        + Shared.jsonVectors("models-json-consume-head") : [],
    ModelsDocument.Dialect.allCases)
  func `what is exported of any provider is taken by all readers`(
    vector: JSONVector, dialect: ModelsDocument.Dialect
  ) throws {
    let document = vector.input["modelsJson"].flatMap { value in
      value.string.map { (try? JSON.parse($0)) ?? .null } ?? value
    }
    let sample = try ProviderSample(document?["providers"] ?? [:])
    let file = try ModelsGenerator.generate(sample, mode: .replace, dialect: dialect)
    let text = String(decoding: try #require(file.bytes), as: UTF8.self)
    #expect(ConsumerCheck(isPinned: false).accepts(text), "\(text)")
    // The oldest reader also refuses kinds of API it does not know, and overrides of models.
    let isNew = ["google-vertex", "nope", "github-copilot", "modelOverrides"].contains {
      text.contains($0)
    }
    if !isNew { #expect(ConsumerCheck(isPinned: true).accepts(text), "\(text)") }
  }

  @Test(
    arguments: [
      (["api": "x", "apiKey": "A_KEY", "models": [["id": "m"]]], "endpoint"),
      (["baseUrl": "https://h/v1", "models": [["id": "m"]]], "no key"),
      (["headers": ["a": "b"], "apiKey": "A_KEY"], "neither models nor an endpoint"),
      (["models": []], "neither models nor an endpoint"),
    ] as [(JSON, String)])
  func `a provider that readers would refuse is left out with the reason`(
    provider: JSON, reason: String
  ) throws {
    let sample = try ProviderSample(["p": provider, "q": ["baseUrl": "https://h"]])
    let file = try ModelsGenerator.generate(sample)
    #expect(file.document == ["providers": ["q": ["baseUrl": "https://h"]]])
    #expect(file.notes.map(\.path) == [["providers", "p"]])
    #expect(file.notes.first?.message.contains(reason) == true)
    #expect(file.notes.first?.hint?.hasPrefix("purser providers set p ") == true)
  }

  @Test func `a model gets what the oldest readers want to see`() throws {
    let sample = try ProviderSample([
      "lab": [
        "baseUrl": "https://h", "apiKey": "LAB_KEY",
        "models": [["id": "a"], ["id": "b", "contextWindow": 4096, "cost": ["input": 0.25]]],
      ]
    ])
    let file = try ModelsGenerator.generate(sample)
    #expect(
      file.document?["providers"]?["lab"]?["models"] == [
        [
          "id": "a", "name": "a", "reasoning": false, "input": ["text"],
          "cost": ["input": 0, "output": 0, "cacheRead": 0, "cacheWrite": 0],
          "contextWindow": 200_000, "maxTokens": 8192,
        ],
        [
          "id": "b", "cost": ["input": 0.25, "output": 0, "cacheRead": 0, "cacheWrite": 0],
          "contextWindow": 4096, "name": "b", "reasoning": false, "input": ["text"],
          "maxTokens": 4096,
        ],
      ])
    #expect(file.document?["providers"]?["lab"]?["api"] == "openai-completions")
  }

  @Test func `unknown members of providers and models stay`() throws {
    let sample = try ProviderSample([
      "lab": [
        "baseUrl": "https://h", "apiKey": "LAB_KEY", "timeoutSeconds": 7,
        "models": [["id": "a", "thinkingLevelMap": ["off": nil]]],
      ]
    ])
    let lab = try ModelsGenerator.generate(sample).document?["providers"]?["lab"]
    #expect(lab?["timeoutSeconds"] == 7)
    #expect(lab?["models"]?[0]?["thinkingLevelMap"] == ["off": nil])
  }

  private func expectAgreement(_ check: ConsumerCheck, _ vector: JSONVector) {
    guard let value = vector.input["modelsJson"], !value.isNull else { return }
    let text = value.string ?? value.text(.pretty)
    #expect(check.accepts(text) == (vector.expected["error"]?.isNull ?? false))
  }

  /// [research/cli-and-formats.md 11.2]
  @Test(
    arguments: [
      (true, false), ("elsewhere", false), ("radius", true),
    ] as [(JSON, Bool)])
  func `a kind of login that readers do not know was exported`(value: JSON, isKept: Bool) throws {
    let sample = try ProviderSample(["p": ["baseUrl": "https://h", "oauth": value]])
    let file = try ModelsGenerator.generate(sample)
    #expect(file.document?["providers"]?["p"]?["oauth"] == (isKept ? value : JSON?.none))
    #expect(file.notes.map(\.path) == (isKept ? [] : [["providers", "p", "oauth"]]))
  }

  /// [research/cli-and-formats.md 11.2]
  @Test(
    arguments: [
      (["high": 3], false), ("high", false), (["high": "max", "off": nil], true),
    ] as [(JSON, Bool)])
  func `thinking levels that are no text were exported`(levels: JSON, isKept: Bool) throws {
    let model: JSON = ["id": "m", "thinkingLevelMap": levels]
    let sample = try ProviderSample([
      "p": ["baseUrl": "https://h", "api": "x", "apiKey": "A_KEY", "models": [model]]
    ])
    let file = try ModelsGenerator.generate(sample)
    let written = file.document?["providers"]?["p"]?["models"]?.array?.first
    #expect(written?["thinkingLevelMap"] == (isKept ? levels : JSON?.none))
    #expect(file.notes.isEmpty == isKept)
  }
}
