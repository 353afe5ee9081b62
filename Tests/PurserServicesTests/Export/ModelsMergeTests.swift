import JSONKit
import PurserDomain
import PurserServices
import Testing

/// The newest gateway's rules of merging: `research/cli-and-formats.md` 11.6.
struct ModelsMergeTests {
  @Test(arguments: [
    // The store's key, the file's key, the outcome.
    ("LAB_KEY", "sk-FAKE0001OLD", "LAB_KEY"),
    ("${LAB_KEY}", "sk-FAKE0001OLD", "LAB_KEY"),
    ("ollama-local", "sk-FAKE0001OLD", "ollama-local"),
    ("sk-FAKE0002NEW", "sk-FAKE0001OLD", "sk-FAKE0001OLD"),
    ("sk-FAKE0002NEW", "secretref-managed", "sk-FAKE0002NEW"),
    ("sk-FAKE0002NEW", "OTHER_KEY", "OTHER_KEY"),
    ("!pass lab", "sk-FAKE0001OLD", "sk-FAKE0001OLD"),
    ("sk-FAKE0002NEW", " ", "sk-FAKE0002NEW"),
    ("", "sk-FAKE0001OLD", "sk-FAKE0001OLD"),
    ("LAB_KEY", "$LAB_KEY", "$LAB_KEY"),
  ])
  func `a key in the file stays unless the store's is a marker or managed`(
    ours: String, theirs: String, outcome: String
  ) throws {
    let sample = try ProviderSample(["lab": lab(key: ours)])
    let file = try ModelsGenerator.generate(
      sample, present: ["providers": ["lab": lab(key: theirs)]], secrets: true)
    #expect(file.document?["providers"]?["lab"]?["apiKey"]?.string == outcome)
  }

  @Test func `a literal key never survives where the store has it sealed`() throws {
    let sample = try ProviderSample(["lab": lab(key: "sk-FAKE0002NEW")])
    let file = try ModelsGenerator.generate(
      sample, present: ["providers": ["lab": lab(key: "sk-FAKE0001OLD")]])
    #expect(file.document?["providers"]?["lab"]?["apiKey"] == "secretref-managed")
    #expect(!file.isCurrent)
  }

  @Test(
    arguments: [
      ("openai-completions", "openai-completions", "https://theirs"),
      ("openai-completions", "anthropic-messages", "https://ours"),
      (nil, "anthropic-messages", "https://theirs"),
      ("openai-completions", nil, "https://theirs"),
    ] as [(String?, String?, String)])
  func `an endpoint in the file stays while the kind of API is the same or unknown`(
    ours: String?, theirs: String?, outcome: String
  ) throws {
    func provider(_ url: String, _ api: String?) -> JSON {
      var members: JSONObject = ["baseUrl": .string(url)]
      members["api"] = api.map(JSON.string)
      return .object(members)
    }
    let sample = try ProviderSample(["lab": provider("https://ours", ours)])
    let file = try ModelsGenerator.generate(
      sample, present: ["providers": ["lab": provider("https://theirs", theirs)]])
    #expect(file.document?["providers"]?["lab"]?["baseUrl"]?.string == outcome)
  }

  @Test func `kinds of API of the models stand for the provider's`() throws {
    func provider(_ url: String, _ api: String) -> JSON {
      [
        "baseUrl": .string(url), "apiKey": "A_KEY",
        "models": [["id": "m", "api": .string(api)]],
      ]
    }
    let sample = try ProviderSample(["lab": provider("https://ours", "a")])
    let other = try ModelsGenerator.generate(
      sample, present: ["providers": ["lab": provider("https://theirs", "b")]])
    #expect(other.document?["providers"]?["lab"]?["baseUrl"] == "https://ours")
    let same = try ModelsGenerator.generate(
      sample, present: ["providers": ["lab": provider("https://theirs", "a")]])
    #expect(same.document?["providers"]?["lab"]?["baseUrl"] == "https://theirs")
  }

