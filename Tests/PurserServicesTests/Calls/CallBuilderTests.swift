import HTTPKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SystemKit
import Testing

struct CallBuilderTests {
  @Test func `a known provider is called at its manifest's address`() throws {
    let world = try CallWorld()
    try world.base.add("openai:a")
    let call = try world.call("openai", model: "gpt-5", world.profile("openai:a"))
    #expect(
      call.told
        == "POST https://api.openai.com/v1/responses | Authorization: Bearer <secret of openai:a>")
    #expect(try call.get().call.userAgent == "purser/test")
    #expect(
      try world.call("nowhere", model: "m").told
        == "unknownProvider: Provider 'nowhere' is neither configured nor known.")
  }

  @Test func `the definition in force stands for the manifest and the model for both`() throws {
    let world = try CallWorld()
    let model = ModelDefinition(
      id: "m2", api: "anthropic-messages", baseURL: "http://127.0.0.1:3/x",
      headersJSON: #"{"x-one":"model"}"#)
    try world.provider(
      "openai", "http://127.0.0.1:2/v1/", models: [ModelDefinition(id: "m1"), model]
    ) {
      $0.headersJSON = #"{"X-One":"provider","x-two":"${TWO}"}"#
    }
    let set = ["TWO": "second", "K": "key"]
    let key = CallCredential.key(.environment(name: "K"))
    #expect(
      try world.call("openai", model: "m1", key, variables: set).told
        == "POST http://127.0.0.1:2/v1/chat/completions | Authorization: Bearer <key> "
        + "| X-One: provider | x-two: <second>")
    #expect(
      try world.call("openai", model: "m2", key, variables: set).told
        == "POST http://127.0.0.1:3/x/v1/messages | anthropic-version: 2023-06-01 | x-api-key: <key> "
        + "| x-one: model | x-two: <second>")
    #expect(
      try world.call("openai", model: "m1", key, variables: ["K": "key"]).told
        == "header(PurserDomain.Eligibility.unresolvedRef): The header 'x-two' cannot be had. "
        + "The variable 'TWO' is not set here.")
    // An agent's own definition stands for that of the defaults.
    try world.provider("openai", "http://127.0.0.1:9", at: "ops")
    #expect(
      try world.call("openai", model: "m1", key, agent: "ops", variables: set).told
        == "POST http://127.0.0.1:9/responses | Authorization: Bearer <key>")
  }

  @Test func `sealed headers are opened and an address with credentials is not used`() throws {
    let world = try CallWorld()
    let mark = try world.sealed("hush")
    try world.provider("lab", "http://127.0.0.1:2") { $0.headersJSON = #"{"x-key":\#(mark)}"# }
    #expect(
      try world.call("lab", model: "m").told
        == "POST http://127.0.0.1:2/chat/completions | x-key: <hush>")
    // Nor is a command sent that was sealed for the key in it.
    let command = try world.sealed("!echo Bearer sk-FAKE00010002")
    try world.provider("lab", "http://127.0.0.1:2") { $0.headersJSON = #"{"x-key":\#(command)}"# }
    #expect(
      try world.call("lab", model: "m").told
        == "header(PurserDomain.Eligibility.unresolvedRef): The header 'x-key' cannot be had. "
        + "It is a command, which runtimes run themselves.")
    try world.provider("lab", "http://127.0.0.1:2") {
      $0.extraJSON = #"{"$baseUrl":{"userinfo":\#(mark)}}"#
    }
    #expect(
      try world.call("lab", model: "m").told
        == "notCheckable: The base URL holds credentials of its own, which no check sends.")
  }

  @Test func `logins and setup tokens never pass for another product`() throws {
    let world = try CallWorld()
    try world.base.add("anthropic:setup", secret: "sk-ant-oat01-x") { $0.type = .token }
    try world.base.add("openai-codex:a", secret: #"{"access":"t"}"#) {
      $0.type = .oauth
      $0.accountID = "acc"
    }
    try world.base.add("github-copilot:g") { $0.type = .token }
    let setup = try world.call("anthropic", model: "c", world.profile("anthropic:setup"))
    #expect(setup.told == "not checkable")
    #expect(
      setup.listing
        == "GET https://api.anthropic.com/v1/models?limit=1000 | anthropic-version: 2023-06-01 "
        + "| anthropic-beta: oauth-2025-04-20 | Authorization: Bearer <sk-ant-oat01-x>")
    let codex = try world.call("openai-codex", model: "c", world.profile("openai-codex:a"))
    #expect(codex.told == "not checkable")
    #expect(
      codex.listing
        == "GET https://chatgpt.com/backend-api/wham/usage | ChatGPT-Account-Id: acc "
        + "| Authorization: Bearer <t>")
    #expect(
      try world.call("github-copilot", model: "c", world.profile("github-copilot:g")).told
        == "notCheckable: Its tokens are exchanged and used under the name of another product only."
    )
    // What the admin's own manifest says is sent.
    try world.manifest(
      "anthropic",
      #""baseUrl":"https://api.anthropic.com","api":"anthropic-messages","preamble":"As agreed.","headers":{"x-org":"us"}"#
    )
    #expect(
      try world.call("anthropic", model: "c", world.profile("anthropic:setup")).told
        == "POST https://api.anthropic.com/v1/messages | anthropic-version: 2023-06-01 "
        + "| anthropic-beta: oauth-2025-04-20 | Authorization: Bearer <sk-ant-oat01-x> | x-org: us")
  }

  @Test func `what a manifest sends besides does not go where an agent points`() throws {
    let world = try CallWorld()
    try world.manifest(
      "acme",
      #""baseUrl":"https://acme.example/v1","api":"openai-completions","headers":{"x-org":"ours"}"#)
    let key = CallCredential.environment(variable: "K")
    try world.provider("acme", "http://127.0.0.1:5/v1")
    #expect(
      try world.call("acme", model: "m", key, variables: ["K": "k"]).told
        == "POST http://127.0.0.1:5/v1/chat/completions | Authorization: Bearer <k> | x-org: ours")
    try world.provider("acme", "http://elsewhere.example/v1", at: "ops")
    #expect(
      try world.call("acme", model: "m", key, agent: "ops", variables: ["K": "k"]).told
        == "POST http://elsewhere.example/v1/chat/completions | Authorization: Bearer <k>")
    try world.provider("acme", "https://acme.example/v2", at: "ops")
    #expect(
      try world.call("acme", model: "m", key, agent: "ops", variables: ["K": "k"]).told
        == "POST https://acme.example/v2/chat/completions | Authorization: Bearer <k> | x-org: ours"
    )
  }

  @Test(arguments: [
    (["AWS_BEARER_TOKEN_BEDROCK": "b"], "us-east-1", "Authorization: Bearer <b>"),
    (
      ["AWS_BEARER_TOKEN_BEDROCK": "b", "AWS_REGION": "eu-west-1"], "eu-west-1",
      "Authorization: Bearer <b>"
    ),
    (["AWS_ACCESS_KEY_ID": "id", "AWS_SECRET_ACCESS_KEY": "s"], "us-east-1", nil),
    (["AWS_BEDROCK_SKIP_AUTH": "1"], "us-east-1", nil),
  ])
  func `bedrock is called as the environment says`(
    variables: [String: String], region: String, header: String?
  ) throws {
    let world = try CallWorld()
    let call = try world.call(
      "amazon-bedrock", model: "a:0", .awsChain, variables: variables)
    #expect(
      call.told == "POST https://bedrock-runtime.\(region).amazonaws.com/model/a%3A0/converse"
        + (header.map { " | " + $0 } ?? ""))
    let signature = try call.get().completion().request?.signature
    #expect((signature != nil) == (variables["AWS_ACCESS_KEY_ID"] != nil))
  }

  @Test func `files and services of AWS are left to its libraries`() throws {
    let world = try CallWorld()
    let told = try world.call(
      "amazon-bedrock", model: "a", .awsChain, variables: ["AWS_PROFILE": "p"]
    ).told
    #expect(
      told == "notCheckable: The credentials are in files or services of AWS, which only its own "
        + "libraries read.")
  }

  @Test func `azure and cloudflare take their places from the environment`() throws {
    let world = try CallWorld()
    let key = CallCredential.environment(variable: "K")
    func told(_ provider: String, _ variables: [String: String]) throws -> String {
      try world.call(
        provider, model: "m", key, variables: variables.merging(["K": "k"]) { $1 }
      ).told
    }
    #expect(
      try told("azure-openai-responses", [:])
        == "No base URL is configured; set AZURE_OPENAI_BASE_URL "
        + "or AZURE_OPENAI_RESOURCE_NAME.")
    #expect(
      try told(
        "azure-openai-responses",
        ["AZURE_OPENAI_RESOURCE_NAME": "lab", "AZURE_OPENAI_API_VERSION": "2025"])
        == "POST https://lab.openai.azure.com/openai/v1/responses?api-version=2025 | api-key: <k>")
    #expect(
      try told("cloudflare-ai-gateway", ["CLOUDFLARE_ACCOUNT_ID": "a/b"])
        == "The base URL leaves '{gatewayId}' open.")
    #expect(
      try told(
        "cloudflare-ai-gateway", ["CLOUDFLARE_ACCOUNT_ID": "a", "CLOUDFLARE_GATEWAY_ID": "g"])
        == "POST https://gateway.ai.cloudflare.com/v1/a/g/anthropic/v1/messages "
        + "| anthropic-version: 2023-06-01 | x-api-key: <k>")
  }

  @Test func `the list of a manifest is asked only where its own base URL is`() throws {
    let world = try CallWorld()
    let key = CallCredential.environment(variable: "K")
    try world.manifest(
      "lab",
      #""baseUrl":"https://lab.example/v1","api":"openai-completions","modelListing":"https://list.example/all""#
    )
    #expect(
      try world.call("lab", key, variables: ["K": "k"]).listing
        == "GET https://list.example/all | Authorization: Bearer <k>")
    try world.provider("lab", "http://127.0.0.1:7/v1")
    #expect(
      try world.call("lab", key, variables: ["K": "k"]).listing
        == "GET http://127.0.0.1:7/v1/models | Authorization: Bearer <k>")
    #expect(
      try world.call("openrouter", key, variables: ["K": "k"]).listing
        == "GET https://openrouter.ai/api/v1/key | Authorization: Bearer <k>")
    #expect(try world.call("lab", key, variables: ["K": "k"]).told == "No model is named.")
  }

  @Test func `a credential that cannot be had says why`() throws {
    let world = try CallWorld()
    try world.base.add("openai:gone") { $0.sealed = nil }
    #expect(
      try world.call("openai", model: "m", world.profile("openai:gone")).told
        == "credential(PurserDomain.Eligibility.missingCredential): It holds no secret.")
    try world.base.add("openai:ref") {
      $0.sealed = nil
      $0.reference = .init(source: "env", provider: nil, id: "NOT_SET")
    }
    #expect(
      try world.call("openai", model: "m", world.profile("openai:ref")).told
        == "credential(PurserDomain.Eligibility.unresolvedRef): The secret 'env:default:NOT_SET' "
        + "cannot be had: the variable 'NOT_SET' is not set.")
    #expect(
      try world.call("openai", model: "m", .key(.command(text: "!cat x"))).told
        == "credential(PurserDomain.Eligibility.unresolvedRef): It is a command, which runtimes "
        + "run themselves.")
  }
}
