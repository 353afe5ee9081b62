/// Where a provider's API is and of which kind, as the program knows it.
package struct ProviderEndpoint: Equatable, Sendable {
  /// The usual base URL; nil when it has to be configured. Words in braces stand for what an account has.
  package var baseURL: String?
  /// The kind of API; nil when it differs by model.
  package var api: String?

  /// Makes an endpoint.
  package init(_ baseURL: String?, _ api: String?) {
    self.baseURL = baseURL
    self.api = api
  }

  /// The endpoints of the providers the program knows, by canonical id.
  package static let known: [String: ProviderEndpoint] = [
    "amazon-bedrock": ProviderEndpoint(
      "https://bedrock-runtime.us-east-1.amazonaws.com", "bedrock-converse-stream"),
    "anthropic": ProviderEndpoint("https://api.anthropic.com", "anthropic-messages"),
    "azure-openai-responses": ProviderEndpoint(nil, "azure-openai-responses"),
    "baseten": ProviderEndpoint("https://inference.baseten.co/v1", "openai-completions"),
    "byteplus": ProviderEndpoint(
      "https://ark.ap-southeast.bytepluses.com/api/v3", "openai-completions"),
    "byteplus-coding": ProviderEndpoint(
      "https://ark.ap-southeast.bytepluses.com/api/coding/v3", "openai-completions"),
    "byteplus-plan": ProviderEndpoint(
      "https://ark.ap-southeast.bytepluses.com/api/coding/v3", "openai-completions"),
    "cerebras": ProviderEndpoint("https://api.cerebras.ai/v1", "openai-completions"),
    "chutes": ProviderEndpoint("https://llm.chutes.ai/v1", "openai-completions"),
    "cloudflare-ai-gateway": ProviderEndpoint(
      "https://gateway.ai.cloudflare.com/v1/{accountId}/{gatewayId}/anthropic", "anthropic-messages"
    ),
    "cohere": ProviderEndpoint("https://api.cohere.ai/compatibility/v1", "openai-completions"),
    "copilot-proxy": ProviderEndpoint("http://127.0.0.1:4141/v1", "openai-completions"),
    "deepinfra": ProviderEndpoint("https://api.deepinfra.com/v1/openai", "openai-completions"),
    "deepseek": ProviderEndpoint("https://api.deepseek.com", "openai-completions"),
    "featherless": ProviderEndpoint("https://api.featherless.ai/v1", "openai-completions"),
    "fireworks": ProviderEndpoint("https://api.fireworks.ai/inference/v1", "openai-completions"),
    "github-copilot": ProviderEndpoint("https://api.individual.githubcopilot.com", nil),
    "gmi": ProviderEndpoint("https://api.gmi-serving.com/v1", "openai-completions"),
    "google": ProviderEndpoint(
      "https://generativelanguage.googleapis.com/v1beta", "google-generative-ai"),
    "google-antigravity": ProviderEndpoint(
      "https://daily-cloudcode-pa.sandbox.googleapis.com", "google-gemini-cli"),
    "google-gemini-cli": ProviderEndpoint(
      "https://cloudcode-pa.googleapis.com", "google-gemini-cli"),
    "google-vertex": ProviderEndpoint(
      "https://{location}-aiplatform.googleapis.com", "google-vertex"),
    "groq": ProviderEndpoint("https://api.groq.com/openai/v1", "openai-completions"),
    "huggingface": ProviderEndpoint("https://router.huggingface.co/v1", "openai-completions"),
    "kilocode": ProviderEndpoint("https://api.kilo.ai/api/gateway/", "openai-completions"),
    "kimi-code": ProviderEndpoint("https://api.kimi.com/coding/v1", "openai-completions"),
    "kimi-coding": ProviderEndpoint("https://api.kimi.com/coding", "anthropic-messages"),
    "litellm": ProviderEndpoint("http://localhost:4000", "openai-completions"),
    "lmstudio": ProviderEndpoint("http://127.0.0.1:1234/v1", "openai-completions"),
    "longcat": ProviderEndpoint("https://api.longcat.chat/openai", "openai-completions"),
    "meta": ProviderEndpoint("https://api.meta.ai/v1", "openai-responses"),
    "minimax": ProviderEndpoint("https://api.minimax.io/anthropic", "anthropic-messages"),
    "minimax-cn": ProviderEndpoint("https://api.minimaxi.com/anthropic", "anthropic-messages"),
    "minimax-portal": ProviderEndpoint("https://api.minimax.io/anthropic", "anthropic-messages"),
    "mistral": ProviderEndpoint("https://api.mistral.ai", "mistral-conversations"),
    "moonshot": ProviderEndpoint("https://api.moonshot.ai/v1", "openai-completions"),
    "novita": ProviderEndpoint("https://api.novita.ai/openai/v1", "openai-completions"),
    "nvidia": ProviderEndpoint("https://integrate.api.nvidia.com/v1", "openai-completions"),
    "ollama": ProviderEndpoint("http://127.0.0.1:11434/v1", "openai-completions"),
    "openai": ProviderEndpoint("https://api.openai.com/v1", "openai-responses"),
    "openai-codex": ProviderEndpoint("https://chatgpt.com/backend-api", "openai-codex-responses"),
    "opencode": ProviderEndpoint("https://opencode.ai/zen", nil),
    "opencode-go": ProviderEndpoint("https://opencode.ai/zen/go", nil),
    "openrouter": ProviderEndpoint("https://openrouter.ai/api/v1", "openai-completions"),
    "qianfan": ProviderEndpoint("https://qianfan.baidubce.com/v2", "openai-completions"),
    "qwen": ProviderEndpoint(
      "https://dashscope.aliyuncs.com/compatible-mode/v1", "openai-completions"),
    "qwen-coding-plan": ProviderEndpoint(
      "https://coding.dashscope.aliyuncs.com/v1", "openai-completions"),
    "qwen-portal": ProviderEndpoint("https://portal.qwen.ai/v1", "openai-completions"),
    "sglang": ProviderEndpoint("http://127.0.0.1:30000/v1", "openai-completions"),
    "stepfun": ProviderEndpoint("https://api.stepfun.ai/v1", "openai-completions"),
    "stepfun-plan": ProviderEndpoint("https://api.stepfun.ai/step_plan/v1", "openai-completions"),
    "synthetic": ProviderEndpoint("https://api.synthetic.new/anthropic", "anthropic-messages"),
    "tencent-tokenhub": ProviderEndpoint(
      "https://tokenhub.tencentmaas.com/v1", "openai-completions"),
    "together": ProviderEndpoint("https://api.together.xyz/v1", "openai-completions"),
    "venice": ProviderEndpoint("https://api.venice.ai/api/v1", "openai-completions"),
    "vercel-ai-gateway": ProviderEndpoint("https://ai-gateway.vercel.sh", "anthropic-messages"),
    "vllm": ProviderEndpoint("http://127.0.0.1:8000/v1", "openai-completions"),
    "volcengine": ProviderEndpoint(
      "https://ark.cn-beijing.volces.com/api/v3", "openai-completions"),
    "volcengine-coding": ProviderEndpoint(
      "https://ark.cn-beijing.volces.com/api/coding/v3", "openai-completions"),
    "volcengine-plan": ProviderEndpoint(
      "https://ark.cn-beijing.volces.com/api/coding/v3", "openai-completions"),
    "xai": ProviderEndpoint("https://api.x.ai/v1", "openai-completions"),
    "xiaomi": ProviderEndpoint("https://api.xiaomimimo.com/v1", "openai-completions"),
    "xiaomi-token-plan": ProviderEndpoint(
      "https://token-plan-sgp.xiaomimimo.com/v1", "openai-completions"),
    "zai": ProviderEndpoint("https://api.z.ai/api/coding/paas/v4", "openai-completions"),
  ]
}
