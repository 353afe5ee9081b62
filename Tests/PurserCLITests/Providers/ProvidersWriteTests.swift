import JSONKit
import PurserDomain
import PurserTestSupport
import Testing

@testable import PurserCLI

@Suite struct ProvidersWriteTests {
  private static let add = "add lab --base-url https://lab.example --api openai-completions "

  @Test func `an addition says what there is now`() throws {
    let world = try ProvidersWorld()
    let result = try world.done(Self.add + "--key-env LAB_KEY --model a --model b")
    #expect(
      result.output == """
        Updated ~/.local/share/purser/purser.db
        lab: https://lab.example, openai-completions, key in LAB_KEY, 2 models

        """)
    #expect(result.errors == "")
    #expect(try world.models("lab").map(\.id) == ["a", "b"])
    #expect(try world.stored("lab")?.hasModels == true)
  }

  @Test func `of two headers that differ in case one went without a word`() throws {
    let world = try ProvidersWorld()
    let result = world.harness.run("providers " + Self.add + "--header X-Team=a --header x-team=b")
    #expect(result.exitCode == 64, "\(result)")
    #expect(result.errors.contains("The header 'X-Team' is given two values."), "\(result)")
    #expect(try world.stored("lab") == nil)
  }

  @Test func `another spelling of an id is told`() throws {
    let world = try ProvidersWorld()
    let result = try world.done("add Z.AI --base-url https://z.example")
    #expect(result.errors.contains("Note: provider 'Z.AI' is 'zai' here."))
    #expect(try world.stored("zai")?.writtenID == "zai")
  }

  @Test(arguments: [
    ("add lab", "It has neither models nor a base URL, so exports leave it out."),
    ("add lab --model a", "It has not a base URL for its models, so exports leave it out."),
    ("add lab --base-url https://x.example --model a", "exports say openai-completions"),
    (
      "add lab --base-url https://x.example --api openai-completion",
      "'openai-completion' is not a kind of API that gateways know; it is kept. "
        + "Did you mean 'openai-completions'?"
    ),
    (
      "add lab --base-url https://x.example --api openai-completions --model a",
      "It has models and no key, so exports leave it out."
    ),
  ])
  func `what readers of the file will miss is told`(line: String, remark: String) throws {
    let world = try ProvidersWorld()
    let result = try world.done(line + " --json")
    #expect(result.errors.contains(remark), "\(result.errors)")
    #expect(try JSON.parse(result.output)["remarks"]?.array?.isEmpty == false)
  }

  @Test func `agents with a copy of their own were not named when the defaults changed`() throws {
    let world = try ProvidersWorld(agents: ["main", "ops", "coder", "lab", "web"])
    try world.done(Self.add + "--model a")
    try world.done("set lab --base-url https://other.example --agent ops")
    let set = "set lab --base-url https://new.example --json"
    func remarks() throws -> [String] {
      try JSON.parse(world.done(set).output)["remarks"]?.array?.compactMap(\.string) ?? []
    }
    #expect(
      try remarks().contains("Agent 'ops' has a provider 'lab' of its own, which it goes on using.")
    )
    try world.done("set lab --base-url https://other.example --agent coder,lab,web")
    #expect(
      try remarks().contains(
        "Agents 'coder', 'lab', 'ops' and 1 more have a provider 'lab' of their own, which they go on using."
      ))
    #expect(!world.run("set lab --base-url https://x.example --agent web").errors.contains("go on"))
  }

  @Test(arguments: ["https://new.example/v2", "''"])
  func `credentials of an old address went to a new host`(address: String) throws {
    let world = try ProvidersWorld()
    try world.folder.write(
      #"""
      {"models": {"providers": {"lab": {
        "baseUrl": "https://admin:FAKEhunter2@old.example/v1?api_key=FAKE0001", "apiKey": "LAB_KEY",
        "api": "openai-completions", "models": [{"id": "m"}]}}}}
      """#, to: "state/openclaw.json")
    #expect(world.harness.run("import ~/state").exitCode == 0)
    try world.done("set lab --base-url https://copy.example --agent ops")
    let count = try world.secretCount()
    #expect(count == 2)
    // The address that stands there keeps them.
    let same = try world.done("set lab --base-url https://old.example/v1")
    #expect(!same.errors.contains("forgotten"))
    #expect(try world.secretCount() == count)
    let changed = try world.done("set lab --base-url \(address)")
    #expect(changed.errors.contains("The credentials of the old address were forgotten."))
    #expect(try world.secretCount() == 0)
    for scope in [ScopeID.defaults, try .named("ops")] {
      #expect(try world.stored("lab", at: scope)?.extraJSON == "{}")
    }
    #expect(world.harness.run("export --agent ops --secrets --out ~/out").exitCode == 0)
    let file = try world.folder.text("out/ops/models.json")
    #expect(file.contains("https://copy.example") && !file.contains("FAKE"), "\(file)")
  }

  @Test func `what is there already is not added again`() throws {
    let world = try ProvidersWorld()
    try world.done(Self.add)
    let result = world.run(Self.add)
    #expect(result.exitCode == 1)
    #expect(result.errors.contains("purser providers set lab"))
    try world.done(Self.add + "--agent ops")
    #expect(world.run(Self.add + "--all-agents").errors.contains("set lab --agent ops"))
  }

  @Test func `a change keeps what is not named`() throws {
    let world = try ProvidersWorld()
    try world.done(
      Self.add + "--key-env LAB_KEY --auth-mode token --auth-header --header X-Team=blue "
        + "--model a --model-name A --context-window 1000 --max-tokens 10 --input text --reasoning")
    let before = try #require(try world.stored("lab"))
    try world.done("set lab --base-url https://b.example --model a --max-tokens 20")
    var wanted = before
    wanted.baseURL = "https://b.example"
    #expect(try world.stored("lab") == wanted)
    #expect(
      try world.models("lab") == [
        ModelDefinition(
          id: "a", name: "A", reasoning: true, input: ["text"], contextWindow: 1000, maxTokens: 20)
      ])
    try world.done(
      "set lab --base-url '' --api '' --auth-mode none --no-auth-header --header x-team=red "
        + "--model a --model-name '' --no-reasoning")
    let after = try #require(try world.stored("lab"))
    #expect(after.baseURL == nil)
    #expect(after.api == nil)
    #expect(after.authMode == nil)
    #expect(after.authHeader == false)
    #expect(after.headersJSON == #"{"x-team":"red"}"#)
    #expect(try world.models("lab").first?.name == nil)
    #expect(try world.models("lab").first?.reasoning == false)
  }

  @Test func `an agent that has it from the defaults gets a copy of its own`() throws {
    let world = try ProvidersWorld()
    try world.done(
      Self.add + "--key-stdin --header-from-env X-K=HOME --model a", input: ProvidersWorld.secret)
    let result = try world.done("set lab --base-url https://b.example --agents 'o*'")
    #expect(result.errors.contains("now has a copy of its own. (ops)"))
    let ops = try ScopeID.named("ops")
    #expect(try world.stored("lab")?.baseURL == "https://lab.example")
    #expect(try world.stored("lab", at: ops)?.baseURL == "https://b.example")
    #expect(try world.models("lab", at: ops).map(\.id) == ["a"])
    #expect(try world.key("lab", at: ops) == ProvidersWorld.secret)
    // The copy does not depend on what it was copied from.
    try world.done("remove lab --yes")
    #expect(try world.key("lab", at: ops) == ProvidersWorld.secret)
  }

  @Test func `a change of many agents is one event`() throws {
    let world = try ProvidersWorld()
    try world.done(Self.add)
    let before = try world.eventCount()
    let result = try world.done("set lab --key-env LAB_KEY --all-agents --json")
    #expect(try world.eventCount() == before + 1)
    let json = try JSON.parse(result.output)
    #expect(json["scopes"] == ["main", "ops", "coder"])
    #expect(json["changes"]?.array?.count == 3)
    #expect(json["changes"]?[0]?["table"] == "provider")
  }

  @Test func `one agent that cannot be changed leaves all as they were`() throws {
    let world = try ProvidersWorld()
    try world.done(Self.add + "--agent ops")
    let before = try world.eventCount()
    let result = world.run("set lab --key-env LAB_KEY --all-agents")
    #expect(result.exitCode == 1)
    #expect(result.errors.contains("Agent 'main' has no provider 'lab'."))
    #expect(try world.eventCount() == before)
    #expect(try world.stored("lab", at: .named("ops"))?.key == KeyReference.none)
  }

  @Test func `a dry run changes nothing, not even what is sealed`() throws {
    let world = try ProvidersWorld()
    let before = try world.eventCount()
    let result = try world.done(
      Self.add + "--key-stdin --model a --dry-run", input: ProvidersWorld.secret)
    #expect(result.output.hasPrefix("Dry run: 2 rows would change in "))
    #expect(try world.stored("lab") == nil)
    #expect(try world.secretCount() == 0)
    #expect(try world.eventCount() == before)
  }

  @Test func `a store that has moved on refuses`() throws {
    let world = try ProvidersWorld()
    try world.done(Self.add + "--if-revision 2")
    for line in ["set lab --no-key --auth-header", "remove lab --yes", "add b"] {
      let result = world.run(line + " --if-revision 2")
      #expect(result.exitCode == 1)
      #expect(result.errors.contains("The store has moved on"))
    }
  }

  @Test func `models come from a file as models json has them`() throws {
    let world = try ProvidersWorld()
    try world.folder.write(
      """
      [
        {"id": "a", "name": "A", "contextWindow": 1000, "cost": {"input": 0.5, "output": 2},
         "headers": {"x-api-key": "\(ProvidersWorld.secret)"}, "strange": [1]},
        {"id": "b"}
      ]
      """, to: "models.json")
    try world.done(Self.add + "--key-env LAB_KEY --model b --context-window 7 --model-name B")
    try world.done("set lab --models-file ~/models.json --model c")
    let models = try world.models("lab")
    #expect(models.map(\.id) == ["b", "a", "c"])
    #expect(models[0].contextWindow == nil)
    #expect(models[1].cost.inputMicroUSD == 500_000)
    #expect(models[1].extraJSON == #"{"strange":[1]}"#)
    #expect(models[1].headersJSON?.contains("$sealed") == true)
    #expect(try world.secretCount() == 1)
    #expect(try world.files(holding: "PlantedPlanted") == [])
    let again = try world.done("set lab --models-file ~/models.json")
    #expect(again.output.hasPrefix("No change in "))
    try world.done("set lab --remove-model a --remove-model b")
    #expect(try world.models("lab").map(\.id) == ["c"])
    #expect(try world.secretCount() == 0)
  }

  @Test(arguments: [
    ("{}", "holds no list of models"), ("[]", "holds no list of models"),
    ("[1]", "'models[0]' cannot be used"), (#"[{"id": ""}]"#, "'models[0]' cannot be used"),
    (#"[{"id": "a"}, {"id": "a"}]"#, "'models[1]' cannot be used"), ("[,]", "line 1"),
    (#"[{"id": "a", "name": "x\u0000y"}]"#, "A text with a NUL character"),
    (#"[{"id": "a"}, {"id": "x\u0000y"}]"#, "'models[1]' cannot be used"),
    ("[{\"id\": \"\(ProvidersWorld.secret)", ""),
  ])
  func `a file that is no list of models is refused as a whole`(
    text: String, message: String
  ) throws {
    let world = try ProvidersWorld()
    let result = world.run(Self.add + "--models-file -", input: text)
    #expect(result.exitCode == 65, "\(result.errors)")
    #expect(message.isEmpty || result.errors.contains(message), "\(result.errors)")
    #expect(!result.errors.contains("Planted"))
    #expect(try world.stored("lab") == nil)
  }

  @Test func `the next step for a model that an agent does not have was about the defaults`()
    throws
  {
    let world = try ProvidersWorld()
    try world.done(Self.add)
    let shared = world.run("set lab --remove-model x")
    #expect(shared.errors.contains("Hint: purser providers show lab\n"), "\(shared.errors)")
    try world.done("set lab --base-url https://own.example --agent ops")
    let own = world.run("set lab --remove-model x --agent ops")
    #expect(own.errors.contains("Hint: purser providers show lab --agent ops\n"), "\(own.errors)")
  }

  @Test(arguments: [
    ("set lab", 64, "Nothing to change was named."),
    ("set lab --agent nobody --no-key", 1, "Unknown agent id"),
    ("set other --no-key", 1, "The defaults have no provider 'other'."),
    ("set lab --remove-model x", 1, "Provider 'lab' defines no model 'x'."),
    ("set lab --model a --model b --max-tokens 3", 64, "are for one model"),
    ("set lab --max-tokens 3", 64, "are for one model"),
    ("set lab --model a --context-window 0", 64, "is invalid for '--context-window <n>'"),
    ("set lab --model a --input audio", 64, "invalid"),
    ("set lab --auth-mode basic", 64, "invalid"),
    ("set lab --auth-header --no-auth-header", 64, "Choose either"),
    ("set lab --base-url lab.example", 64, "--base-url"),
    ("set lab --base-url 'http://a b'", 64, "--base-url"),
    ("set lab --header 'X Y=1'", 64, "--header"),
    ("set lab --header X", 64, "--header"),
    ("set lab --models-file ~/none.json", 1, "none.json"),
    ("add a/b", 64, "not a valid provider id"),
    ("add ''", 64, "not a valid provider id"),
    ("set lab --api-key x", 64, "Unknown option '--api-key'"),
  ])
  func `wrong input changes nothing`(line: String, code: Int32, message: String) throws {
    let world = try ProvidersWorld()
    try world.done(Self.add)
    let before = try world.eventCount()
    let result = world.run(line)
    #expect(result.exitCode == code, "\(result.errors)")
    #expect(result.errors.contains(message), "\(result.errors)")
    #expect(try world.eventCount() == before)
  }
}
