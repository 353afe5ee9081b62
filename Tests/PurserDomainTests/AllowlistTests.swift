import PurserDomain
import Testing

struct AllowlistTests {
  private let resolver = ModelResolver(
    aliases: AliasIndex([Alias(name: "fast", target: ModelRef(provider: "groq", model: "l1"))]))

  private func ref(_ text: String) throws -> ModelRef {
    try #require(resolver.naming.reference(text, defaultProvider: "anthropic"))
  }

  private func list(
    allow: [String]? = nil, map: [String] = [], agentAllow: [String]? = nil,
    defaultModel: String? = nil
  ) throws -> Allowlist {
    let ops = ScopeID.agent(try Agent.ID("ops"))
    return Allowlist(
      agent: .imported(scope: ops, allow: agentAllow, mapKeys: []),
      defaults: .imported(scope: .defaults, allow: allow, mapKeys: map),
      defaultModel: try defaultModel.map(ref), resolver: resolver)
  }

  private func allowed(_ list: Allowlist, _ texts: String...) throws -> [Bool] {
    try texts.map { list.allows(try ref($0)) }
  }

  @Test func `without a list any model may be chosen (X36)`() throws {
    #expect(try allowed(list(), "xai/anything") == [true])
    #expect(try list().verdict(on: ref("a/b")).ground == .noList)
  }

  @Test func `keys of the map and the default are allowed (X37)`() throws {
    let list = try list(map: ["openai/o1"], defaultModel: "anthropic/a1")
    #expect(try allowed(list, "openai/o1", "anthropic/a1", "xai/g1") == [true, true, false])
  }

  @Test func `a key counts although the catalog does not know it (X38, X39)`() throws {
    let list = try list(map: ["foo/bar", "claude-cli/opus"], defaultModel: "anthropic/a1")
    #expect(try allowed(list, "foo/bar", "claude-cli/opus") == [true, true])
    #expect(list.models(of: []).map(\.key) == ["foo/bar", "claude-cli/opus", "anthropic/a1"])
  }

  @Test func `a map without a readable key allows nothing (X40)`() throws {
    let list = try list(map: [" "])
    #expect(!list.allowsAny)
    #expect(list.models(of: [try ref("openai/o1")]) == [])
    #expect(try list.verdict(on: ref("openai/o1")).ground == .emptyList)
  }

  @Test func `a fallback outside the list cannot be chosen but is still tried (X41)`() throws {
    let list = try list(allow: ["openai/o1"])
    #expect(try allowed(list, "google/g1") == [false])
    let route = EffectiveRoute(
      purpose: .text, agent: nil,
      defaults: RouteSetting(
        scope: .defaults, primary: "openai/o1", policy: .list, fallbacks: ["google/g1"]),
      rule: .strict, resolver: resolver)
    let chain = CandidateChain(route: route, resolver: resolver)
    #expect(chain.candidates.map(\.ref.key) == ["openai/o1", "google/g1"])
  }

