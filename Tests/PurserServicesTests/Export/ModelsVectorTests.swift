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
    let departure = Self.departures.first { $0.covers(vector.name) }
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
    var prefix: String
    var rule: String
    var expected: @Sendable (JSONVector) throws -> JSON?

    func covers(_ name: String) -> Bool { name.hasPrefix(prefix) }
  }

  private static let keptKey: String =
    "A key in the file stays unless the new one is a marker or managed (11.6, newest)."

  private static let departures: [Departure] = [
    Departure(
      prefix: "implicit minimax merged with explicit",
      rule: "The file follows from the store alone; known models come with catalogs (15.3)."
    ) { vector in
      JSON.withKey(["minimax": "MINIMAX_API_KEY"], vector.input["config"]?["models"])
    },
    Departure(
      prefix: "implicit ",
      rule: "The file follows from the store alone; known providers come with credentials (15.3)."
    ) { _ in nil },
    Departure(prefix: "ollama discovery", rule: "As above: discovery is no part of an export.") {
      _ in nil
    },
    Departure(prefix: "copilot ", rule: "As above: credentials are no part of an export.") { _ in
      nil
    },
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
      prefix: "no providers mode=replace",
      rule: "Replace without providers empties the file (11.1)."
    ) { _ in ["providers": [:]] },
    Departure(prefix: "existing extra top keys", rule: keptKey) { vector in
      JSON.withKey(["lab": "OLDLAB", "old": "OLD"], vector.expected["fileAfter"])
    },
    Departure(prefix: "existing mode=merge", rule: keptKey) { vector in
      JSON.withKey(["lab": "OLDLAB", "old": "OLD"], vector.expected["fileAfter"])
    },
    Departure(prefix: "existing key order", rule: keptKey) { vector in
      JSON.withKey(["m": "M", "a": "A0", "z": "Z"], vector.expected["fileAfter"])
    },
    Departure(
      prefix: "existing same but compact",
      rule: "A file that means the same is not rewritten (11.4)."
    ) { vector in vector.expected["fileAfter"] },
  ]
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
