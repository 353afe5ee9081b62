import JSONKit
import PurserTestSupport
import Testing

@testable import PurserCLI

/// A model has one name, however its definition or the person who types it spells it.
@Suite struct ModelNamesTests {
  let world: ReportWorld

  init() throws { world = try ReportWorld() }

  private func take(_ defaults: String, _ providers: [String: [String]]) throws {
    let providers = providers.sorted { $0.key < $1.key }.map { id, models in
      let list = models.map { #"{"id": "\#($0)", "name": "n"}"# }.joined(separator: ", ")
      return #""\#(id)": {"baseUrl": "https://x.example/v1", "apiKey": "FAKE-key-0123456789", "#
        + #""api": "openai-completions", "models": [\#(list)]}"#
    }
    try world.folder.write(
      """
      {"agents": {"defaults": {\(defaults)}, "list": [{"id": "main", "default": true}]},
       "models": {"providers": {\(providers.joined(separator: ", "))}}}
      """, to: "state/openclaw.json")
    try world.done("import ~/state")
  }

  private func chain(_ words: String = "") throws -> [String] {
    try world.document("models resolve --agent main \(words)")["candidates"]?.array?
      .compactMap { $0["model"]?.string } ?? []
  }

  // MARK: Short forms in definitions

  static let shortForms = [
    ("google", "gemini-3-pro", "google/gemini-3-pro-preview"),
    ("openrouter", "auto", "openrouter/auto"),
    ("vercel-ai-gateway", "gpt-5", "vercel-ai-gateway/openai/gpt-5"),
    ("vercel-ai-gateway", "opus-4.6", "vercel-ai-gateway/anthropic/claude-opus-4-6"),
    ("anthropic", "opus-4.6", "anthropic/claude-opus-4-6"),
  ]

  @Test(arguments: shortForms)
  func `a model that a provider defines by a short form is listed and known by its name (A.3)`(
    _ provider: String, _ id: String, _ name: String
  ) throws {
    try take(#""model": "\#(provider)/\#(id)""#, [provider: [id]])
    let row = try world.document("models list")["models"]?[0]
    #expect(row?["key"]?.string == name && row?["missing"] == false, "\(row ?? .null)")
    let all = try world.document("models list --all --provider \(provider)")["models"]?.array
    #expect(all?.map { $0["key"]?.string } == [name])
    for text in [name, "\(provider)/\(id)"] {
      let explained = try world.document("models explain \(text)")
      #expect(explained["model"]?.string == name)
      #expect(explained["catalog"]?.isNull == false, "\(explained)")
    }
    #expect(!world.run("models set \(provider)/\(id)").errors.contains("does not define"))
  }

  @Test(arguments: shortForms)
  func `a bare short form means the model of the one provider that defines it, once in a chain`(
    _ provider: String, _ id: String, _ name: String
  ) throws {
    try take(#""model": "\#(id)""#, [provider: [id], "lab": ["m1"]])
    #expect(try chain() == [name])
    #expect(try chain("--model \(provider)/\(id)") == [name])
    #expect(try chain("--model \(name)") == [name])
  }

  @Test(
    arguments: shortForms.flatMap { form in
      [(form, "\(form.0)/\(form.1)"), (form, form.2), (form, "\(form.0)/*")]
    })
  func `a list lets a model start that is defined by a short form (B15)`(
    _ form: (provider: String, id: String, name: String), _ line: String
  ) throws {
    try take(
      #""model": "groq/a1", "modelPolicy": {"allow": ["\#(line)", "zai/*"]}"#,
      [form.provider: [form.id]])
    #expect(try chain() == [form.name])
  }

  @Test func `an id that is the name itself counts before the short form of it`() throws {
    try take(
      #""model": "google/gemini-3-pro""#,
      ["google": ["gemini-3-pro", "gemini-3-pro-preview"]])
    let rows = try world.document("models list --all --provider google")["models"]?.array
    #expect(rows?.map { $0["key"]?.string } == ["google/gemini-3-pro-preview"])
    #expect(try chain() == ["google/gemini-3-pro-preview"])
  }

  @Test func `an alias may be the short form of its own model and hides it from no other`() throws {
    try take(
      #""models": {"google/gemini-3-pro": {"alias": "gemini-3-pro"}}"#,
      ["google": ["gemini-3-pro"]])
    #expect(
      try world.document("models aliases list")["aliases"]?["gemini-3-pro"]?.string
        == "google/gemini-3-pro-preview")
    #expect(world.run("models aliases add gemini-3-pro openai/o1").exitCode == 1)
  }

  @Test func `an alias called like the full name of a short form hid the model`() throws {
    try take(#""model": "openai/o1""#, ["google": ["gemini-3-pro"], "openai": ["gemini-3-flash"]])
    let taken = world.run("models aliases add Gemini-3-Pro-Preview openai/o1")
    #expect(taken.exitCode == 1 && taken.errors.contains("google/gemini-3-pro-preview"), "\(taken)")
    // At another provider the short form is an id of its own.
    try world.done("models aliases add gemini-3-flash-preview openai/o1")
  }

  // MARK: Bare names

  static let bareNames = [
    ("mini-9", "xai/mini-9"), ("MINI-9", "xai/mini-9"), ("o1", "openai/o1"),
    ("openrouter:free", "openrouter/meta/llama:free"), ("openrouter:auto", "openrouter/auto"),
    ("nobody-has-it", "anthropic/nobody-has-it"), ("twice", "anthropic/twice"),
  ]

  private func takeSample(primary: String, _ more: String = "") throws {
    try take(
      #""model": "\#(primary)"\#(more)"#,
      [
        "openai": ["o1", "o2", "twice"], "xai": ["mini-9", "twice"],
        "openrouter": ["meta/llama:free"],
      ])
  }

  @Test(arguments: ["openai/o1", "o1"], bareNames)
  func `a bare name means the same model whatever else is configured (A14, X25)`(
    _ primary: String, _ name: (typed: String, ref: String)
  ) throws {
    try takeSample(primary: primary)
    let (typed, ref) = name
    #expect(try world.document("models explain \(typed) --agent main")["model"]?.string == ref)
    #expect(try chain("--model \(typed)").first == ref)
    try world.done("models aliases add short \(typed)")
    #expect(try world.document("models aliases list")["aliases"]?["short"]?.string == ref)
    try world.done("models allow add \(typed)")
    #expect(try world.document("models allow list").text(.compact).contains("\"\(ref)\""))
    try world.done("models allow remove \(typed)")
    try world.done("models allow clear")
    try world.done("models fallbacks add \(typed)")
    #expect(
      try world.document("models fallbacks list")["fallbacks"]?.array?.last?.string == ref)
    try world.done("models set \(typed) --agent main")
    #expect(try chain().first == ref)
  }

  @Test func `a session's bare model is that of the provider that has it`() throws {
    try takeSample(primary: "openai/o1")
    try world.done("sessions set s1 --model mini-9 --agent main")
    #expect(try chain("--session s1").first == "xai/mini-9")
  }

  @Test(arguments: ["openai/o1", "o1"])
  func `a bare line of a policy allows the model of the provider that has it (A15)`(
    _ primary: String
  ) throws {
    try takeSample(primary: primary, #", "modelPolicy": {"allow": ["openai/o1", "mini-9"]}"#)
    let explained = try world.document("models explain xai/mini-9 --agent main")
    #expect(explained["allowed"] == true, "\(explained)")
    #expect(
      try world.document("models explain anthropic/mini-9 --agent main")["allowed"] == false)
    try world.done("sessions set s1 --model xai/mini-9 --agent main")
    #expect(world.run("sessions set s2 --model openai/o2 --agent main").exitCode == 77)
  }

  @Test func `an agent's own provider decides what a bare line of the shared policy means`() throws
  {
    try world.folder.write(
      """
      {"agents": {"defaults": {"model": "openai/o1", "modelPolicy": {"allow": ["mini-9", "zai/*"]}},
         "list": [{"id": "main", "default": true}, {"id": "kid"}]},
       "models": {"providers": {"xai": {"baseUrl": "https://x.example/v1",
         "models": [{"id": "mini-9", "name": "n"}]}}}}
      """, to: "state/openclaw.json")
    try world.done("import ~/state")
    try world.done(
      "providers add lab --base-url https://l.example/v1 --model mini-9 --agent kid")
    #expect(try world.document("models explain xai/mini-9 --agent main")["allowed"] == true)
    // Two providers have it there, so that it means neither.
    #expect(try world.document("models explain xai/mini-9 --agent kid")["allowed"] == false)
  }

  // MARK: What starts

  @Test
  func `status tells the model that starts where the default may not, and what it needs (B15)`()
    throws
  {
    try take(
      #""model": {"primary": "groq/a1", "fallbacks": ["google/g2"]}, "#
        + #""modelPolicy": {"allow": ["google/*"]}"#, ["google": ["gemini-3-pro", "g2"]])
    #expect(try chain() == ["google/gemini-3-pro-preview", "google/g2"])
    let status = world.run("models status --check")
    #expect(status.exitCode == 0, "\(status)")
    #expect(status.output.contains("groq/a1"), "\(status)")
    #expect(!status.output.contains("Missing auth"), "\(status)")
    #expect(
      status.errors.contains(
        "Configured default model \"groq/a1\" is not allowed by agents.defaults.modelPolicy.allow; "
          + "\"google/gemini-3-pro-preview\" starts in its place."), "\(status)")
    let shown = try world.document("models status")
    #expect(shown["defaultModel"] == "groq/a1")
    // What is configured, by 6.1; what starts in its place is said beside it.
    #expect(shown["resolvedDefault"] == "groq/a1")
    #expect(shown["auth"]?["missingProvidersInUse"]?.array == [])
    let fleet = try world.document("models status --all-agents")["agents"]?[0]
    #expect(fleet?["resolvedDefault"] == "groq/a1", "\(fleet ?? .null)")
    #expect(fleet?["missingProvidersInUse"]?.array == [])
    let overview = try world.document("overview")["agents"]?[0]
    #expect(overview?["auth"]?["missing"]?.array == [], "\(overview ?? .null)")
    #expect(overview?["auth"]?["present"]?.array == ["google"], "\(overview ?? .null)")
  }

  @Test func `status says so where the list lets nothing start`() throws {
    try take(
      #""model": "groq/a1", "modelPolicy": {"allow": ["zai/*"]}"#, ["google": ["g2"]])
    let status = world.run("models status")
    #expect(
      status.errors.contains(
        "agents.defaults.modelPolicy.allow, and no allowed model is available."),
      "\(status)")
    #expect(try world.document("models status")["resolvedDefault"] == "groq/a1")
  }
}