  @Test func `other members are the store's, and providers of the file alone come last`() throws {
    let sample = try ProviderSample([
      "z": ["baseUrl": "https://z"], "a": ["baseUrl": "https://a", "headers": ["x": "1"]],
    ])
    let file = try ModelsGenerator.generate(
      sample,
      present: [
        "providers": [
          "m": ["baseUrl": "https://m"], "a": ["baseUrl": "https://a", "authHeader": true],
        ], "version": 3,
      ])
    #expect(
      file.document == [
        "providers": [
          "z": ["baseUrl": "https://z"], "a": ["baseUrl": "https://a", "headers": ["x": "1"]],
          "m": ["baseUrl": "https://m"],
        ]
      ])
    #expect(file.kept.map(\.description) == ["providers.m"])
    #expect(file.notes.contains { $0.path == ["version"] })
  }

  @Test func `a key in plain text that the store does not know is pointed out`() throws {
    let sample = try ProviderSample(["lab": lab(key: "LAB_KEY")])
    let file = try ModelsGenerator.generate(
      sample, present: ["providers": ["other": lab(key: "sk-FAKE0001OLD")]])
    #expect(file.document?["providers"]?["other"]?["apiKey"] == "sk-FAKE0001OLD")
    let warning = try #require(file.notes.first { $0.severity == .warning })
    #expect(warning.path.description == "providers.other.apiKey")
    #expect(warning.hint == "purser import DIR")
    #expect(!warning.message.contains("FAKE"))
  }

  @Test(arguments: ["[]", "{nope", "{\"providers\": []}", "", "{\"providers\": {},}"])
  func `a file that readers would not take counts as absent`(text: String) throws {
    let sample = try ProviderSample(["lab": lab(key: "LAB_KEY")])
    let generator = ModelsGenerator(mode: .merge, dialect: .legacy)
    let present = PresentFile(bytes: Array(text.utf8), origin: .foreign)
    let file = generator.generate(try sample.rendered(), present: present)
    #expect(file.document == generator.generate(try sample.rendered(), present: nil).document)
    #expect(file.notes.first?.message.contains("counts as absent") == true)
    #expect(!file.isCurrent)
  }

  @Test func `a file of the same meaning is left as it is`() throws {
    let sample = try ProviderSample(["lab": lab(key: "LAB_KEY"), "b": ["baseUrl": "https://b"]])
    let document = try #require(ModelsGenerator.generate(sample).document)
    let lab = try #require(document["providers"]?["lab"]?.object)
    var turned = JSONObject(lab.reversed().map { (key: $0.key, value: $0.value) })
    turned["apiKey"] = "$LAB_KEY"
    let present: JSON = [
      "providers": ["b": ["baseUrl": "https://b"], "lab": .object(turned)]
    ]
    #expect(try ModelsGenerator.generate(sample, present: present).isCurrent)
    #expect(try !ModelsGenerator.generate(sample, mode: .replace, present: present).isCurrent)
    // An explicit dialect is a wish to have that spelling.
    #expect(
      try !ModelsGenerator.generate(sample, present: present, respells: true).isCurrent)
    #expect(
      try ModelsGenerator.generate(sample, dialect: .dollar, present: present, respells: true)
        .isCurrent)
  }

  @Test func `a file put together from texts is the document written whole`() throws {
    let sample = try ProviderSample([
      "a\"b": lab(key: "A_KEY"), "left out": ["models": []], "empty": ["baseUrl": "https://e"],
    ])
    let file = try ModelsGenerator.generate(sample)
    #expect(file.bytes == file.document?.document())
  }

  @Test func `writing twice is writing once`() throws {
    let sample = try ProviderSample([
      "lab": lab(key: "sk-FAKE0002NEW"), "google": lab(key: "G_KEY"),
    ])
    let present: JSON = [
      "providers": ["old": lab(key: "sk-FAKE0001OLD"), "lab": lab(key: "OTHER_KEY")]
    ]
    for dialect in ModelsDocument.Dialect.allCases {
      let first = try ModelsGenerator.generate(
        sample, dialect: dialect, present: present, secrets: true)
      let kept = FileOrigin.ours(kept: Set(first.kept.map(\.description)))
      for origin in [kept, .foreign] {
        let second = try ModelsGenerator.generate(
          sample, dialect: dialect, present: first.document, origin: origin, secrets: true)
        #expect(second.isCurrent)
        #expect(second.bytes == first.bytes)
        #expect(second.kept == first.kept)
      }
    }
  }

  @Test func `what the store changes reaches a file of its own making`() throws {
    let before = try ProviderSample(["lab": lab(key: "sk-FAKE0001OLD"), "gone": lab(key: "G_KEY")])
    let exported = try ModelsGenerator.generate(before, secrets: true).document
    let after = try ProviderSample(["lab": lab(key: "sk-FAKE0002NEW", url: "https://new")])
    let file = try ModelsGenerator.generate(
      after, present: exported, origin: .ours(kept: []), secrets: true)
    #expect(file.document == (try ModelsGenerator.generate(after, secrets: true).document))
    #expect(file.kept == [])
  }

  @Test func `what was kept from a file once is kept again`() throws {
    let sample = try ProviderSample(["lab": lab(key: "!pass lab")])
    let edited: JSON = ["providers": ["lab": lab(key: "sk-FAKE0001OLD"), "own": lab(key: "O_KEY")]]
    let first = try ModelsGenerator.generate(sample, present: edited)
    #expect(first.kept.map(\.description) == ["providers.lab.apiKey", "providers.own"])
    let kept = FileOrigin.ours(kept: Set(first.kept.map(\.description)))
    let second = try ModelsGenerator.generate(sample, present: first.document, origin: kept)
    #expect(second.isCurrent)
  }

  @Test func `without providers a merge leaves the file alone and a replace empties it`() throws {
    let none = try ProviderSample([:])
    let present: JSON = ["providers": ["old": lab(key: "O_KEY")]]
    #expect(try ModelsGenerator.generate(none, present: present).bytes == nil)
    #expect(try ModelsGenerator.generate(none).bytes == nil)
    let emptied = try ModelsGenerator.generate(none, mode: .replace, present: present)
    #expect(emptied.bytes == Array("{\n  \"providers\": {}\n}\n".utf8))
    let removed = try ModelsGenerator.generate(none, present: present, origin: .ours(kept: []))
    #expect(removed.document == ["providers": [:]])
  }

  @Test func `a provider that readers refuse stays as the file has it`() throws {
    let keyless: JSON = ["baseUrl": "https://lab", "models": [["id": "m", "name": "mine"]]]
    let sample = try ProviderSample(["lab": keyless, "b": ["baseUrl": "https://b"]])
    let present: JSON = ["providers": ["lab": keyless]]
    let first = try ModelsGenerator.generate(sample, present: present)
    #expect(first.document?["providers"]?["lab"] == keyless)
    #expect(first.kept == [["providers", "lab"]])
    #expect(first.notes.map(\.message).contains { $0.contains("some readers refuse") })
    let kept = FileOrigin.ours(kept: Set(first.kept.map(\.description)))
    let second = try ModelsGenerator.generate(sample, present: first.document, origin: kept)
    #expect(second.isCurrent)
    for file in [
      try ModelsGenerator.generate(sample, mode: .replace, present: present),
      try ModelsGenerator.generate(sample, present: present, origin: .ours(kept: [])),
    ] {
      #expect(file.document == ["providers": ["b": ["baseUrl": "https://b"]]])
    }
  }

  @Test(arguments: [("MY_KEY_X", true), ("secretref-managed", false), ("sk-FAKE0001OLD", false)])
  func `a key in plain text was overwritten without a warning`(ours: String, warns: Bool) throws {
    let sample = try ProviderSample(["lab": lab(key: ours)])
    let file = try ModelsGenerator.generate(
      sample, present: ["providers": ["lab": lab(key: "old-literal-key")]])
    let warnings = file.notes.filter { $0.message.contains("gives way") }
    #expect(warnings.map(\.path.description) == (warns ? ["providers.lab.apiKey"] : []))
  }

  @Test func `models of Google get their present names on both sides`() throws {
    func google(_ id: String) -> JSON {
      ["baseUrl": "https://g", "apiKey": "GEMINI_API_KEY", "models": [["id": .string(id)]]]
    }
    let sample = try ProviderSample(["google": google("gemini-3-flash")])
    #expect(
      try ModelsGenerator.generate(sample).document?["providers"]?["google"]?["models"]?[0]?["id"]
        == "gemini-3-flash-preview")
  }

  private func lab(key: String, url: String = "https://lab") -> JSON {
    [
      "baseUrl": .string(url), "api": "openai-completions", "apiKey": .string(key),
      "models": [["id": "m"]],
    ]
  }
}
