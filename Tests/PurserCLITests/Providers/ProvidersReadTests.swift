import JSONKit
import PurserDomain
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

@Suite struct ProvidersReadTests {
  private func world() throws -> ProvidersWorld {
    let world = try ProvidersWorld()
    try world.done(
      "add lab --base-url http://lab.example/v1 --api openai-completions --key-env LAB_KEY "
        + "--header X-Team=blue --model qwen --context-window 65536 --input text,image --reasoning")
    try world.done(
      "add acme --base-url https://acme.example --api openai-responses --key-stdin",
      input: ProvidersWorld.secret)
    try world.done(
      "add lab --base-url http://other.example/v1 --api openai-completions --key-marker vllm "
        + "--model a --model b --agent ops")
    return world
  }

  @Test func `a list shows what is in force and where it comes from`() throws {
    let world = try world()
    #expect(
      try world.done("list").output == """
        Provider  API                 Base URL               Key                    Models  From
        lab       openai-completions  http://lab.example/v1  env LAB_KEY (not set)       1  defaults
        acme      openai-responses    https://acme.example   sealed                      0  defaults

        """)
    #expect(
      try world.done("list --agent ops").output == """
        Provider  API                 Base URL                 Key           Models  From
        lab       openai-completions  http://other.example/v1  marker(vllm)       2  agent ops
        acme      openai-responses    https://acme.example     sealed             0  defaults

        """)
    #expect(
      try world.done("list --all-agents --plain").output
        == "main\tlab\nmain\tacme\nops\tlab\nops\tacme\ncoder\tlab\ncoder\tacme\n")
    #expect(try world.done("--defaults --plain").output == "lab\nacme\n")
  }

  @Test func `a list has a document`() throws {
    let output = try world().done("list --agent ops --json").output
    #expect(
      output == """
        {
          "providers": [
            {
              "agentId": "ops",
              "id": "lab",
              "scope": "ops",
              "baseUrl": "http://other.example/v1",
              "api": "openai-completions",
              "key": {
                "kind": "marker",
                "value": "vllm",
                "status": "not_checked"
              },
              "modelCount": 2
            },
            {
              "agentId": "ops",
              "id": "acme",
              "scope": "*",
              "baseUrl": "https://acme.example",
              "api": "openai-responses",
              "key": {
                "kind": "sealed",
                "status": "not_checked"
              },
              "modelCount": 0
            }
          ]
        }

        """)
  }

  @Test func `a variable counts as set only when it is`() throws {
    var world = try world()
    world.harness.environment = world.harness.environment.setting("LAB_KEY", "x")
    #expect(try world.done("list").output.contains("env LAB_KEY (set)"))
    world.harness.environment = world.harness.environment.setting("LAB_KEY", "")
    #expect(try world.done("list").output.contains("env LAB_KEY (not set)"))
  }

  @Test func `a page shows one provider`() throws {
    #expect(
      try world().done("show LAB").output == """
        Provider      : lab
        From          : defaults
        Base URL      : http://lab.example/v1
        API           : openai-completions
        Key           : env LAB_KEY (not set)
        Auth mode     : -
        Auth header   : -
        Header        : X-Team=blue
        Last change   : event 3, 2026-02-02T02:40:00.000Z, lee: providers add lab --base-url http://lab.example/v1 --api openai-completions --key-env LAB_KEY --header *** --model qwen --context-window 65536 --input text,image --reasoning
        Models        : 1

        Model  Name  Input       Ctx  Max out  Reasoning  API
        qwen   -     text+image  64k        -  yes        -

        """)
  }

  @Test func `a page has a document`() throws {
    let world = try world()
    let json = try JSON.parse(world.done("show lab --json --agent coder").output)["provider"]
    #expect(json?["id"] == "lab")
    #expect(json?["agentId"] == "coder")
    #expect(json?["scope"] == "*")
    #expect(
      json?["headers"]
        == [["kind": "plain", "value": "blue", "status": "present", "name": "X-Team"]])
    #expect(
      json?["models"] == [
        ["id": "qwen", "reasoning": true, "input": ["text", "image"], "contextWindow": 65536]
      ])
    #expect(json?["lastChange"]?["id"] == 3)
    #expect(json?["lastChange"]?["actor"] == "lee")
  }

  @Test func `of a sealed key the ends are shown, and less without the master key`() throws {
    var world = try world()
    #expect(
      try world.done("show acme").output.contains("Key           : sk-proj-...anted9Zq (sealed)"))
    let home = world.harness.environment
    world.harness.environment = home.setting("PURSER_KEY_FILE", world.folder.path("none"))
    #expect(try world.done("show acme").output.contains("Key           : sealed\n"))
    world.harness.environment = home.setting(
      "PURSER_KEY", String(repeating: "ab", count: 32))
    let other = try world.done("show acme --json")
    #expect(try JSON.parse(other.output)["provider"]?["key"]?["status"] == "undecryptable")
  }

  @Test func `what changed a model is the last change too`() throws {
    let world = try world()
    try world.done("set lab --model qwen --max-tokens 4096")
    let json = try JSON.parse(world.done("show lab --json").output)
    #expect(json["provider"]?["lastChange"]?["id"] == 6)
  }

  @Test func `a provider is shown as it was, with what had changed it by then`() throws {
    let world = try world()
    try world.done("set acme --base-url https://new.example")
    let then = try JSON.parse(world.done("show acme --at 4 --json").output)["provider"]
    #expect(then?["baseUrl"] == "https://acme.example")
    #expect(then?["key"] == ["kind": "sealed", "status": "not_checked"])
    #expect(then?["lastChange"]?["id"] == 4)
    #expect(world.run("set acme --no-key --at 4").exitCode == 64)
  }

  @Test(arguments: [
    ("show nothing", 1, "has no provider 'nothing'"),
    ("show lab --all-agents", 64, "answers for one agent"),
    ("list --defaults --agent ops", 64, "Choose either --defaults or agents"),
    ("list --agent nobody", 1, "Unknown agent id"),
    ("show", 64, "Missing argument '<provider>'"),
    ("shwo lab", 64, "Unknown command 'shwo'"),
  ])
  func `wrong use is refused`(line: String, code: Int32, message: String) throws {
    let result = try world().run(line)
    #expect(result.exitCode == code)
    #expect(result.errors.contains(message), "\(result.errors)")
    #expect(result.output == "")
  }

  @Test func `without a store there is a hint`() throws {
    let folder = try TemporaryFolder()
    let result = ProgramHarness(in: folder).run("providers list")
    #expect(result.exitCode == 78)
    #expect(result.errors.contains("purser init"))
  }
}
