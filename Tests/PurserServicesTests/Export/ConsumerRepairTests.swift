import JSONKit
import PurserDomain
import SecretKit
import Testing

@testable import PurserServices

/// What an export makes of members that readers refuse, and what it shows of members that are no secrets.
struct ConsumerRepairTests {
  private func model(_ model: JSON) throws -> (model: JSON?, paths: [String]) {
    let provider: JSONObject = [
      "baseUrl": "https://h", "api": "x", "apiKey": "LAB_KEY", "models": [model],
    ]
    let (members, notes) = ConsumerRules(dialect: .legacy).completed(provider, name: "lab")
    return (members?["models"]?[0], notes.map(\.path.description))
  }

  @Test func `one wrong price made the others zero`() throws {
    let (model, paths) = try model([
      "id": "m", "cost": ["input": "zzz", "output": 2, "cacheRead": 0.5, "cacheWrite": 1],
    ])
    #expect(model?["cost"] == ["output": 2, "cacheRead": 0.5, "cacheWrite": 1, "input": 0])
    #expect(paths == ["providers.lab.models[0].cost.input"])
  }

  @Test func `parameters and tiers of a wrong type were written`() throws {
    let (wrong, paths) = try model([
      "id": "m", "samplingParams": ["a"], "cost": ["output": 2, "tiers": ["x": 1]],
    ])
    #expect(wrong?["samplingParams"] == nil)
    #expect(wrong?["cost"]?["tiers"] == nil)
    #expect(wrong?["cost"]?["output"] == 2)
    #expect(
      Set(paths) == [
        "providers.lab.models[0].cost.tiers", "providers.lab.models[0].samplingParams",
      ])
    let some: JSON = [["inputTokensAbove": 1000, "input": 1, "output": 2]]
    let (incomplete, left) = try model(["id": "m", "cost": ["input": 1, "tiers": some]])
    #expect(incomplete?["cost"]?["tiers"] == nil)
    #expect(left == ["providers.lab.models[0].cost.tiers"])
    let tiers: JSON = [
      ["inputTokensAbove": 1000, "input": 1, "output": 2, "cacheRead": 0, "cacheWrite": 0]
    ]
    let (right, none) = try model([
      "id": "m", "samplingParams": ["top_p": 0.5], "cost": ["input": 1, "tiers": tiers],
    ])
    #expect(right?["samplingParams"] == ["top_p": 0.5])
    #expect(right?["cost"]?["tiers"] == tiers)
    #expect(none.isEmpty)
  }

  @Test func `the name of a member about tokens was hidden as a secret`() {
    let mask = DocumentMask()
    let plain: JSON = ["compat": ["maxTokensField": "max_tokens", "tokenizer": "o200k_base"]]
    #expect(mask.masked(plain) == plain)
    let secret: JSON = [
      "accessToken": "plainword", "tokenValue": "Hunter-2 hunter", "token": "word",
      "tokenField": "9f8e7d6c5b4a39281706f5e4d3c2b1a0",
    ]
    let shown = mask.masked(secret)
    #expect(secret.object?.allSatisfy { shown[$0.key] != $0.value } == true, "\(shown)")
  }

  @Test(arguments: [
    #"{"accessTokenValue":"correcthorse_battery9"}"#, #"{"credentials":{"user":"correcthorse"}}"#,
    #"{"pwd":"correcthorse"}"#, #"{"token":12345678}"#, #"{"args":["--token","correcthorse"]}"#,
    #"{"args":["--api-key=correcthorse"]}"#, #"{"headerName":"x-lab","value":"correcthorse"}"#,
    #"{"refresh":["correcthorse"]}"#, #"{"note":"Bearer correcthorse_battery9"}"#,
    #"{"env":{"A":"sk-proj-Abc123Def456Ghi789Jkl012"}}"#,
  ])
  func `a member that an import seals was shown`(text: String) throws {
    let value = try JSON.parse(text)
    let log = ImportLog(file: "x")
    let sieve = CredentialSieve(
      context: CredentialContext(isSet: { _ in false }, digest: { _ in "" }), log: log,
      kind: .secrets)
    _ = try sieve.sifted(value, name: "extra", field: .root, path: .root)
    guard case .given(let secret)? = sieve.secrets.first?.value, let sealed = secret.revealText()
    else {
      Issue.record("nothing was taken out")
      return
    }
    let document: JSON = ["providers": ["lab": ["models": [["id": "m", "extra": value]]]]]
    #expect(!DocumentMask().masked(document).text(.compact).contains(sealed))
    for (key, member) in value.object ?? [:] {
      let document: JSON = ["providers": ["lab": ["extra": .object([key: member])]]]
      let shown = try #require(
        DocumentMask().masked(document)["providers"]?["lab"]?["extra"]?[key])
      // A name that stands beside it cannot be seen from there.
      if key != "value" { #expect(!shown.text(.compact).contains(sealed), "\(shown)") }
    }
  }

  @Test func `the name of a provider hid everything that it has`() {
    let plain: JSON = [
      "providers": [
        "token-lab": [
          "api": "openai-completions", "apiKey": "LAB_KEY",
          "models": [["id": "m", "compat": ["maxTokensField": "max_completion_tokens"]]],
        ],
        "lab": ["apiKey": ["source": "env", "provider": "default", "id": "LAB_KEY"]],
      ]
    ]
    #expect(DocumentMask().masked(plain) == plain)
  }
}
