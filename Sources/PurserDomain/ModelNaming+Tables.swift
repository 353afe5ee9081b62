extension ModelNaming {
  /// The tables Purser uses.
  package static let standard = ModelNaming(
    providerAliases: [
      "z.ai": "zai", "z-ai": "zai",
      "opencode-zen": "opencode",
      "kimi-code": "kimi-coding",
      "moonshotai": "moonshot", "moonshot-ai": "moonshot",
      "bytedance": "volcengine", "doubao": "volcengine",
      "bedrock": "amazon-bedrock", "aws-bedrock": "amazon-bedrock",
    ],
    modelRules: [
      "anthropic": [.renamesAnyCase(anthropicNames)],
      "google": [.renames(googleNames)],
      "vercel-ai-gateway": gatewayRules,
      "openrouter": [.renames(["auto": "openrouter/auto"])],
    ],
    builtInAliases: [
      BuiltInAlias("opus", "anthropic", "claude-opus-5"),
      BuiltInAlias("sonnet", "anthropic", "claude-sonnet-5"),
      BuiltInAlias("gpt", "openai", "gpt-5.4"),
      BuiltInAlias("gpt-mini", "openai", "gpt-5.4-mini"),
      BuiltInAlias("gpt-nano", "openai", "gpt-5.4-nano"),
      BuiltInAlias("gemini", "google", "gemini-3.1-pro-preview"),
      BuiltInAlias("gemini-flash", "google", "gemini-3-flash-preview"),
      BuiltInAlias("gemini-flash-lite", "google", "gemini-3.1-flash-lite"),
    ],
    defaultModel: ModelRef(provider: "anthropic", model: "claude-opus-4-5"))

  /// The tables of the gateway of January 2026.
  package static let january = ModelNaming(
    providerAliases: [
      "z.ai": "zai", "z-ai": "zai", "opencode-zen": "opencode", "qwen": "qwen-portal",
    ],
    modelRules: [
      "anthropic": [
        .renamesAnyCase(["opus-4.5": "claude-opus-4-5", "sonnet-4.5": "claude-sonnet-4-5"])
      ],
      "google": [.renames(googleNames)],
    ],
    builtInAliases: [
      BuiltInAlias("opus", "anthropic", "claude-opus-4-5"),
      BuiltInAlias("sonnet", "anthropic", "claude-sonnet-4-5"),
      BuiltInAlias("gpt", "openai", "gpt-5.2"),
      BuiltInAlias("gpt-mini", "openai", "gpt-5-mini"),
      BuiltInAlias("gemini", "google", "gemini-3-pro-preview"),
      BuiltInAlias("gemini-flash", "google", "gemini-3-flash-preview"),
    ],
    defaultModel: ModelRef(provider: "anthropic", model: "claude-opus-4-5"))

  /// The tables of the fork of mid 2026; it alone sends two models of `openai` to `openai-codex`.
  package static let fork = ModelNaming(
    providerAliases: [
      "z.ai": "zai", "z-ai": "zai",
      "opencode-zen": "opencode",
      "kimi-code": "kimi-coding",
      "moonshotai": "moonshot", "moonshot-ai": "moonshot",
      "bytedance": "volcengine", "doubao": "volcengine",
    ],
    modelRules: [
      "anthropic": [.renamesAnyCase(anthropicNames)],
      "google": [.renames(googleNames)],
      "vercel-ai-gateway": gatewayRules,
      "openrouter": [.renames(["auto": "openrouter/auto"])],
      "openai": [.moves(["gpt-5.3-codex", "gpt-5.4-codex"], toProvider: "openai-codex")],
    ],
    builtInAliases: january.builtInAliases,
    defaultModel: january.defaultModel)
}

private let anthropicNames = [
  "opus-4.5": "claude-opus-4-5", "sonnet-4.5": "claude-sonnet-4-5",
  "opus-4.6": "claude-opus-4-6", "opus-4.8": "claude-opus-4-8",
  "sonnet-4.6": "claude-sonnet-4-6", "sonnet-5": "claude-sonnet-5",
]

private let googleNames = [
  "gemini-3-pro": "gemini-3-pro-preview", "gemini-3-flash": "gemini-3-flash-preview",
]

/// Short names first, so that `opus-4.6` ends as `anthropic/claude-opus-4-6`; a dotted full name is not rewritten.
private let gatewayRules: [ModelRule] = [
  .renamesAnyCase(anthropicNames),
  .vendor("anthropic", prefix: "claude-"),
  .vendor("openai", prefix: "gpt-"),
]
