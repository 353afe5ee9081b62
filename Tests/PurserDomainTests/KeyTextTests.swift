import PurserDomain
import Testing

struct KeyTextTests {
  @Test(arguments: [
    Example("blank", "  ", KeyReference.none),
    Example("known", "OPENAI_API_KEY", .environment(name: "OPENAI_API_KEY")),
    Example("known", "HF_TOKEN", .environment(name: "HF_TOKEN")),
    Example("looks like one", "CUSTOM1_API_KEY", .environment(name: "CUSTOM1_API_KEY")),
    Example("looks like one", "MYTOKEN", .environment(name: "MYTOKEN")),
    Example("looks like one", "LAB_KEY_20250114", .environment(name: "LAB_KEY_20250114")),
    Example("dollar", "$LAB_KEY_20250114", .environment(name: "LAB_KEY_20250114")),
    Example(
      "marker", "secretref-env:LAB_KEY_20250114", .marker(word: "secretref-env:LAB_KEY_20250114")),
    Example("a model", "$GPT4TURBO_KEY", .environment(name: "GPT4TURBO_KEY")),
    Example("a model", "MISTRAL8X7B_API_KEY", .environment(name: "MISTRAL8X7B_API_KEY")),
    Example("a model", "$CLAUDE3OPUS_API_KEY", .environment(name: "CLAUDE3OPUS_API_KEY")),
    Example("a model", "QWEN2AUDIO7B_KEY", .environment(name: "QWEN2AUDIO7B_KEY")),
    Example("a word", "DEADBEEF_KEY", .environment(name: "DEADBEEF_KEY")),
    Example("braces", "${CUSTOM1_API_KEY}", .environment(name: "CUSTOM1_API_KEY")),
    Example("braces", "${lower_case}", .environment(name: "lower_case")),
    Example("dollar", "$MY_API_KEY", .environment(name: "MY_API_KEY")),
    Example("command", "!op read op://vault/item", .command(text: "!op read op://vault/item")),
    Example("command", "!pass show openai", .command(text: "!pass show openai")),
    Example(
      "command", "!bw get password 3f2504e0-4f89-11d3-9a0c-0305e82c3301",
      .command(text: "!bw get password 3f2504e0-4f89-11d3-9a0c-0305e82c3301")),
    Example(
      "command", "!security find-generic-password -s openai-prod-20250114 -w",
      .command(text: "!security find-generic-password -s openai-prod-20250114 -w")),
    Example("marker", "ollama-local", .marker(word: "ollama-local")),
    Example("marker", "oauth:openai-codex", .marker(word: "oauth:openai-codex")),
    Example("marker", "secretref-managed", .marker(word: "secretref-managed")),
    Example("marker", "secretref-env:MY_KEY", .marker(word: "secretref-env:MY_KEY")),
    Example("marker", "AWS_PROFILE", .marker(word: "AWS_PROFILE")),
    Example("filler", "ollama", .marker(word: "ollama")),
    Example("filler", "lm-studio", .marker(word: "lm-studio")),
    Example("placeholder", "***", .placeholder(text: "***")),
    Example("placeholder", "<YOUR_API_KEY>", .placeholder(text: "<YOUR_API_KEY>")),
    Example("placeholder", "YOUR_API_KEY", .placeholder(text: "YOUR_API_KEY")),
    Example("placeholder", "your-api-key-here", .placeholder(text: "your-api-key-here")),
    Example("placeholder", "enter_token", .placeholder(text: "enter_token")),
    Example("placeholder", "yourApiKey", .placeholder(text: "yourApiKey")),
    Example("placeholder", "yourapikey", .placeholder(text: "yourapikey")),
    Example("placeholder", "ENTERYOURKEYHERE", .placeholder(text: "ENTERYOURKEYHERE")),
    Example("placeholder", "Insert key here", .placeholder(text: "Insert key here")),
    Example("placeholder", "__PASTE_SECRET__", .placeholder(text: "__PASTE_SECRET__")),
    Example("placeholder", "[REDACTED]", .placeholder(text: "[REDACTED]")),
    Example(
      "placeholder", "__OPENCLAW_REDACTED__", .placeholder(text: "__OPENCLAW_REDACTED__")),
    Example("template", "Bearer ${TOKEN}", .template(text: "Bearer ${TOKEN}")),
    Example("template", "${A}_${B}", .template(text: "${A}_${B}")),
    Example("template", "Bearer $MY_TOKEN", .template(text: "Bearer $MY_TOKEN")),
  ])
  func `texts that are no secret stay what they are`(example: Example<String, KeyReference>) {
    #expect(KeyText(example.input) == .reference(example.output))
  }

