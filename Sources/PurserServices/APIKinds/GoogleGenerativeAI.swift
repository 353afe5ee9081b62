package import HTTPKit
import JSONKit
package import SecretKit

/// `google-generative-ai`; the base URL holds the version of the API.
package struct GoogleGenerativeAI: APIKind {
  package let name = "google-generative-ai"

  package func completion(_ call: APICall) -> APIPlan {
    var body: JSONObject = [
      "contents": [["role": "user", "parts": [["text": .string(APICall.prompt)]]]],
      "generationConfig": ["maxOutputTokens": .number(JSONNumber(max(call.maxTokens, 1)))],
    ]
    body["systemInstruction"] = call.preamble.map { ["parts": [["text": .string($0)]]] }
    let model = call.model.hasPrefix("models/") ? String(call.model.dropFirst(7)) : call.model
    return call.plan(
      .post, "\(call.base)/models/\(URLPart.path(model)):generateContent",
      credential: call.keyHeader("x-goog-api-key"), body: .object(body))
  }

  package func listing(_ call: APICall) -> APIPlan {
    call.plan(
      .get, call.base + "/models?pageSize=1000", credential: call.keyHeader("x-goog-api-key"))
  }

  /// A model that thinks may use up its tokens without a word; that is a good answer too.
  package func answer(_ response: HTTPResponse, hiding secrets: [SecretBytes]) -> APIAnswer {
    let reading = APIReading(response, hiding: secrets)
    if let failure = reading.failure { return APIAnswer(failure: failure) }
    let document = reading.document
    guard document?["candidates"]?.array != nil || document?["promptFeedback"] != nil else {
      return APIAnswer(failure: reading.incomplete("'candidates'"))
    }
    let usage = document?["usageMetadata"]
    return APIAnswer(
      tokens: TokenCounts(
        input: usage?["promptTokenCount"]?.int64,
        output: sum(usage?["candidatesTokenCount"]?.int64, usage?["thoughtsTokenCount"]?.int64)))
  }

  package func listed(_ response: HTTPResponse, hiding secrets: [SecretBytes]) -> APIListing {
    var listing = OpenAIListing.read(response, hiding: secrets)
    listing.models = listing.models.map {
      $0.hasPrefix("models/") ? String($0.dropFirst(7)) : $0
    }
    return listing
  }

  private func sum(_ first: Int64?, _ second: Int64?) -> Int64? {
    guard let first else { return second }
    let (sum, overflow) = first.addingReportingOverflow(second ?? 0)
    return overflow ? nil : sum
  }
}
