import PurserDomain
import Testing

struct AuthOverviewTests {
  private let now = Timestamp(milliseconds: 1_770_000_000_000)

  private func overview(_ change: (inout AuthOverview.Input) -> Void) -> AuthOverview {
    var input = AuthOverview.Input(now: now)
    input.storePath = "~/store"
    input.modelsPath = "~/models.json"
    change(&input)
    return AuthOverview(input)
  }

  private func credential(_ name: String, _ value: String) -> EnvironmentCredential? {
    ProviderEnvironment.standard.credential(of: "anthropic") { $0 == name ? value : nil }
  }

  private func profile(
    _ kind: AuthProfile.Kind, expiresIn: Int64? = nil, refreshable: Bool = false,
    provider: String = "p"
  ) -> AuthProfile {
    AuthProfile(
      id: "\(provider):a", provider: provider, kind: kind, secret: .masked("a...b"),
      expiresAt: expiresIn.map { Timestamp(milliseconds: now.milliseconds + $0) },
      isRefreshable: refreshable)
  }

  @Test func `a server in China was called with the key of the other one`() {
    let found = ProviderEnvironment.standard.credential(of: "minimax-cn") { name in
      ["MINIMAX_API_KEY", "MINIMAX_CN_API_KEY"].contains(name) ? "FAKE-\(name)" : nil
    }
    #expect(found?.variable == "MINIMAX_CN_API_KEY")
    let general = ProviderEnvironment.standard.credential(of: "minimax-cn") {
      $0 == "MINIMAX_API_KEY" ? "FAKE" : nil
    }
    #expect(general?.variable == "MINIMAX_API_KEY")
  }

  @Test func `the environment comes before the configuration`() {
    let overview = overview {
      $0.inUse = ["anthropic", "xai", "lab"]
      $0.environment["anthropic"] = credential("ANTHROPIC_API_KEY", "0123456789abcdefg")
      $0.keys["anthropic"] = ConfiguredKey(.command(text: "!x"))
      $0.keys["lab"] = ConfiguredKey(.marker(word: "ollama-local"))
    }
    #expect(
      overview.providers.map(\.line) == [
        "- anthropic effective=env:01234567...9abcdefg | env=01234567...9abcdefg "
          + "| source=env: ANTHROPIC_API_KEY | models.json=command | source=models.json: ~/models.json",
        "- lab effective=models.json:marker(ollama-local) | models.json=marker(ollama-local) "
          + "| source=models.json: ~/models.json",
      ])
    #expect(overview.missingProvidersInUse == ["xai"])
    #expect(overview.checkCode() == 1)
  }

  @Test func `an OAuth variable is never shown, not even masked`() {
    let overview = overview {
      $0.environment["anthropic"] = credential("ANTHROPIC_OAUTH_TOKEN", "0123456789abcdefg")
    }
    #expect(overview.providers[0].detail == "OAuth (env)")
    #expect(overview.providersWithOAuth == ["anthropic (1)"])
  }

  @Test(arguments: [
    Example("set", KeyReference.environment(name: "SET_KEY"), "models.json:01234567...9abcdefg"),
    Example("unset", .environment(name: "UNSET_KEY"), "missing:missing"),
    Example("placeholder", .placeholder(text: "***"), "missing:missing"),
    Example("sealed", .sealed(id: 1, digest: "x"), "models.json:sealed"),
    Example(
      "env ref", .secretRef(source: "env", provider: "default", id: "SET_KEY"),
      "env:01234567...9abcdefg"),
    Example(
      "env ref", .secretRef(source: "env", provider: "default", id: "UNSET_KEY"), "missing:missing"),
    Example(
      "managed ref", .secretRef(source: "exec", provider: "default", id: "x"),
      "models.json:marker(secretref-managed)"),
  ])
  func `a configured key counts only when it can be used`(
    example: Example<KeyReference, String>
  ) {
    let overview = overview {
      $0.inUse = ["lab"]
      $0.keys["lab"] = ConfiguredKey(example.input)
      $0.variable = { $0 == "SET_KEY" ? "0123456789abcdefg" : nil }
    }
    let row = overview.providers[0]
    #expect("\(row.effective.rawValue):\(row.detail)" == example.output)
    #expect(overview.missingProvidersInUse.isEmpty == (row.effective != .missing))
  }

  @Test(arguments: [
    Example("api key", (AuthProfile.Kind.apiKey, nil as Int64?, false), CredentialStatus.static),
    Example("token", (.token, nil, false), .static),
    Example("oauth", (.oauth, nil, false), .missing),
    Example("gone", (.token, 0, false), .expired),
    Example("24 h", (.token, 86_400_000, false), .expiring),
    Example("24 h and more", (.token, 86_400_001, false), .ok),
    Example("renews", (.oauth, 3_600_000, true), .ok),
    Example("renews soon", (.oauth, 300_000, true), .expiring),
  ])
  func `what is left decides the status`(
    example: Example<(AuthProfile.Kind, Int64?, Bool), CredentialStatus>
  ) {
    let (kind, left, refreshable) = example.input
    let overview = overview {
      $0.profiles = [profile(kind, expiresIn: left, refreshable: refreshable)]
    }
    #expect(overview.profileHealth[0].status == example.output)
    // A provider is static for its API keys alone.
    let isToken = kind != .apiKey && example.output == .static
    #expect(overview.providerHealth[0].status == (isToken ? .ok : example.output))
  }

  @Test func `one beats two, and profiles of others may be left out`() {
    let both = overview {
      $0.profiles = [
        profile(.token, expiresIn: 1000), profile(.token, expiresIn: -1, provider: "q"),
      ]
    }
    #expect(both.checkCode() == 1)
    #expect(both.checkCode(onlyInUse: ["p"]) == 2)
    #expect(overview { $0.profiles = [profile(.apiKey)] }.checkCode() == 0)
  }

  @Test func `a considered provider without credentials has health but no row`() {
    let overview = overview { $0.considered = ["lab"] }
    #expect(overview.providers.isEmpty)
    #expect(overview.providerHealth.map(\.status) == [.missing])
    #expect(overview.missingProvidersInUse.isEmpty)
    #expect(overview.checkCode() == 0)
  }

  @Test func `the header pads its labels and shows where values come from`() {
    var header = StatusHeader(
      configPath: "~/p.db", agentDirectory: "~/a", resolvedDefault: "openai/gpt-5.2",
      writtenDefault: "big", fallbacks: ["a/b", "c/d"], imageModel: nil, imageFallbacks: [],
      aliases: [(name: "big", model: "openai/gpt-5.2")], allowed: [])
    #expect(
      header.lines == [
        "Config        : ~/p.db",
        "Agent dir     : ~/a",
        "Default       : openai/gpt-5.2 (from big)",
        "Fallbacks (2) : a/b, c/d",
        "Image model   : -",
        "Image fallbacks (0): -",
        "Aliases (1)   : big -> openai/gpt-5.2",
        "Configured models (0): all",
      ])
    header.sources = .init(
      primary: "agent", fallbacks: "defaults", imageModel: "defaults", imageFallbacks: "defaults")
    #expect(header.lines[2] == "Default (agent): openai/gpt-5.2 (from big)")
    #expect(header.lines[3] == "Fallbacks (2) (defaults): a/b, c/d")
  }
}

