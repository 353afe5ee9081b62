import JSONKit
import PurserServices
import PurserTestSupport
import Testing

@Suite struct ProviderErrorTests {
  @Test(.enabled(if: Shared.folder != nil))
  func `texts of errors read as the oracle shows them`() throws {
    let vectors = try JSON.parse(try Shared.vectorBytes("error-display")).array ?? []
    #expect(!vectors.isEmpty)
    for vector in vectors {
      guard let message = vector["input"]?["message"]?.string else { continue }
      let error = ProviderError(message)
      #expect(error.readable == vector["expected"]?["rawForUi"]?.string, "\(message)")
      let info = vector["expected"]?["apiInfo"]
      #expect(error.status == info?["httpCode"]?.string, "\(message)")
      #expect(error.type == info?["type"]?.string, "\(message)")
      #expect(error.message == info?["message"]?.string, "\(message)")
      #expect(error.requestID == info?["requestId"]?.string, "\(message)")
    }
  }

  @Test(arguments: [
    ("  ", "LLM request failed with an unknown error."),
    ("HTTP 500 Internal Server Error", "HTTP 500: Internal Server Error"),
    (#"{"error":{"message":"no","code":"c"}}"#, "LLM error c: no"),
    (
      #"401 {"error":{"message":"no","type":"auth"},"request_id":"r"}"#,
      "HTTP 401 auth: no (request_id: r)"
    ),
    (#"401 {"error":{"message":"no","type":"","code":"c"},"request_id":""}"#, "HTTP 401 c: no"),
    (#"{"error":{"message":""},"message":"why"}"#, "LLM error: why"),
    (#"{"error":{"message":" "}}"#, #"{"error":{"message":" "}}"#),
    (#"{"error":{"message":"no""#, #"{"error":{"message":"no""#),
  ])
  func `an error is shown in one line`(text: String, shown: String) {
    #expect(ProviderError(text).readable == shown)
  }

  @Test func `a long text is cut and one that is no JSON stays`() {
    let long = String(repeating: "a", count: 601)
    #expect(ProviderError(long).readable == String(repeating: "a", count: 600) + "…")
    let huge = "{\"error\":{\"message\":\"" + String(repeating: "{", count: 1 << 20) + "\"}}"
    #expect(ProviderError(huge).readable.utf16.count == 601)
  }
}
