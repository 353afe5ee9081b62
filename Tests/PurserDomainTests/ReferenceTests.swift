import PurserDomain
import PurserTestSupport
import Testing

/// A row of the tables of examples: its number, what goes in and what comes out.
struct Example<Input: Sendable, Output: Sendable>: Sendable, CustomTestStringConvertible {
  let name: String
  let input: Input
  let output: Output

  init(_ name: String, _ input: Input, _ output: Output) {
    self.name = name
    self.input = input
    self.output = output
  }

  var testDescription: String { "\(name): \(input)" }
}

struct ReferenceTests {
  @Test(arguments: [
    Example("X1", "anthropic/claude-x1", "anthropic · claude-x1"),
    Example("X2", "  OpenAI / GPT-5.2  ", "openai · GPT-5.2"),
    Example("X3", "openrouter/moonshotai/kimi-k2", "openrouter · moonshotai/kimi-k2"),
    Example("X4", "Z.AI/glm-4.7", "zai · glm-4.7"),
    Example("X5", "z-ai/GLM-4.7", "zai · GLM-4.7"),
    Example("X6", "opencode-zen/big", "opencode · big"),
    Example("X7", "doubao/seed-2", "volcengine · seed-2"),
    Example("X8", "moonshotai/kimi-k3", "moonshot · kimi-k3"),
    Example("X9", "qwen/coder-1", "qwen · coder-1"),
    Example("X10", "", "none"), Example("X10", "   ", "none"), Example("X10", "/", "none"),
    Example("X10", "/gpt", "none"), Example("X10", "openai/", "none"),
    Example("X12", "Anthropic/OPUS-4.5", "anthropic · claude-opus-4-5"),
    Example("X13", "opus-4.6", "anthropic · claude-opus-4-6"),
    Example("X14", "google/gemini-3-pro", "google · gemini-3-pro-preview"),
    Example("X15", "google/gemini-3-pro-preview", "google · gemini-3-pro-preview"),
    Example("X16", "vercel-ai-gateway/opus-4.6", "vercel-ai-gateway · anthropic/claude-opus-4-6"),
    Example(
      "X17", "vercel-ai-gateway/claude-opus-4.6", "vercel-ai-gateway · anthropic/claude-opus-4.6"),
    Example("X18", "vercel-ai-gateway/gpt-5.2", "vercel-ai-gateway · openai/gpt-5.2"),
    Example("X20 (F only)", "openai/gpt-5.3-codex-high", "openai · gpt-5.3-codex-high"),
    Example("A.3", "openrouter/google/gemini-3-pro", "openrouter · google/gemini-3-pro"),
    Example("A2", "a//b", "a · /b"),
    Example("A2", "a/\u{301}b", "a · \u{301}b"),
    Example("A.2", "aws-bedrock/m", "amazon-bedrock · m"),
  ])
  func `references are read by the recommended tables`(example: Example<String, String>) {
    #expect(read(example.input, .standard) == example.output)
  }

  @Test(arguments: [
    Example("X7 (J)", "doubao/seed-2", "doubao · seed-2"),
    Example("X9 (J)", "qwen/coder-1", "qwen-portal · coder-1"),
    Example("X13 (J)", "opus-4.6", "anthropic · opus-4.6"),
  ])
  func `January's tables read some references differently`(example: Example<String, String>) {
    #expect(read(example.input, .january) == example.output)
  }

  @Test(arguments: [
    Example("X7 (F)", "doubao/seed-2", "volcengine · seed-2"),
    Example("X8 (F)", "moonshotai/kimi-k3", "moonshot · kimi-k3"),
    Example("X20 (F)", "openai/gpt-5.3-codex-high", "openai-codex · gpt-5.3-codex-high"),
    Example("X20 (F)", "openai/gpt-5.3-codexes", "openai · gpt-5.3-codexes"),
  ])
  func `the fork's tables read some references differently`(example: Example<String, String>) {
    #expect(read(example.input, .fork) == example.output)
  }