struct SettingKeyTests {
  @Test(arguments: SettingKey.allCases)
  func `the default of a setting is one of its values`(key: SettingKey) throws {
    #expect(try key.canonical(key.defaultValue) == key.defaultValue)
    #expect(key.summary.hasSuffix("."))
  }

  @Test(arguments: [
    Example("choice", (SettingKey.modelsMode, " Replace "), "replace"),
    Example("duration", (.warnWindow, "48H"), "2d"),
    Example("provider", (.defaultProvider, "Z.AI"), "zai"),
  ])
  func `values are stored in one spelling`(
    example: Example<(SettingKey, String), String>
  ) throws {
    #expect(try example.input.0.canonical(example.input.1) == example.output)
  }

  @Test(arguments: [
    (SettingKey.modelsMode, "both"), (.warnWindow, "24"), (.warnWindow, "0h"),
    (.defaultProvider, "a/b"), (.exportDialect, ""),
  ])
  func `other values are refused`(key: SettingKey, text: String) {
    #expect(throws: DomainError.self) { try key.canonical(text) }
  }

  @Test func `a misspelt key finds the nearest one`() {
    let error = #expect(throws: DomainError.self) { try SettingKey.named("model.mode") }
    #expect(error?.code == .notFound)
    #expect(error?.hint == "Did you mean 'models.mode'?")
  }

  @Test func `some settings stand at the defaults only`() {
    #expect(SettingKey.warnWindow.reach == .defaultsOnly)
    #expect(SettingKey.modelsMode.reach == .everyScope)
  }
}

struct AddressTests {
  @Test(arguments: [
    Example("9.4", "http://[::1]:8080/v1", true), Example("9.4", "HTTP://LOCALHOST", true),
    Example("9.4", "http://x.local/", true), Example("9.4", "http://192.168.0.1", false),
    Example("9.4", "http://evil.com/localhost", false),
    Example("9.4", "http://evil.com\\@localhost/", false), Example("9.4", "", false),
    // Every spelling that parsers of URLs take for the same host.
    Example("9.4", "http://127.1/", true), Example("9.4", "http://2130706433/", true),
    Example("9.4", "http://0x7f.1", true), Example("9.4", "http://0177.0.0.1.", true),
    Example("9.4", "http://0/", true), Example("9.4", "http://127.0.0.256/", false),
    Example("9.4", "http://1.2.3.4.5/", false), Example("9.4", "http://127.0.0.08/", false),
    Example("9.4", "http://[0:0:0:0:0:0:0:1]:1/", true),
    Example("9.4", "http://[0000::0.0.0.1]/", true), Example("9.4", "http://[::1", false),
    Example("9.4", "http://[1::1::1]/", false), Example("9.4", "http://%6cocalhost/", true),
    Example("9.4", "http://ｌocalhost/", true), Example("9.4", "http://local host/", false),
    Example("9.4", "http://localhost:99999", false), Example("9.4", "http://localhost:x", false),
    Example("9.4", "http://localhost:", true), Example("9.4", "  http://localhost\n", true),
    Example("9.4", "http:localhost", true), Example("9.4", "http:\\\\localhost\\v1", true),
    Example("9.4", "localhost:11434", false), Example("9.4", "//localhost/", false),
    Example("9.4", "x://localhost/", true), Example("9.4", "x:/localhost/", false),
    Example("9.4", "file://localhost/", false), Example("9.4", "file://box.local/x", true),
  ])
  func `an address is local by its host`(example: Example<String, Bool>) {
    #expect(LocalURL.isLocal(example.input) == example.output)
  }

  @Test func `every provider of the tables has a canonical id`() {
    let naming = ModelNaming.standard
    let ids = Set(ProviderEndpoint.known.keys).union(
      ProviderEnvironment.standard.entries.map(\.provider))
    let renamed = ids.filter { naming.provider($0) != $0 }
    // `kimi-code` is J's own provider; its names mean kimi-coding today.
    #expect(renamed == ["kimi-code"])
  }
}
