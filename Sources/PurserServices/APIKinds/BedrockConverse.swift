package import HTTPKit
import JSONKit
package import SecretKit

/// `bedrock-converse-stream`, asked for a whole answer instead of a stream. Keys sign the request; a
/// bearer token stands for itself. `settings` may hold `region`.
package struct BedrockConverse: APIKind {
  package let name = "bedrock-converse-stream"

  package func completion(_ call: APICall) -> APIPlan {
    var body: JSONObject = [
      "messages": [["role": "user", "content": [["text": .string(APICall.prompt)]]]],
      "inferenceConfig": ["maxTokens": .number(JSONNumber(max(call.maxTokens, 1)))],
    ]
    body["system"] = call.preamble.map { [["text": .string($0)]] }
    return call.plan(
      .post, "\(call.base)/model/\(URLPart.path(call.model))/converse", credential: call.bearer,
      body: .object(body), signature: signature(call))
  }

  package func listing(_ call: APICall) -> APIPlan {
    let control =
      call.base.hasPrefix("https://bedrock-runtime.")
      ? "https://bedrock." + call.base.dropFirst("https://bedrock-runtime.".count) : call.base
    return call.plan(
      .get, control + "/foundation-models", credential: call.bearer, signature: signature(call))
  }

  package func answer(_ response: HTTPResponse, hiding secrets: [SecretBytes]) -> APIAnswer {
    let reading = APIReading(response, hiding: secrets)
    if let failure = reading.failure { return APIAnswer(failure: failure) }
    guard reading.document?["output"]?.object != nil else {
      return APIAnswer(failure: reading.incomplete("'output'"))
    }
    let usage = reading.document?["usage"]
    return APIAnswer(
      tokens: TokenCounts(
        input: usage?["inputTokens"]?.int64, output: usage?["outputTokens"]?.int64))
  }

  package func listed(_ response: HTTPResponse, hiding secrets: [SecretBytes]) -> APIListing {
    let reading = APIReading(response, hiding: secrets)
    if let failure = reading.failure { return APIListing(failure: failure) }
    guard let models = reading.document?["modelSummaries"]?.array else {
      return APIListing(failure: reading.incomplete("'modelSummaries'"))
    }
    return APIListing(models: models.compactMap { $0["modelId"]?.string })
  }

  private func signature(_ call: APICall) -> AWSSignature? {
    guard case .aws(let id, let key, let session) = call.credential else { return nil }
    return AWSSignature(
      region: region(call), service: "bedrock", accessKeyID: id, secretKey: key,
      sessionToken: session)
  }

  /// The region as set, else as the host names it.
  private func region(_ call: APICall) -> String {
    if let region = call.settings["region"], !region.isEmpty { return region }
    let host = call.base.split(separator: "/").dropFirst().first ?? ""
    let words = host.split(separator: ".")
    return words.count > 2 && words[0].hasPrefix("bedrock") ? String(words[1]) : "us-east-1"
  }
}
