import JSONKit
import PurserDomain
import PurserServices
import SecretKit
import Testing

/// The table of dialects: `research/cli-and-formats.md` 11.4 and 11.5.
struct KeyRendererTests {
  @Test(arguments: [
    ("LAB_KEY", "LAB_KEY", "$LAB_KEY", "VALUE"),
    ("$LAB_KEY", "LAB_KEY", "$LAB_KEY", "VALUE"),
    ("${LAB_KEY}", "LAB_KEY", "$LAB_KEY", "VALUE"),
    ("UNSET_KEY", "UNSET_KEY", "$UNSET_KEY", "UNSET_KEY"),
    ("!pass show lab", "!pass show lab", "!pass show lab", "!pass show lab"),
    ("secretref-env:LAB_KEY", "secretref-env:LAB_KEY", "$LAB_KEY", "VALUE"),
    ("ollama-local", "ollama-local", "ollama-local", "ollama-local"),
    ("AWS_PROFILE", "AWS_PROFILE", "$AWS_PROFILE", "AWS_PROFILE"),
    ("${LAB_KEY}_${LAB_KEY}", "${LAB_KEY}_${LAB_KEY}", "${LAB_KEY}_${LAB_KEY}", "VALUE_VALUE"),
    ("<YOUR_API_KEY>", "<YOUR_API_KEY>", "<YOUR_API_KEY>", "<YOUR_API_KEY>"),
    ("tiger$PASS_WORD", "tiger$PASS_WORD", "tiger$$PASS_WORD", "tiger$PASS_WORD"),
    ("Bearer $LAB_KEY", "Bearer $LAB_KEY", "Bearer $LAB_KEY", "Bearer VALUE"),
    ("sk-FAKE0001$x", "sk-FAKE0001$x", "sk-FAKE0001$$x", "sk-FAKE0001$x"),
    ("EMPTY", "EMPTY", "empty", "EMPTY"), ("LOCAL", "LOCAL", "local", "LOCAL"),
    ("ollama", "ollama", "ollama", "ollama"),
  ])
  func `a key is spelled as each dialect's readers want it`(
    text: String, legacy: String, dollar: String, literal: String
  ) throws {
    let sample = try sample(key: .string(text))
    #expect(try key(sample, .legacy, secrets: true) == legacy)
    #expect(try key(sample, .dollar, secrets: true) == dollar)
    #expect(try key(sample, .literal, secrets: true) == literal)
  }

  @Test(arguments: ModelsDocument.Dialect.allCases)
  func `a sealed key leaves only when secrets were asked for`(
    dialect: ModelsDocument.Dialect
  ) throws {
    let sample = try sample(key: "sk-FAKE00010002")
    #expect(try key(sample, dialect) == "secretref-managed")
    #expect(try key(sample, dialect, secrets: true) == "sk-FAKE00010002")
  }

  @Test(arguments: [
    ("env", "LAB_KEY", "LAB_KEY", "$LAB_KEY"),
    ("file", "/lab/key", "secretref-managed", "secretref-managed"),
    ("exec", "lab.key", "secretref-managed", "secretref-managed"),
    ("store", "LAB_KEY", "secretref-managed", "secretref-managed"),
  ])
  func `a reference to a keeper of secrets is a name or a marker`(
    source: String, id: String, legacy: String, dollar: String
  ) throws {
    let ref: JSON = ["source": .string(source), "provider": "default", "id": .string(id)]
    #expect(try key(sample(key: ref), .legacy) == legacy)
    #expect(try key(sample(key: ref), .dollar) == dollar)
  }

  @Test func `a value that readers would run is never written as a key`() throws {
    let keys = KeyRenderer(dialect: .legacy) { _ in SecretBytes(text: "!sunshine") }
    let provider = try ProviderRenderer(keys: keys).render(sealed())
    #expect(provider.members["apiKey"] == "secretref-managed")
    #expect(provider.notes.map(\.severity) == [.warning])
    let dollar = KeyRenderer(dialect: .dollar) { _ in SecretBytes(text: "!sunshine") }
    #expect(try ProviderRenderer(keys: dollar).render(sealed()).members["apiKey"] == "$!sunshine")
  }

  @Test(arguments: ModelsDocument.Dialect.allCases)
  func `a command that was sealed for the key in it was written as a key, or not at all`(
    dialect: ModelsDocument.Dialect
  ) throws {
    let command = "!curl -H 'Authorization: Bearer sk-FAKE00010002' https://h"
    let sample = try sample(key: .string(command))
    #expect(try key(sample, dialect) == "secretref-managed")
    #expect(try key(sample, dialect, secrets: true) == command)
  }

