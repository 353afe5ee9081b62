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
    Example("X-Upstream", "Bearer tiger-lily", .literal),
    Example("User-Agent", "Bearer tiger-lily", .literal),
    Example("X-Team", "FAKE-0123456789-abcdef", .literal),
    Example("X-Team", "sk-ant-planted-secret", .literal),
    Example("Cookie", "a=b", .literal),
    Example("X-Empty", "", .plain),
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
