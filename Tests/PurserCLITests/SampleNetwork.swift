import HTTPKit
import PurserTestSupport

/// Servers that answer examples: two catalogs, providers that list a model, and models that call tools.
enum SampleNetwork {
  static var transport: ScriptedTransport {
    ScriptedTransport { request in
      if request.url == "https://models.dev/api.json" { return .answer(200, modelsDev) }
      if request.url.hasPrefix("https://openrouter.ai/api/v1/models") {
        return .answer(200, openRouter)
      }
      if request.method == .get { return .answer(200, #"{"data":[{"id":"sample-1"}]}"#) }
      return .answer(200, completion, milliseconds: 300)
    }
  }

  static let openRouter = """
    {"data":[
      {"id":"google/gemma-31b-it:free","name":"Gemma 31B","created":1769136000,"context_length":262144,
       "architecture":{"modality":"text+image->text","input_modalities":["text","image"]},
       "pricing":{"prompt":"0","completion":"0"},"supported_parameters":["tools"]},
      {"id":"acme/mixtral-8x7b:free","name":"Mixtral","created":1768272000,"context_length":32768,
       "architecture":{"modality":"text->text","input_modalities":["text"]},
       "pricing":{"prompt":"0","completion":"0"},"supported_parameters":[]},
      {"id":"acme/large","name":"Large","context_length":131072,
       "pricing":{"prompt":"0.000003","completion":"0.000015"},"supported_parameters":["tools"]}
    ]}
    """

  static let modelsDev = """
    {"openai":{"id":"openai","models":{
      "gpt-5.2":{"id":"gpt-5.2","name":"GPT-5.2","limit":{"context":400000,"output":128000},
        "cost":{"input":1.75,"output":14},"modalities":{"input":["text","image"],"output":["text"]},
        "tool_call":true,"reasoning":true,"release_date":"2025-12-11"}}}}
    """

  private static let completion = """
    {"choices":[{"message":{"role":"assistant","tool_calls":[{"id":"1","type":"function","function":\
    {"name":"ping","arguments":"{}"}}]}}],"usage":{"prompt_tokens":9,"completion_tokens":3}}
    """
}