  @Test func `a bare name belongs to the default provider (X11)`() {
    let ref = ModelNaming.standard.reference("gpt-5.2", defaultProvider: "openai")
    #expect(ref == ModelRef(provider: "openai", model: "gpt-5.2"))
  }

  @Test(arguments: [
    Example("X19", ("openrouter", "openrouter/auto"), "openrouter/auto"),
    Example(
      "A6", ("openrouter", "openrouter/horizon"), "openrouter/openrouter/horizon"),
    Example("A6", ("anthropic", "anthropic/x"), "anthropic/anthropic/x"),
    Example("A6", ("openrouter", "openrouter/"), "openrouter/openrouter/"),
    Example("A6", ("a", "ab/c"), "a/ab/c"),
  ])
  func `a key doubles its provider unless reading it back restores the model`(
    example: Example<(String, String), String>
  ) {
    #expect(ModelRef(provider: example.input.0, model: example.input.1).key == example.output)
  }

  @Test func `reading the key of a reference gives the reference`() {
    var random = SeededGenerator(seed: 1)
    let parts = ["a", "B", "openrouter", "auto", "é", "x:free", "-", "z.ai", "claude-x", "9", "/"]
    for _ in 0..<5000 {
      let raw = (0..<Int.random(in: 1...6, using: &random)).map { _ in
        parts.randomElement(using: &random) ?? ""
      }.joined(separator: Bool.random(using: &random) ? "/" : "")
      guard let ref = ModelNaming.standard.reference(raw, defaultProvider: "openai") else {
        continue
      }
      #expect(
        ModelNaming.standard.reference(ref.key, defaultProvider: "other") == ref, "\(raw)")
    }
  }

  @Test(arguments: [ModelNaming.standard, .january, .fork])
  func `normalising twice changes nothing`(naming: ModelNaming) {
    for provider in Array(naming.providerAliases.keys) + Array(naming.modelRules.keys) + ["X Y"] {
      let once = naming.provider(provider)
      #expect(naming.provider(once) == once)
      for model in ["opus-4.5", "OPUS-4.6", "gemini-3-pro", "auto", "gpt-5.3-codex", "a/b"] {
        guard let ref = naming.reference(provider: provider, model: model) else { continue }
        #expect(naming.reference(provider: ref.provider, model: ref.model) == ref)
      }
    }
  }

  @Test(arguments: [
    Example("X27", "opus@anthropic:work", "opus | anthropic:work"),
    Example("X28", "gpt@openai:me@example.com", "gpt | openai:me@example.com"),
    Example("X29", "openai/@cf/openai/gpt-oss-20b", "openai/@cf/openai/gpt-oss-20b | -"),
    Example(
      "X30", "openai/@cf/openai/gpt-oss-20b@cf:default",
      "openai/@cf/openai/gpt-oss-20b | cf:default"),
    Example("X31", "anthropic/claude-s@20250514", "anthropic/claude-s@20250514 | -"),
    Example("X32", "anthropic/claude-s@20250514@team:a", "anthropic/claude-s@20250514 | team:a"),
    Example("X33", "lmstudio/qwen-7b@q8_0", "lmstudio/qwen-7b@q8_0 | -"),
    Example("A.6", "lmstudio/m@IQ2_XS@p:x", "lmstudio/m@IQ2_XS | p:x"),
    Example("A.6", "lmstudio/m@4bit", "lmstudio/m@4bit | -"),
    Example("A.6", "m@quiet", "m | quiet"),
    Example("A.6", "@x", "@x | -"), Example("A.6", "m@", "m@ | -"),
    Example("A.6", "openai/@x", "openai/@x | -"),
    Example("A.6", "fast@ openai:work ", "fast | openai:work"), Example("A.6", "m@ ", "m@ | -"),
  ])
  func `a profile stands behind the last part of a name`(example: Example<String, String>) {
    let suffix = ProfileSuffix(example.input)
    #expect("\(suffix.reference) | \(suffix.profile ?? "-")" == example.output)
  }

  private func read(_ text: String, _ naming: ModelNaming) -> String {
    naming.reference(text, defaultProvider: "anthropic").map { "\($0.provider) · \($0.model)" }
      ?? "none"
  }
}

