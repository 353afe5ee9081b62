extension ProviderEnvironment {
  /// What the gateway of January 2026 reads, for comparison.
  package static let january = ProviderEnvironment(
    rows.filter { !$0.january.isEmpty }.map { Entry(provider: $0.provider, variables: $0.january) })

  /// What Purser reads: the tables of all generations merged, the oldest one's order first.
  package static let standard = ProviderEnvironment(
    rows.map { Entry(provider: $0.provider, variables: $0.variables) })
}

/// The variables of one provider: those that the gateway of January 2026 reads, and those that newer ones add.
private struct Row {
  var provider: String
  var january: [String]
  var later: [String]

  init(_ provider: String, january: [String] = [], later: [String] = []) {
    self.provider = provider
    self.january = january
    self.later = later
  }

  /// All of them. Nearly every list is taken as it stands: putting two together copies them at each start.
  var variables: [String] { later.isEmpty ? january : january.isEmpty ? later : january + later }
}

private let rows: [Row] = [
  Row("ant-ling", later: ["ANT_LING_API_KEY"]),
  Row(
    "anthropic", january: ["ANTHROPIC_OAUTH_TOKEN", "ANTHROPIC_API_KEY"],
    later: ["ANTHROPIC_AUTH_TOKEN"]),
  Row("arcee", later: ["ARCEEAI_API_KEY", "ARCEE_API_KEY"]),
  Row("azure-openai-responses", later: ["AZURE_OPENAI_API_KEY"]),
  Row("baseten", later: ["BASETEN_API_KEY"]),
  Row("byteplus", later: ["BYTEPLUS_API_KEY"]),
  Row("byteplus-coding", later: ["BYTEPLUS_API_KEY"]),
  Row("byteplus-plan", later: ["BYTEPLUS_API_KEY"]),
  Row("cerebras", january: ["CEREBRAS_API_KEY"]),
  Row("chutes", january: ["CHUTES_OAUTH_TOKEN", "CHUTES_API_KEY"]),
  Row("clawrouter", later: ["CLAWROUTER_API_KEY"]),
  Row("cloudflare-ai-gateway", later: ["CLOUDFLARE_AI_GATEWAY_API_KEY", "CLOUDFLARE_API_KEY"]),
  Row("cloudflare-workers-ai", later: ["CLOUDFLARE_API_KEY"]),
  Row("cohere", later: ["COHERE_API_KEY"]),
  Row("deepgram", january: ["DEEPGRAM_API_KEY"]),
  Row("deepinfra", later: ["DEEPINFRA_API_KEY"]),
  Row("deepseek", later: ["DEEPSEEK_API_KEY"]),
  Row("featherless", later: ["FEATHERLESS_API_KEY"]),
  Row("fireworks", later: ["FIREWORKS_API_KEY"]),
  Row("github-copilot", january: ["COPILOT_GITHUB_TOKEN", "GH_TOKEN", "GITHUB_TOKEN"]),
  Row("gmi", later: ["GMI_API_KEY"]),
  Row("google", january: ["GEMINI_API_KEY"], later: ["GOOGLE_API_KEY"]),
  Row("google-vertex", later: ["GOOGLE_CLOUD_API_KEY"]),
  Row("groq", january: ["GROQ_API_KEY"]),
  Row("huggingface", later: ["HUGGINGFACE_HUB_TOKEN", "HF_TOKEN"]),
  Row("kilocode", later: ["KILOCODE_API_KEY"]),
  Row("kimi", later: ["KIMICODE_API_KEY", "KIMI_API_KEY"]),
  Row("kimi-code", january: ["KIMICODE_API_KEY"], later: ["KIMI_API_KEY"]),
  Row("kimi-coding", later: ["KIMICODE_API_KEY", "KIMI_API_KEY"]),
  Row("litellm", later: ["LITELLM_API_KEY"]),
  Row("lmstudio", later: ["LM_API_TOKEN", "LMSTUDIO_API_KEY", "LM_STUDIO_API_KEY"]),
  Row("longcat", later: ["LONGCAT_API_KEY"]),
  Row("meta", later: ["META_API_KEY", "MODEL_API_KEY"]),
  Row("minimax", january: ["MINIMAX_API_KEY"]),
  // Its server takes no key of the other one, and the table that names its own variable is the older of the two.
  Row("minimax-cn", later: ["MINIMAX_CN_API_KEY", "MINIMAX_API_KEY"]),
  Row("minimax-portal", later: ["MINIMAX_OAUTH_TOKEN", "MINIMAX_API_KEY"]),
  Row("mistral", january: ["MISTRAL_API_KEY"]),
  Row("moonshot", january: ["MOONSHOT_API_KEY"]),
  Row("novita", later: ["NOVITA_API_KEY"]),
  Row("nvidia", later: ["NVIDIA_API_KEY"]),
  Row("ollama", later: ["OLLAMA_API_KEY"]),
  Row("ollama-cloud", later: ["OLLAMA_API_KEY"]),
  Row("openai", january: ["OPENAI_API_KEY"]),
  Row("opencode", january: ["OPENCODE_API_KEY", "OPENCODE_ZEN_API_KEY"]),
  Row("opencode-go", later: ["OPENCODE_API_KEY", "OPENCODE_ZEN_API_KEY"]),
  Row("openrouter", january: ["OPENROUTER_API_KEY"]),
  Row("qianfan", later: ["QIANFAN_API_KEY"]),
  Row("qwen", later: ["DASHSCOPE_API_KEY", "QWEN_API_KEY", "MODELSTUDIO_API_KEY"]),
  Row("qwen-coding-plan", later: ["BAILIAN_CODING_PLAN_API_KEY", "QWEN_CODING_PLAN_API_KEY"]),
  Row("qwen-portal", january: ["QWEN_OAUTH_TOKEN", "QWEN_PORTAL_API_KEY"]),
  Row("qwen-token-plan", later: ["QWEN_TOKEN_PLAN_API_KEY"]),
  Row("qwen-token-plan-cn", later: ["QWEN_TOKEN_PLAN_CN_API_KEY", "QWEN_TOKEN_PLAN_API_KEY"]),
  Row("radius", later: ["RADIUS_API_KEY"]),
  Row("sglang", later: ["SGLANG_API_KEY"]),
  Row("stepfun", later: ["STEPFUN_API_KEY"]),
  Row("stepfun-plan", later: ["STEPFUN_API_KEY"]),
  Row("synthetic", january: ["SYNTHETIC_API_KEY"]),
  Row(
    "tencent-tokenhub", later: ["TENCENT_TOKENHUB_API_KEY", "TENCENT_API_KEY", "TOKENHUB_API_KEY"]),
  Row("together", later: ["TOGETHER_API_KEY"]),
  Row("venice", january: ["VENICE_API_KEY"]),
  Row("vercel-ai-gateway", january: ["AI_GATEWAY_API_KEY"]),
  Row("vllm", later: ["VLLM_API_KEY"]),
  Row("volcengine", later: ["VOLCANO_ENGINE_API_KEY"]),
  Row("volcengine-coding", later: ["VOLCANO_ENGINE_API_KEY"]),
  Row("volcengine-plan", later: ["VOLCANO_ENGINE_API_KEY"]),
  Row("voyage", later: ["VOYAGE_API_KEY"]),
  Row("xai", january: ["XAI_API_KEY"]),
  Row("xiaomi", later: ["XIAOMI_API_KEY"]),
  Row("xiaomi-token-plan", later: ["XIAOMI_TOKEN_PLAN_API_KEY"]),
  Row(
    "xiaomi-token-plan-ams", later: ["XIAOMI_TOKEN_PLAN_AMS_API_KEY", "XIAOMI_TOKEN_PLAN_API_KEY"]),
  Row(
    "xiaomi-token-plan-cn", later: ["XIAOMI_TOKEN_PLAN_CN_API_KEY", "XIAOMI_TOKEN_PLAN_API_KEY"]),
  Row(
    "xiaomi-token-plan-sgp", later: ["XIAOMI_TOKEN_PLAN_SGP_API_KEY", "XIAOMI_TOKEN_PLAN_API_KEY"]),
  Row("zai", january: ["ZAI_API_KEY", "Z_AI_API_KEY"]),
  Row("zai-coding-cn", later: ["ZAI_CODING_CN_API_KEY"]),
]