  @Test(arguments: [
    "sk-proj-abc123def456", "FAKE-LAB-KEY-0123456789", "short", "AKIAIOSFODNN7EXAMPLE",
    "ABCDEF0123456789", "DEADBEEFDEADBEEFDEADBEEFDEADBEEF", "A1B2C3D4E5F6G7H8_KEY", "UPPERCASE",
    "LAB_KEY_0123456789", "20250114_KEY",
    "REDACTED-1", "!Xk39fjQ2mWv81LpZ", "!echo sk-ant-0123456789abcdef", "$3cretP4ssw0rd",
    "$AKIAIOSFODNN7EXAMPLE", "sk-0123456789abcdef${SUFFIX}", "<sk-0123456789abcdef>",
    "correct horse battery staple", "my_gateway_pass", "eyJhbGciOiJIUzI1NiJ9.e30.x", "${1BAD}",
    "!curl https://u:sk-proj-0123456789abcdefghij@h/x", "!curl https://u:tiger-lily@h/x",
    "tiger$PASS_WORD", "Pa$SW0RD_2024!", "qwerty$TOKEN", "US$AB_CD9", "wolf$MY_TOKEN",
    "Bearer x$MY_TOKEN",
    "Bearer $MY_TOKEN!", "$MY_TOKEN-$MY_KEY", "secret", "a\u{0}b",
    "oauth:sk-0123456789abcdef0123456789",
  ])
  func `in doubt a text is a secret`(text: String) {
    #expect(KeyText(text) == .literal)
  }

  @Test(arguments: [
    "enterprise-litellm-key", "yourcompany-proxy-token", "Pasteur-lab-secret", "insertion_key",
    "YOURCOMPANY-TOKEN", "replacement-token",
  ])
  func `a key of words was taken for a text that asks for one`(text: String) {
    #expect(KeyText(text) == .literal)
  }

  @Test(arguments: [
    "!t --token $TOKEN", "!t --account-id 0123456789abcdef", "!t --token \"$(pass show x)\"",
    "!aws secretsmanager get-secret-value --secret-id openai-a1b2c3d4e5f6",
    "!gcloud secrets versions access latest --secret=openai-20250114",
    "!t --token-file /run/0123456789abcdef", "!t --key ~/.ssh/id_0123456789abcdef",
    "!aws kms decrypt --key-id 1234abcd-12ab-34cd-56ef-1234567890ab",
    "!curl -H \"X-Vault-Token: $VAULT_TOKEN\" https://h/v1/0123456789abcdef",
    "!curl https://h/x?token=$TOKEN&v=20250114", "!curl https://h/x?token=$(cat x)",
    "!curl -s http://localhost:8200/v1/keys/ops@example.com",
    "!curl -s 'http://h:80?owner=ops@example.com'",
  ])
  func `a command that says where a key is stays`(text: String) {
    #expect(KeyText(text) == .reference(.command(text: text)))
    #expect(PlainCommand.matches(text))
  }

  @Test func `a text with variables was kept though a password stood in its address`() {
    #expect(KeyText("https://joe:tiger@${HOST}/v1") == .literal)
    let text = "https://${USER}:${PASS}@h/v1?api_key=${KEY}"
    #expect(KeyText(text) == .reference(.template(text: text)))
  }

  @Test func `a key of nested addresses was judged twice as long for each`() {
    let text = String(repeating: "//h ?key=", count: 200) + "${X}"
    #expect(KeyText(text) == .literal)
    #expect(HeaderText(name: "X-Upstream", value: text) == .literal)
  }

  @Test(arguments: [
    ("!op read op://vault/item", true), ("!pass show x", true), ("!/usr/local/bin/key", true),
    ("!~/bin/key", true), ("!$HOME/bin/key", true), ("!TOKEN=x mytool", true),
    (" !curl -H 'X-Api-Key: sk-0123456789abcdef' https://h", true), ("pass show x", false),
    ("!sunshine", false), ("!Tr0ub4dorXk29", false), ("!sid=abc; theme=dark", false),
    ("!$ecret9", false), ("!", false), ("! ", false),
  ])
  func `a key that begins as commands do was refused as one`(text: String, isLine: Bool) {
    #expect(PlainCommand.isLine(text) == isLine)
  }

  @Test(arguments: [
    ("!curl -H 'Authorization: Bearer sk-0123456789abcdef' https://h", true),
    ("!curl https://me:pw@h/key", true), ("!hunter2 x9Kd72LmQ0", false),
    ("!op read op://v/i", false),
    ("!/x9Kd72LmQ0pp81xk2m9", false), ("!sk-0123456789abcdef", false),
  ])
  func `a key that only reads like a command was written as one`(text: String, isSealed: Bool) {
    #expect(PlainCommand.isSealed(text) == isSealed)
  }