struct BareNameTests {
  private let fast = [
    Alias(name: "Fast", target: ModelRef(provider: "openai", model: "o1"))
  ]

  private func refs(_ keys: String...) -> [ModelRef] {
    keys.compactMap { ModelNaming.standard.reference($0, defaultProvider: "") }
  }

  @Test func `an alias is found in any case and shown as written (X21)`() {
    let found = ModelResolver(aliases: AliasIndex(fast)).resolve("FAST")
    #expect(found?.ref.key == "openai/o1")
    #expect(found?.alias == "Fast")
  }

  @Test func `the last of two aliases of one name wins (X22)`() {
    let aliases = AliasIndex(
      fast + [Alias(name: "fast", target: ModelRef(provider: "xai", model: "g2"))])
    #expect(ModelResolver(aliases: aliases).resolve("fast")?.ref.key == "xai/g2")
    #expect(aliases.names(of: ModelRef(provider: "openai", model: "o1")) == [])
  }

  @Test func `a name with a slash is no alias unless the alias has one (X23, A11)`() {
    let kimi = Alias(name: "my/kimi", target: ModelRef(provider: "moonshot", model: "k2"))
    let resolver = ModelResolver(aliases: AliasIndex(fast + [kimi]))
    #expect(resolver.resolve("openai/fast")?.ref == ModelRef(provider: "openai", model: "fast"))
    #expect(resolver.resolve("MY/KIMI")?.ref.key == "moonshot/k2")
  }

