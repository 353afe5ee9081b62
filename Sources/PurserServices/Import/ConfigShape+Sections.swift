extension ConfigShape {
  /// The sections that an import reads; the others are not looked at.
  static let configuration: [(key: String, shape: ConfigShape)] = [
    ("agents", agents), ("models", models), ("auth", auth),
  ]

  /// Keys of all generations of the gateways. [research/cli-and-formats.md 12.6, 11.7]
  private static let agents = object([
    "defaults": object(
      both.merging(known(defaultsOnly)) { first, _ in first }
        .merging(["workspace": string]) { first, _ in first }),
    "list": list(object(agent, required: ["id"])),
    "entries": map(object(agent)),
    "ownership": string,
  ])

  private static let agent = both.merging(
    [
      "id": string, "default": bool, "name": string, "workspace": string, "agentDir": string,
    ].merging(known(agentOnly)) { first, _ in first }
  ) { first, _ in first }

  /// What the defaults and an agent have in common and an import reads.
  private static let both: [String: ConfigShape] = [
    "model": choice, "imageModel": choice, "imageGenerationModel": choice, "pdfModel": choice,
    "videoGenerationModel": choice, "musicGenerationModel": choice,
    "utilityModel": any,
    "models": map(object(["alias": string].merging(known(entry)) { first, _ in first })),
    "modelPolicy": object(["allow": list(string)]),
  ].merging(known(unread)) { first, _ in first }

  private static let choice = either([
    string, object(["primary": string, "fallbacks": list(string), "timeoutMs": any]),
  ])

  private static let entry = ["params", "streaming", "agentRuntime", "chat", "codex"]

  private static let models = object(
    [
      "mode": word(["merge", "replace"]), "providers": map(provider), "bedrockDiscovery": any,
      "catalogRefresh": any, "pricing": any, "modelAliases": any,
    ])

  private static let provider = object(
    [
      "baseUrl": filled, "apiKey": secret,
      "auth": word(["api-key", "aws-sdk", "oauth", "token"]), "api": string, "headers": map(secret),
      "authHeader": bool, "models": list(model), "name": string, "compat": map(any),
      "modelOverrides": map(map(any)),
    ].merging(
      known([
        "injectNumCtxForOpenAICompat", "request", "localService", "agentRuntime", "params",
        "timeoutSeconds", "contextWindow", "contextTokens", "maxTokens", "region", "oauth",
      ])
    ) { first, _ in first })

  private static let model = object(
    [
      "id": filled, "name": filled, "api": string, "baseUrl": filled, "reasoning": bool,
      "input": list(string),
      "cost": object([
        "input": number, "output": number, "cacheRead": number, "cacheWrite": number,
        "tiers": list(any), "tieredPricing": any,
      ]),
      "contextWindow": positive, "maxTokens": positive, "contextTokens": positive,
      "headers": map(secret), "compat": map(any),
    ].merging(
      known([
        "timeoutSeconds", "capabilities", "request", "agentRuntime", "params", "thinkingLevelMap",
        "samplingParams", "metadataSource",
      ])
    ) { first, _ in first }, required: ["id"])

  /// A text or a SecretRef object. [research/cli-and-formats.md 12.9]
  private static let secret = either([
    string,
    object(["source": string, "provider": string, "id": string], required: ["source", "id"]),
  ])

  private static let auth = object([
    "profiles": map(
      object(
        [
          "provider": string, "mode": word(["api_key", "oauth", "token", "aws-sdk"]),
          "email": string, "displayName": string,
        ],
        required: ["provider"])),
    "order": map(list(string)),
    // Values are judged where they become settings: a wrong one of a provider is not the general one.
    "cooldowns": any,
  ])

  private static func known(_ keys: [String]) -> [String: ConfigShape] {
    Dictionary(uniqueKeysWithValues: keys.map { ($0, any) })
  }

  private static let unread = [
    "params", "thinkingDefault", "reasoningDefault", "verboseDefault", "fastModeDefault",
    "memorySearch", "heartbeat", "sandbox", "subagents", "humanDelay", "groupChat", "identity",
    "tools", "skills", "runtime", "agentRuntime", "embeddedHarness", "embeddedPi", "contextTokens",
    "contextInjection", "contextLimits", "skillsLimits", "bootstrapMaxChars",
    "bootstrapTotalMaxChars", "compaction", "tts", "systemPromptOverride", "typingMode",
    "elevatedDefault", "timeoutSeconds", "instructions",
  ]

  private static let defaultsOnly = [
    "repoRoot", "skipBootstrap", "bootstrapPromptTruncationWarning", "userTimezone", "timeFormat",
    "envelopeTimezone", "envelopeTimestamp", "envelopeElapsed", "cliBackends", "contextPruning",
    "blockStreamingDefault", "blockStreamingBreak", "blockStreamingChunk",
    "blockStreamingCoalesce", "mediaMaxMb", "imageMaxDimensionPx", "pdfMaxBytesMb", "pdfMaxPages",
    "typingIntervalSeconds", "maxConcurrent", "maxSpawnDepth", "startupContext", "llm",
    "silentReply", "promptOverlays", "mediaGenerationAutoProviderFallback", "runRetries",
  ]

  private static let agentOnly = ["description", "emoji", "avatar", "mentionPatterns", "bindings"]
}