  @Test(arguments: [
    ("GPT4TURBO_KEY", true), ("gpt4turbo_key", true), ("LAB_KEY_20250114", true),
    ("LAB_KEY_0123456789", false), ("A1B2C3D4E5F6G7H8_KEY", false),
    ("AKIAIOSFODNN7EXAMPLE", false), ("ABCDEF0123456789", false),
  ])
  func `the name of a variable was refused as a key for the model in it`(
    name: String, isName: Bool
  ) throws {
    if isName {
      #expect(try TypedKey.variable(name) { _ in false } == .environment(name: name))
    } else {
      #expect(throws: TypedKey.Fault.self) { try TypedKey.variable(name) { _ in false } }
    }
  }

  @Test(arguments: [
    ("Bearer $LABK", "Bearer ${LABK}"), ("$labk", "${labk}"),
    ("Bearer ${A} $labk $LAB_KEY", "Bearer ${A} ${labk} $LAB_KEY"),
    ("Bearer $LAB_KEY", "Bearer $LAB_KEY"), ("LABK", "LABK"), ("x$LABK", "x$LABK"),
    ("$LABK", "$LABK"), ("!echo $LABK", "!echo $LABK"), ("$OTHER x", "$OTHER x"),
  ])
  func `a name that only the environment knows is written so that all readers know it`(
    text: String, braced: String
  ) {
    let isSet = { ["LABK", "labk"].contains($0) }
    #expect(KeyText.braced(text, isSet: isSet) == braced)
    #expect(KeyText.braced(braced, isSet: isSet) == braced)
  }

  @Test(arguments: [
    "!mytool --token 9f8e7d6c5b4a39281706f5e4d3c2b1a0",
    "!t --token=9f8e7d6c5b4a39281706f5e4d3c2b1a0",
    "!API_TOKEN=9f8e7d6c5b4a39281706f5e4d3c2b1a0 mytool",
    "!docker run --env=DB_TOKEN=9f8e7d6c5b4a39281706f5e4d3c2b1a0 x",
    "!curl -sH \"Authorization: Bearer 9f8e7d6c5b4a39281706f5e4d3c2b1a0\" https://h",
    "!curl -H 'Authorization: token 9f8e7d6c5b4a39281706f5e4d3c2b1a0' https://h",
    "!curl -H X-Api-Key:9f8e7d6c5b4a39281706f5e4d3c2b1a0 https://h",
    "!curl \"https://h/x?api_key=9f8e7d6c5b4a39281706f5e4d3c2b1a0\"",
    "!sh -c 'a=b;TOKEN=9f8e7d6c5b4a39281706f5e4d3c2b1a0 t'",
  ])
  func `a command with a key in it stays one, and is not typed`(text: String) {
    #expect(KeyText(text) == .reference(.command(text: text)))
    #expect(!PlainCommand.matches(text))
    #expect(throws: TypedKey.Fault.self) { try TypedKey.command(text) }
  }