  @Test func `headers are spelled as keys are, and ordinary text stays`() throws {
    let sample = try ProviderSample([
      "lab": [
        "baseUrl": "https://h",
        "headers": [
          "User-Agent": "KimiCLI/0.77", "X-A": "${LAB_KEY}", "X-B": "!cmd", "X-C": "a$b",
          "X-D": ["source": "env", "provider": "default", "id": "LAB_KEY"],
          "X-E": ["source": "file", "provider": "f", "id": "value"], "X-F": ["$sealed": 1],
          "X-G": 7, "X-H": "$labk", "X-I": "secretref-env:LAB_KEY",
        ],
      ]
    ])
    #expect(
      try ModelsGenerator.generate(sample).document?["providers"]?["lab"]?["headers"] == [
        "User-Agent": "KimiCLI/0.77", "X-A": "LAB_KEY", "X-B": "!cmd", "X-C": "a$b",
        "X-D": "secretref-env:LAB_KEY", "X-E": "secretref-managed", "X-F": "secretref-managed",
        "X-H": "$labk", "X-I": "secretref-env:LAB_KEY",
      ])
    let dollar = try ModelsGenerator.generate(sample, dialect: .dollar)
    #expect(
      dollar.document?["providers"]?["lab"]?["headers"] == [
        "User-Agent": "KimiCLI/0.77", "X-A": "$LAB_KEY", "X-B": "!cmd", "X-C": "a$$b",
        "X-D": "$LAB_KEY", "X-E": "secretref-managed", "X-F": "secretref-managed",
        "X-H": "$labk", "X-I": "$LAB_KEY",
      ])
  }

  @Test func `a sealed value anywhere in unknown members becomes the marker`() throws {
    let sample = try ProviderSample([
      "lab": [
        "baseUrl": "https://h", "request": ["auth": [["token": ["$sealed": 9, "digest": "x"]]]],
      ]
    ])
    #expect(
      try ModelsGenerator.generate(sample).document?["providers"]?["lab"]?["request"]
        == ["auth": [["token": "secretref-managed"]]])
  }

  @Test func `credentials of an address come back with secrets only, and the file's go`() throws {
    var sample = try ProviderSample([
      "lab": [
        "baseUrl": "https://host/v1?a=1#f",
        "$baseUrl": [
          "userinfo": ["$sealed": 1, "digest": "x"],
          "query": ["key": ["$sealed": 2, "digest": "y"], "key#1": ["$sealed": 1]],
        ], "compat": ["x": ["$sealed": 2]],
      ]
    ])
    sample.add(secret: "me:FAKEpass1", as: 1)
    sample.add(secret: "FAKEkey2", as: 2)
    let full = "https://me:FAKEpass1@host/v1?a=1&key=FAKEkey2&key=me:FAKEpass1#f"
    let present: JSON = ["providers": ["lab": ["baseUrl": .string(full)]]]
    let file = try ModelsGenerator.generate(sample, present: present)
    #expect(
      file.document?["providers"]?["lab"]
        == ["baseUrl": "https://host/v1?a=1#f", "compat": ["x": "secretref-managed"]])
    #expect(file.notes.first?.path.description == "providers.lab.baseUrl")
    let open = try ModelsGenerator.generate(sample, secrets: true)
    #expect(open.document?["providers"]?["lab"]?["baseUrl"]?.string == full)
    let masked = DocumentMask().masked(present).text(.compact)
    #expect(!masked.contains("FAKE"))
  }

  @Test func `an address with a variable in it left without a word`() throws {
    let sample = try ProviderSample([
      "lab": [
        "baseUrl": "http://${LAB_HOST}/v1", "api": "x", "apiKey": "LAB_KEY",
        "models": [["id": "m", "baseUrl": "http://${OTHER}/v1"], ["id": "n"]],
      ]
    ])
    let notes = try sample.rendered().flatMap(\.notes).filter { $0.severity == .warning }
    #expect(
      notes.map(\.path.description)
        == ["providers.lab.baseUrl", "providers.lab.models[0].baseUrl"])
  }

  @Test func `headers that are sealed left as a word without a word`() throws {
    let headers: JSON = ["X-A": ["$sealed": 1, "digest": "x"], "X-B": "y"]
    let sample = try ProviderSample([
      "lab": [
        "baseUrl": "https://h", "headers": headers, "models": [["id": "m", "headers": headers]],
      ],
      "one": ["baseUrl": "https://h", "headers": headers],
    ])
    #expect(
      try sample.rendered().flatMap(\.notes).filter { $0.severity == .warning }.map(\.message) == [
        "2 headers are sealed; the file has 'secretref-managed' in their place, and readers send that.",
        "1 header is sealed; the file has 'secretref-managed' in its place, and readers send that.",
      ])
    #expect(
      try sample.rendered(secrets: true).flatMap(\.notes).allSatisfy { $0.severity != .warning })
  }

  @Test(arguments: ModelsDocument.Dialect.allCases)
  func `a member that names a variable left without a word`(
    dialect: ModelsDocument.Dialect
  ) throws {
    let params: JSON = ["user": "${LAB_USER}", "stop": ["$${END}", "$x"], "n": 1]
    let document: JSON = [
      "lab": [
        "baseUrl": "https://h", "api": "x", "apiKey": "LAB_KEY", "compat": ["a": "${LAB_USER}"],
        "models": [["id": "m"], ["id": "n", "samplingParams": params]],
      ]
    ]
    let provider = try #require(try ProviderSample(document).rendered(dialect).first)
    #expect(
      provider.notes.filter { $0.message.contains("names a variable") }.map(\.path.description)
        == ["providers.lab.compat", "providers.lab.models[1].samplingParams"])
    #expect(
      provider.members["models"]?.array?[1]["samplingParams"]
        == ["user": "${LAB_USER}", "stop": ["${END}", "$x"], "n": 1])
    // A file of an agent has no such escapes.
    let own = try #require(
      try ProviderSample(document, scope: ScopeID("main")).rendered(dialect).first)
    #expect(own.members["models"]?.array?[1]["samplingParams"] == params)
  }

  private func sample(key: JSON) throws -> ProviderSample {
    try ProviderSample([
      "lab": ["baseUrl": "https://h", "api": "x", "apiKey": key, "models": [["id": "m"]]]
    ])
  }

  private func sealed() -> EffectiveProvider {
    let definition = ProviderDefinition(
      id: "lab", writtenID: "lab", key: .sealed(id: 1, digest: "d"))
    return EffectiveProvider(scope: .defaults, definition: definition, models: [])
  }

  private func key(
    _ sample: ProviderSample, _ dialect: ModelsDocument.Dialect, secrets: Bool = false
  ) throws -> String? {
    try sample.rendered(dialect, secrets: secrets, variables: ["LAB_KEY": "VALUE"])
      .first?.members["apiKey"]?.string
  }
}
