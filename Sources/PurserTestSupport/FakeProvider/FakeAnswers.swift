import JSONKit

/// The good answers of each kind of API.
enum FakeAnswers {
  static func completion(_ call: FakeCall) -> String {
    let model = call.model ?? "m"
    switch call.kind {
    case .completions:
      // Tools are called when they must be, as `models scan` asks.
      let calls = call.document?["tools"].map { _ in
        #","tool_calls":[{"id":"c1","type":"function","function":{"name":"ping","arguments":"{}"}}]"#
      }
      return #"{"id":"r1","object":"chat.completion","model":"\#(model)","choices":[{"index":0,"#
        + #""finish_reason":"stop","message":{"role":"assistant","content":"OK"\#(calls ?? "")}}],"#
        + #""usage":{"prompt_tokens":9,"completion_tokens":1,"total_tokens":10}}"#
    case .responses:
      return #"{"id":"r1","object":"response","status":"completed","model":"\#(model)","output":[{"#
        + #""type":"message","role":"assistant","content":[{"type":"output_text","text":"OK"}]}],"#
        + #""usage":{"input_tokens":9,"output_tokens":1,"total_tokens":10}}"#
    case .codex:
      return """
        event: response.created
        data: {"type":"response.created","response":{"id":"r1"}}

        event: response.completed
        data: {"type":"response.completed","response":{"id":"r1","usage":{"input_tokens":9,"output_tokens":1}}}


        """
    case .messages:
      return #"{"id":"r1","type":"message","role":"assistant","model":"\#(model)","content":[{"#
        + #""type":"text","text":"OK"}],"stop_reason":"end_turn","#
        + #""usage":{"input_tokens":9,"output_tokens":1}}"#
    case .google:
      return #"{"candidates":[{"content":{"role":"model","parts":[{"text":"OK"}]},"#
        + #""finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":9,"candidatesTokenCount":1}}"#
    case .ollama:
      return #"{"model":"\#(model)","message":{"role":"assistant","content":"OK"},"done":true,"#
        + #""prompt_eval_count":9,"eval_count":1}"#
    case .bedrock:
      return #"{"output":{"message":{"role":"assistant","content":[{"text":"OK"}]}},"#
        + #""stopReason":"end_turn","usage":{"inputTokens":9,"outputTokens":1,"totalTokens":10}}"#
    case .listing, .other: return "{}"
    }
  }

  /// An error in the words of the kind of API.
  static func error(
    _ call: FakeCall, _ status: Int, _ type: String, _ message: String, code: String? = nil
  ) -> String {
    let text = JSON.string(message).text(.compact)
    let code = code.map { JSON.string($0).text(.compact) } ?? "null"
    return switch call.kind {
    case .messages:
      #"{"type":"error","error":{"type":"\#(type)","message":\#(text)},"request_id":"req_1"}"#
    case .google:
      #"{"error":{"code":\#(status),"message":\#(text),"status":"\#(type.uppercased())"}}"#
    case .ollama: #"{"error":\#(text)}"#
    case .bedrock: #"{"message":\#(text)}"#
    default: #"{"error":{"message":\#(text),"type":"\#(type)","code":\#(code)}}"#
    }
  }

  /// The models in the words of the kind of API that the path belongs to.
  static func listing(_ call: FakeCall, _ models: [String]) -> String {
    func list(_ make: (String) -> String) -> String {
      models.map { make(JSON.string($0).text(.compact)) }.joined(separator: ",")
    }
    if call.path.hasSuffix("/api/tags") {
      return #"{"models":[\#(list { #"{"name":\#($0)}"# })]}"#
    }
    if call.path.hasSuffix("/foundation-models") {
      return #"{"modelSummaries":[\#(list { #"{"modelId":\#($0)}"# })]}"#
    }
    if call.path.contains("/v1beta") {
      return #"{"models":[\#(list { #"{"name":"models/"# + $0.dropFirst() + "}" })]}"#
    }
    return #"{"object":"list","data":[\#(list { #"{"id":\#($0),"object":"model"}"# })]}"#
  }
}