  @Test func `a password was a reference where the machine had a variable of its end`() {
    let isSet: (String) -> Bool = { ["HOME", "WORD"].contains($0) }
    #expect(KeyText("hunter2$HOME", isSet: isSet) == .literal)
    #expect(KeyText("pass$WORD", isSet: isSet) == .literal)
    #expect(
      KeyText("Basic $HOME", isSet: isSet) == .reference(.template(text: "Basic $HOME")))
  }

  @Test func `a variable that is set is a name whatever it looks like`() {
    let isSet: (String) -> Bool = { ["my_key", "UPPERCASE", "A1B2C3D4E5F6G7H8_KEY"].contains($0) }
    for name in ["my_key", "UPPERCASE", "A1B2C3D4E5F6G7H8_KEY"] {
      #expect(KeyText(name, isSet: isSet) == .reference(.environment(name: name)))
      #expect(KeyText("$" + name, isSet: isSet) == .reference(.environment(name: name)))
    }
  }

  @Test(arguments: [
    Example("User-Agent", "KimiCLI/0.77", HeaderText.plain),
    Example("X-Title", "My tool", .plain),
    Example("X-Team", "blue", .plain),
    Example("Authorization", "Bearer ${TOKEN}", .reference(.template(text: "Bearer ${TOKEN}"))),
    Example("Authorization", "Bearer abc", .literal),
    Example("X-Api-Key", "blue", .literal),
    Example("x-portkey-provider", "openai", .plain),
    Example("X-Author", "lee", .plain),
    Example("x-tokenizer", "o200k", .plain),
    Example("X-Keyword", "blue", .plain),
    Example("X-Auth", "blue", .literal),
    Example("x-myauth", "blue", .literal),
    Example("X-Session-Id", "blue", .literal),
    Example("X-ApiKeyValue", "blue", .literal),
    Example("X-AccessTokenValue", "blue", .literal),
    Example("X-SecretValue", "blue", .literal),
    Example("X-PasswordHash", "blue", .literal),
    Example("X-JWTAssertion", "blue", .literal),
    Example("X-CredentialsJson", "blue", .literal),
    Example("X-CookieValue", "blue", .literal),
    Example("X-OAuth2", "blue", .literal),
    Example("x-oauth2", "blue", .literal),
    Example("X-SessionId", "blue", .literal),
    Example("X-APIKEY", "blue", .literal),
    Example("anthropic-version", "2023-06-01", .plain),
    Example("X-Upstream", "https://joe:tiger@up.example/v1", .literal),
    Example("X-Upstream", "https://up.example/v1?api_key=blue", .literal),
    Example("Referer", "https://joe:tiger@up.example/v1", .literal),
    Example("X-Upstream", "joe:tiger@up.example/v1", .literal),
    Example("X-Upstream", "https://up.example/v1?region=eu", .plain),
    Example(
      "X-Upstream", "https://${USER}:${PASS}@up.example/",
      .reference(.template(text: "https://${USER}:${PASS}@up.example/"))),
    Example("Accept", "text/html;q=0.8, */*", .plain),
    Example("X-Upstream", "Bearer tiger-lily", .literal),
    Example("User-Agent", "Bearer tiger-lily", .literal),
    Example("X-Team", "FAKE-0123456789-abcdef", .literal),
    Example("X-Team", "sk-ant-planted-secret", .literal),
    Example("Cookie", "a=b", .literal),
    Example("Cookie", "!sid=abc; theme=dark", .literal),
    Example("X-Api-Key", "!sunshine", .literal),
    Example("X-Api-Key", "!pass show x", .reference(.command(text: "!pass show x"))),
    Example("X-Api-Key", "!/opt/bin/key", .reference(.command(text: "!/opt/bin/key"))),
    Example("X-Team", "!team", .reference(.command(text: "!team"))),
    Example("X-Empty", "", .plain),
    Example("x-session-affinity", "true", .plain),
    Example("X-Token-Limit", "8192", .plain),
    Example("X-Token-Limit", "128000000", .plain),
    Example("X-Auth-Mode", "oauth", .plain),
    Example("X-Auth-Mode", "Zq3fR9xT2vB7mN4k", .literal),
    Example("X-Api-Key-Type", "user", .plain),
    Example("x-token-type", "bearer", .plain),
    Example("x-auth-scheme", "basic", .plain),
    Example("x-key-id", "main", .plain),
    Example("x-key-id", "AKIAIOSFODNN7EXAMPLE", .literal),
    Example("x-cache-key", "v1-main", .plain),
    Example("x-sort-key", "price", .plain),
    Example("x-key-file", "/etc/lab/key.pem", .plain),
    Example("x-key-url", "https://joe:tiger@h/x", .literal),
    Example("x-session-key-id", "blue", .literal),
    Example("X-Api-Key", "1234", .literal),
  ])
  func `headers are kept only where they hold no secret`(example: Example<String, HeaderText>) {
    #expect(HeaderText(name: example.name, value: example.input) == example.output)
  }

  @Test(arguments: [
    Example("env", ("env", "default", "MY_KEY"), true),
    Example("env", ("env", "default", "my_key"), false),
    Example("env", ("env", "default", "_KEY"), false),
    Example("store", ("store", "vault-1", "KEY"), true),
    Example("file", ("file", "default", "/a/b~1c"), true),
    Example("file", ("file", "default", "value"), true),
    Example("file", ("file", "default", "a"), false),
    Example("exec", ("exec", "default", "op/item.key:1#x"), true),
    Example("exec", ("exec", "default", "a/../b"), false),
    Example("provider", ("env", "Default", "KEY"), false),
    Example("source", ("other", "default", "KEY"), false),
  ])
  func `the parts of a SecretRef follow its rules`(
    example: Example<(String, String, String), Bool>
  ) {
    let (source, provider, id) = example.input
    let fault = KeyText.secretRefFault(source: source, provider: provider, id: id)
    #expect((fault == nil) == example.output)
  }
}