  @Test func `a bare primary goes to the real default provider with a warning (X24)`() {
    let found = ModelResolver(defaultProvider: "openai").primary("mini-9")
    #expect(found.ref.key == "openai/mini-9")
    #expect(
      found.warning
        == "Model \"mini-9\" specified without provider. Falling back to \"openai/mini-9\". "
        + "Please use \"openai/mini-9\" in your config.")
  }

  @Test func `a bare name goes to the one provider that has it (X25)`() {
    let found = ModelResolver(configured: refs("xai/Mini-9", "groq/other")).primary("mini-9")
    #expect(found.ref.key == "xai/Mini-9")
    #expect(found.basis == .uniqueMatch)
    #expect(found.warning == nil)
  }

  @Test func `a bare name that two providers have is not unique (X26)`() {
    let found = ModelResolver(configured: refs("xai/mini-9", "groq/mini-9")).primary("mini-9")
    #expect(found.ref.key == "anthropic/mini-9")
    #expect(found.basis == .defaultProvider)
  }

  @Test func `of two spellings at one provider the exact one is taken (A15)`() {
    let resolver = ModelResolver(configured: refs("lab/Reader", "lab/reader"))
    #expect(resolver.resolve("reader")?.ref.key == "lab/reader")
    #expect(resolver.resolve("Reader")?.ref.key == "lab/Reader")
  }

  @Test func `a stored name that lost its provider is repaired by the whole id (A16)`() {
    let resolver = ModelResolver(
      configured: refs("vercel-ai-gateway/anthropic/claude-x", "openai/o1"))
    #expect(
      resolver.uniqueMatch(of: "anthropic/claude-x")?.key
        == "vercel-ai-gateway/anthropic/claude-x")
    #expect(resolver.uniqueMatch(of: "openai/o1") == nil)
  }

  @Test func `a reference that cannot be read is reported (A18)`() {
    let found = ModelResolver().primary("openai/")
    #expect(found.basis == .unreadable)
    #expect(
      found.warning
        == "Model \"openai/\" could not be resolved. "
        + "Falling back to default \"anthropic/claude-opus-4-5\".")
  }

  @Test(
    arguments: [
      ("google", "gemini-3-pro", "google/gemini-3-pro-preview", true),
      ("google", "gemini-3-pro-preview", "google/gemini-3-pro-preview", true),
      ("google", "gemini-2", "google/gemini-2", false),
      ("openrouter", "auto", "openrouter/auto", true),
      ("openrouter", "v/m", "openrouter/v/m", false),
      ("vercel-ai-gateway", "OPUS-4.6", "vercel-ai-gateway/anthropic/claude-opus-4-6", true),
      ("vercel-ai-gateway", "gpt-5", "vercel-ai-gateway/openai/gpt-5", true),
      ("anthropic", "Opus-4.6", "anthropic/claude-opus-4-6", true),
      ("lab", "gemini-3-pro", "lab/gemini-3-pro", false),
    ])
  func `a definition's short form is its model under the one name (A.3)`(
    _ provider: String, _ id: String, _ key: String, _ hasShortForm: Bool
  ) {
    let naming = ModelNaming.standard
    let ref = naming.defined(id, by: provider)
    #expect(ref.key == key)
    #expect(naming.defined(ref.model, by: provider) == ref)
    #expect(naming.hasShortForm(ref) == hasShortForm)
    let written = ModelRef(provider: provider, model: id)
    let names = naming.names(ofDefined: [written])
    #expect(names == (written == ref ? [ref] : [ref, written]))
    let resolver = ModelResolver(configured: names)
    #expect(resolver.uniqueMatch(of: id) == ref)
    #expect(resolver.uniqueMatch(of: ref.model) == ref)
  }

  @Test func `the words of openrouter have fixed meanings (A19)`() {
    let resolver = ModelResolver(configured: refs("openrouter/a", "openrouter/v/m:free"))
    #expect(resolver.resolve("openrouter:auto")?.ref.key == "openrouter/auto")
    #expect(resolver.resolve("openrouter:free")?.ref.key == "openrouter/v/m:free")
    #expect(ModelResolver().resolve("openrouter:free")?.basis == .defaultProvider)
  }

  @Test func `a built-in alias works for a configured model (X34)`() {
    let index = AliasIndex().adding(
      builtIns: ModelNaming.standard.builtInAliases, configured: refs("anthropic/claude-opus-5"))
    #expect(ModelResolver(aliases: index).resolve("opus")?.ref.key == "anthropic/claude-opus-5")
    #expect(index.entries.map(\.name) == ["opus"])
  }

  @Test func `an empty alias switches the built-in one off (X35)`() {
    let map = [ModelsMapEntry(key: "anthropic/claude-opus-5", alias: "")]
    let naming = ModelNaming.standard
    let index = AliasIndex(naming.aliases(of: map, defaultProvider: "anthropic")).adding(
      builtIns: naming.builtInAliases,
      configured: naming.models(of: map, defaultProvider: "anthropic"))
    #expect(ModelResolver(aliases: index).resolve("opus")?.basis == .defaultProvider)
  }

  @Test func `a built-in alias gives way to an owner of its name or of its model (A12)`() {
    let opus5 = ModelRef(provider: "anthropic", model: "claude-opus-5")
    let builtIns = ModelNaming.standard.builtInAliases
    let taken = AliasIndex([Alias(name: "OPUS", target: ModelRef(provider: "x", model: "y"))])
      .adding(builtIns: builtIns, configured: [opus5])
    #expect(taken.lookup("opus")?.target.key == "x/y")
    let named = AliasIndex([Alias(name: "big", target: opus5)])
      .adding(builtIns: builtIns, configured: [opus5])
    #expect(named.entries.map(\.name) == ["big"])
  }

  @Test func `an agent's alias takes the name over from the defaults (A8)`() throws {
    let agent = ScopeID.agent(try Agent.ID("ops"))
    let index = AliasIndex(fast).adding(
      [Alias(name: "fast", target: ModelRef(provider: "xai", model: "g1"))], scope: agent)
    #expect(index.lookup("FAST")?.target.key == "xai/g1")
    #expect(index.lookup("FAST")?.scope == agent)
  }

  @Test func `two spellings of one model give it two aliases in file order (A10)`() {
    let map = [
      ModelsMapEntry(key: "z.ai/x", alias: "one"), ModelsMapEntry(key: "zai/x", alias: "two"),
    ]
    let index = AliasIndex(ModelNaming.standard.aliases(of: map, defaultProvider: "anthropic"))
    #expect(index.names(of: ModelRef(provider: "zai", model: "x")) == ["one", "two"])
  }
}
