import Foundation
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SecretKit
import SystemKit

@testable import PurserCLI

/// A small fleet with something of everything that the models family tells of.
///
/// `main` follows the defaults, `ops` has a model and a list of its own, `research` has a provider, an alias and an allowlist of its
/// own, and `odd` names what does not exist.
struct ModelsWorld {
  let folder: TemporaryFolder
  var harness: ProgramHarness

  init() throws {
    folder = try TemporaryFolder()
    harness = ProgramHarness(in: folder)
    harness.environment = harness.environment.setting(
      "OPENAI_API_KEY", "FAKE-openai-0123456789abcdef"
    )
    .setting("ANTHROPIC_OAUTH_TOKEN", "FAKE-anthropic-0123456789")
    .setting("LAB_KEY", "FAKE-lab-key")
    _ = harness.run("init")
    let context = harness.context(words: ["sample"])
    let vault = context.vault
    try context.write(WriteOptions()) { session in
      try agents(session)
      try providers(session, vault)
      try models(session)
    }
  }

  /// Runs a line and returns what a person sees, with the world's folder as `/home/lee`.
  func transcript(_ lines: [String]) -> String {
    lines.map { line in
      let result = harness.run(line)
      var text = "$ purser \(line)\n" + result.output
      if !result.errors.isEmpty { text += "--- stderr\n" + result.errors }
      if result.exitCode != 0 { text += "--- exit \(result.exitCode)\n" }
      return text.replacingOccurrences(of: folder.path, with: "/home/lee")
    }.joined(separator: "\n")
  }

  private func agents(_ session: Session<ReadWrite>) throws {
    for (position, name) in ["main", "ops", "research", "odd"].enumerated() {
      let directory = name == "odd" ? nil : folder.path("state/agents/\(name)/agent")
      try session.agents.insert(
        Agent(
          id: Agent.ID(name), agentDirectory: directory, isDefault: position == 0,
          position: position, createdAt: session.now, updatedAt: session.now))
    }
    try session.agents.setLabel(AgentLabel(agent: Agent.ID("ops"), key: "team", value: "red"))
  }

  private func providers(_ session: Session<ReadWrite>, _ vault: Vault) throws {
    let secret = SecretBytes(text: "FAKE-router-key-0123456789")
    let sealed = try vault.seal(
      secret, owner: .provider("openrouter", at: .defaults), field: "apiKey", in: session)
    let id = try session.secrets.replace(sealed)
    try session.providers.save(
      ProviderDefinition(
        id: "openrouter", writtenID: "openrouter", baseURL: "https://openrouter.ai/api/v1",
        api: "openai-completions",
        key: .sealed(id: id, digest: vault.digest(secret, in: session.readOnly))),
      at: .defaults)
    try session.providerModels.save(
      ModelDefinition(
        id: "qwen/qwen3-30b:free", name: "Qwen 3 30B", input: ["text"], contextWindow: 128_000),
      of: "openrouter", at: .defaults)
    let lab = ProviderDefinition(
      id: "lab", writtenID: "lab", position: 1, baseURL: "http://localhost:1234/v1",
      api: "openai-completions", key: .environment(name: "LAB_KEY"))
    try session.providers.save(lab, at: .defaults)
    try session.providerModels.save(ModelDefinition(id: "m1"), of: "lab", at: .defaults)
    try session.providerModels.save(
      ModelDefinition(
        id: "vision", position: 1, name: "Lab \u{1B}[31mVision", input: ["text", "image"],
        contextWindow: 32_768), of: "lab", at: .defaults)
    var own = lab
    own.baseURL = "https://lab.example.org/v1"
    own.key = .environment(name: "LAB_KEY_RESEARCH")
    try session.providers.save(own, at: .agent(Agent.ID("research")))
    try session.providerModels.save(
      ModelDefinition(id: "m2", contextWindow: 8192), of: "lab", at: .agent(Agent.ID("research")))
  }

  private func models(_ session: Session<ReadWrite>) throws {
    func route(
      _ scope: ScopeID, _ purpose: Purpose, _ primary: String?, _ fallbacks: [String] = []
    ) throws {
      try session.routes.replace(
        at: scope, purpose: purpose,
        with: StoredRoute(
          primary: primary, fallbacks: fallbacks, policy: fallbacks.isEmpty ? nil : .list)
      ) { ModelNaming.standard.reference($0, defaultProvider: "") }
    }
    try route(
      .defaults, .text, "big", ["anthropic/claude-opus-5", "openrouter/qwen/qwen3-30b:free"])
    try route(.defaults, .image, "lab/vision")
    try route(.agent(Agent.ID("ops")), .text, "lab/m1", ["openai/gpt-5.2"])
    try route(.agent(Agent.ID("odd")), .text, "nowhere", ["zed/z1"])
    for (position, key) in ["openai/gpt-5.2", "anthropic/claude-opus-5", "lab/ghost"].enumerated() {
      guard let ref = ModelNaming.standard.reference(key, defaultProvider: "") else { continue }
      try session.modelSettings.save(
        StoredModelSetting(scope: .defaults, ref: ref, written: key, position: position))
    }
    try session.aliases.insert(
      StoredAlias(
        scope: .defaults, name: "big", ref: ModelRef(provider: "openai", model: "gpt-5.2"),
        position: 0))
    let research = ScopeID.agent(try Agent.ID("research"))
    try session.aliases.insert(
      StoredAlias(
        scope: research, name: "mine", ref: ModelRef(provider: "lab", model: "m2"), position: 0))
    try session.allow.replace(
      at: research,
      with: StoredAllowlist(
        mode: .only, entries: [AllowEntry(pattern: "lab/*"), AllowEntry(pattern: "mine")]))
  }
}
