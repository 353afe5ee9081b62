import JSONKit
import PurserDomain
import PurserServices
import PurserTestSupport
import Testing

/// What the peer of January 2026 writes, and where Purser does otherwise, each with its rule.
struct ModelsVectorTests {
  @Test(.enabled(if: Shared.isPresent), arguments: try Shared.isPresent ? vectors() : [])
  func `a file comes out as the peer writes it, or by a rule`(vector: JSONVector) throws {
    let config = vector.input["config"]?["models"]
    let sample = try ProviderSample(config?["providers"] ?? [:])
    let mode = config?["mode"]?.string.flatMap(ModelsDocument.Mode.init(rawValue:)) ?? .merge
    let present: [UInt8]? =
      switch vector.input["existingModelsJson"] {
      case .string(let text)?: Array(text.utf8)
      case .null?, nil: nil
      case let value?: value.document()
      }
    let file = ModelsGenerator(mode: mode, dialect: .legacy).generate(
      try sample.rendered(secrets: true),
      present: present.map { PresentFile(bytes: $0, origin: .foreign) })
    let after = file.isCurrent ? present.flatMap { try? JSON.parse($0) } : file.document
    let departure = Self.departures.first { $0.covers(vector) }
    let expected = try departure.map { try $0.expected(vector) } ?? vector.expected["fileAfter"]
    let message = Comment(rawValue: departure?.rule ?? "no departure")
    if let expected, !expected.isNull {
      let found = try #require(after, message)
      #expect(
        ModelsComparison.areEqual(found, expected), "\(message) \(found.text(.compact))")
    } else {
      #expect(after == nil, message)
    }
    if departure == nil {
      #expect(!file.isCurrent == (vector.expected["wrote"]?.bool ?? false), message)
    }
    if let bytes = file.bytes { #expect(bytes.last == 10) }
  }

  private static func vectors() throws -> [JSONVector] { try Shared.jsonVectors("models-json") }

  /// Cases where the answer differs, why, and what it is instead.
  struct Departure: Sendable {
    var rule: String
    var covers: @Sendable (JSONVector) -> Bool
    var expected: @Sendable (JSONVector) throws -> JSON?

    /// A departure for a family of cases, which share the start of their name.
    init(
      prefix: String, rule: String, expected: @escaping @Sendable (JSONVector) throws -> JSON?
    ) {
      self.init(rule: rule, where: { $0.name.hasPrefix(prefix) }, expected: expected)
    }

    init(
      rule: String, where covers: @escaping @Sendable (JSONVector) -> Bool,
      expected: @escaping @Sendable (JSONVector) throws -> JSON?
    ) {
      (self.rule, self.covers, self.expected) = (rule, covers, expected)
    }
  }

  private static let departures: [Departure] = [
    Departure(
      prefix: "implicit minimax merged with explicit",
      rule: "The file follows from the store alone; known models come with catalogs (15.3)."
    ) { vector in
      JSON.withKey(["minimax": "MINIMAX_API_KEY"], vector.input["config"]?["models"])
    },
    Departure(
      rule: "The file follows from the store alone; known providers come with credentials (15.3).",
      where: {
        !$0.hasProviders && $0.present == nil && $0.expected["fileAfter"]?.object != nil
      },
      expected: { _ in nil }),
    Departure(
      prefix: "missing apiKey ",
      rule: "A provider with models always gets a key (11.3), never a resolved secret (11.6)."
    ) { vector in
      JSON.withKey(
        [
          "openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY", "zai": "ZAI_API_KEY",
          "z.ai": "ZAI_API_KEY", "Z-AI": "ZAI_API_KEY", "opencode-zen": "OPENCODE_API_KEY",
          "groq": "GROQ_API_KEY", "mistral": "MISTRAL_API_KEY", "lab": "custom-local",
          "OpenAI": "OPENAI_API_KEY", "qwen": "DASHSCOPE_API_KEY",
        ], vector.expected["fileAfter"])
    },
    Departure(prefix: "profile api_key empty", rule: "As above.") { vector in
      JSON.withKey(["lab": "custom-local"], vector.expected["fileAfter"])
    },
    Departure(prefix: "bedrock with auth=api-key", rule: "As above.") { vector in
      JSON.withKey(
        ["amazon-bedrock": "AWS_BEARER_TOKEN_BEDROCK"], vector.expected["fileAfter"])
    },
    Departure(
      prefix: "existing null provider",
      rule: "A provider that is no object makes readers refuse the file; it is left out (11.3)."
    ) { vector in ["providers": vector.input["config"]?["models"]?["providers"] ?? [:]] },
    Departure(
      rule: "Replace without providers empties the file (11.1).",
      where: { !$0.hasProviders && $0.input["config"]?["models"]?["mode"] == "replace" },
      expected: { _ in ["providers": [:]] }),
    Departure(
      rule: "A key in the file stays unless the new one is a marker or managed (11.6, newest).",
      where: { vector in
        let models = vector.input["config"]?["models"]
        return models?["mode"] != "replace"
          && vector.presentKeys.contains { name, key in
            let new = models?["providers"]?[name]?["apiKey"]?.string
            return new != nil && new != key
          }
      },
      expected: { JSON.withKey($0.presentKeys, $0.expected["fileAfter"]) }),
    Departure(
      rule: "A file that means the same is not rewritten (11.4).",
      where: {
        $0.expected["wrote"] == true && $0.present != nil
          && $0.present == $0.expected["fileAfter"]
      },
      expected: { $0.present }),
  ]
}

extension JSONVector {
  fileprivate var hasProviders: Bool {
    input["config"]?["models"]?["providers"]?.object?.isEmpty == false
  }

  /// The file that is there, where it can be read.
  fileprivate var present: JSON? {
    let file = input["existingModelsJson"]
    if let text = file?.string { return try? JSON.parse(text) }
    return file?.isNull == true ? nil : file
  }

  /// The keys of the providers that are there.
  fileprivate var presentKeys: [String: String] {
    var keys: [String: String] = [:]
    for (name, provider) in present?["providers"]?.object ?? [:] {
      keys[name] = provider["apiKey"]?.string
    }
    return keys
  }
}

extension JSON {
  /// The document with the key of each named provider set.
  static func withKey(_ keys: [String: String], _ document: JSON?) -> JSON? {
    guard var root = document?.object, var providers = root["providers"]?.object else { return nil }
    for name in providers.keys {
      guard let key = keys[name], var provider = providers[name]?.object else { continue }
      provider["apiKey"] = .string(key)
      providers[name] = .object(provider)
    }
    root = ["providers": .object(providers)]
    return .object(root)
  }
}
