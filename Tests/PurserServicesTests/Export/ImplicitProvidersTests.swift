import JSONKit
import PurserServices
import PurserTestSupport
import Testing

struct ImplicitProvidersTests {
  @Test(
    .enabled(if: Shared.isPresent),
    arguments: try Shared.isPresent ? Shared.jsonVectors("models-merge") : [])
  func `known and configured providers are joined as the peer joins them, or by a rule`(
    vector: JSONVector
  ) throws {
    let implicit = vector.input["implicit"]?.object ?? [:]
    let explicit = vector.input["explicit"]?.object ?? [:]
    let found =
      vector.input["op"] == "mergeProviders"
      ? ImplicitProviders.merged(implicit: implicit, explicit: explicit)
      : ImplicitProviders.joined(implicit: implicit, explicit: explicit)
    #expect(
      ModelsComparison.areEqual(.object(found), vector.expected),
      "\(JSON.object(found).text(.compact))")
  }

  @Test func `a known model lends what it knows better`() {
    let known: JSONObject = [
      "headers": ["a": "1", "b": "1"],
      "models": [
        [
          "id": "m", "input": ["text", "image"], "reasoning": true, "contextWindow": 10,
          "maxTokens": 5,
        ]
      ],
    ]
    let own: JSONObject = [
      "headers": ["b": "2"],
      "models": [["id": " m ", "input": ["text"], "reasoning": false, "contextWindow": 0]],
    ]
    #expect(
      ImplicitProviders.joined(implicit: known, explicit: own) == [
        "headers": ["a": "1", "b": "2"],
        "models": [
          [
            "id": " m ", "input": ["text", "image"], "reasoning": false, "contextWindow": 10,
            "maxTokens": 5,
          ]
        ],
      ])
  }
}