  @Test func `a wildcard covers a provider (X42)`() throws {
    #expect(
      try allowed(list(allow: ["OpenAI/*"]), "openai/anything", "openai/a/b") == [true, true])
  }

  @Test func `a prefix ends at a slash (X43)`() throws {
    let list = try list(allow: ["openrouter/anthropic/*"])
    let answers = try allowed(
      list, "openrouter/anthropic/c1", "openrouter/anthropic/c1/x", "openrouter/openai/o1",
      "openrouter/anthropic-x/c1")
    #expect(answers == [true, true, false, false])
  }

  @Test(arguments: [
    Example("X44", "*", AllowPattern.Fault.wildcard),
    Example("X44", "openai/gpt-*", .wildcard),
    Example("X44", "openai/ /x", .emptySegment),
    Example("B12", "openai/*/x", .wildcard),
    Example("B12", "*/x", .wildcard),
    Example("B12", "openai/a b", .whiteSpace),
    Example("B12", "openai/a\u{7}b", .control),
    Example("B12", "", .empty),
    Example("B12", "openai/", .emptySegment),
  ])
  func `lines that mean nothing say why`(example: Example<String, AllowPattern.Fault>) {
    #expect(throws: example.output) {
      try AllowPattern(example.input, resolver: ModelResolver())
    }
  }

  @Test func `a wildcard does not let the default in (X45)`() throws {
    let list = try list(allow: ["openai/*"], defaultModel: "anthropic/a1")
    #expect(try allowed(list, "anthropic/a1") == [false])
    let catalog = [try ref("anthropic/a1"), try ref("openai/o1"), try ref("openai/o2")]
    #expect(try list.startModel(catalog: catalog)?.key == "openai/o1")
    let error = #expect(throws: DomainError.self) { try list.startModel(catalog: []) }
    #expect(
      error?.message
        == "Configured default model \"anthropic/a1\" is not allowed by "
        + "agents.defaults.modelPolicy.allow, and no allowed model is available.")
  }

  @Test func `exact lines let the default in (X46)`() throws {
    let list = try list(allow: ["openai/o1"], defaultModel: "anthropic/a1")
    #expect(try allowed(list, "openai/o1", "anthropic/a1") == [true, true])
    #expect(try list.verdict(on: ref("anthropic/a1")).ground == .defaultModel)
  }

  @Test func `an empty list of an agent allows any model (X47)`() throws {
    #expect(try allowed(list(allow: ["openai/*"], agentAllow: []), "xai/g1") == [true])
  }

  @Test func `a list of an agent replaces that of the defaults (X48)`() throws {
    let list = try list(allow: ["openai/*"], agentAllow: ["xai/g1"])
    #expect(try allowed(list, "xai/g1", "openai/o1") == [true, false])
    #expect(
      list.repairCommand(for: try ref("openai/o1"))
        == "purser models allow add openai/o1 --agent ops")
  }

  @Test(arguments: [
    ("my model", "'openai/*'"), ("a//b", "'openai/*'"), ("a*", "'openai/*'"),
    ("a\u{1}b", "'openai/*'"), ("über-1", "'openai/über-1'"), ("a/b", "openai/a/b"),
  ])
  func `a hint told to allow a name that no line can have`(model: String, word: String) throws {
    let list = try list(allow: ["xai/*"])
    let ref = ModelRef(provider: "openai", model: model)
    #expect(list.repairCommand(for: ref) == "purser models allow add \(word)")
    let line = word.filter { $0 != "'" }
    #expect(try self.list(allow: [line]).allows(ref))
  }

  @Test func `a line may be an alias (X49)`() throws {
    #expect(try allowed(list(allow: ["fast"]), "groq/l1", "groq/l2") == [true, false])
  }

  @Test(arguments: [
    Example("X50", "agent:main:slack:channel:c1:thread:42", "agent:main:slack:channel:c1"),
    Example("B.4", "a:thread:1:Topic:2", "a:thread:1"),
    Example("B.4", ":thread:1", nil),
    Example("B.4", "agent:main", nil),
  ])
  func `a thread hangs under the session before it`(example: Example<String, String?>) {
    #expect(SessionOverride.parentKey(of: example.input) == example.output)
  }

  @Test func `a thread uses its own model, else that of its parent (X50, X51)`() throws {
    let any = try list()
    let parent = try ref("openai/o1")
    let own = try ref("xai/g1")
    #expect(SessionOverride(own: nil, parent: parent, allowlist: any).model == parent)
    #expect(SessionOverride(own: own, parent: parent, allowlist: any).model == own)
  }

  @Test
  func
    `a model that is no longer allowed is not used, and removed where it is the own one (X52, X53)`()
    throws
  {
    let only = try list(allow: ["openai/o1"])
    let inherited = SessionOverride(own: nil, parent: try ref("xai/g1"), allowlist: only)
    #expect(inherited.model == nil)
    #expect(!inherited.removesOwn)
    let own = SessionOverride(own: try ref("xai/g1"), parent: nil, allowlist: only)
    #expect(own.model == nil)
    #expect(own.removesOwn)
  }

  @Test func `a refusal names the list, the closest line and the repair`() throws {
    let verdict = try list(allow: ["anthropic/*", "openai/gpt-5.2", "openai/o1"])
      .verdict(on: ref("openai/GPT-5.2"))
    #expect(verdict.closest?.pattern == "openai/gpt-5.2")
    #expect(verdict.closest?.difference == "differs in case only")
    #expect(
      verdict.refusal == [
        "Model \"openai/GPT-5.2\" is not allowed. Use /model to list available models.",
        "Refused by agents.defaults.modelPolicy.allow.",
        "Add it with: purser models allow add openai/GPT-5.2",
      ])
  }

  @Test func `an allowed model comes with the line that allows it`() throws {
    let verdict = try list(map: ["a/b", "openai/*"]).verdict(on: ref("openai/x"))
    #expect(verdict.ground == .line(1, "openai/*"))
    #expect(verdict.listName == "agents.defaults.models")
    #expect(verdict.refusal == [])
  }

  @Test func `a list of lines without meaning allows nothing and says so`() throws {
    let verdict = try list(allow: ["*"], defaultModel: "a/b").verdict(on: ref("a/b"))
    #expect(!verdict.isAllowed)
    #expect(verdict.refusal[1].hasSuffix("which has no usable entry and so allows nothing."))
  }
}
