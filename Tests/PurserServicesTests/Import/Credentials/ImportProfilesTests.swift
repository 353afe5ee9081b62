import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SecretKit
import Testing

struct ImportProfilesTests {
  @Test func `a key, a token and a login are stored with their secrets sealed`() throws {
    let world = try ImportWorld()
    try world.writeProfiles(
      """
      "openai:work": {"type": "api_key", "provider": "openai", "key": "FAKE-PLAIN-KEY-1",
        "email": " me@example.com ", "copyToAgents": false},
      "anthropic:manual": {"type": "token", "provider": "anthropic", "token": "FAKE-PLAIN-TOKEN-1",
        "expires": 1799000000000},
      "openai-codex:me": {"type": "oauth", "provider": "openai-codex", "access": "FAKE-PLAIN-ACCESS",
        "refresh": "FAKE-PLAIN-REFRESH", "idToken": "FAKE-PLAIN-ID", "expires": 1788000000000,
        "accountId": "acc-1", "clientId": "app-1", "projectId": "p-1"}
      """)
    let report = try world.run()
    #expect(report.isComplete, "\(report.counts)")
    #expect(
      try world.profiles().map(\.id) == ["openai:work", "anthropic:manual", "openai-codex:me"])
    #expect(try world.secret("openai:work") == "FAKE-PLAIN-KEY-1")
    #expect(try world.secret("anthropic:manual") == "FAKE-PLAIN-TOKEN-1")
    let key = try world.profile("openai:work")
    #expect(key.email == "me@example.com" && key.copyToAgents == false && key.source == .import)
    #expect(try world.profile("anthropic:manual").expiresAt == 1_799_000_000_000)
    let login = try world.profile("openai-codex:me")
    #expect(login.hasAccess && login.isRefreshable && login.accountID == "acc-1")
    #expect(login.extraJSON == #"{"clientId":"app-1","projectId":"p-1"}"#)
    let text = try #require(try world.secret("openai-codex:me"))
    let material = try OAuthMaterial(decoding: SecretBytes(text: text))
    #expect(material.access?.revealText() == "FAKE-PLAIN-ACCESS")
    #expect(material.refresh?.revealText() == "FAKE-PLAIN-REFRESH")
    #expect(material.idToken?.revealText() == "FAKE-PLAIN-ID")
    #expect(try !world.databaseBytes().holds("FAKE-PLAIN"))
    #expect(!report.json.bytes(.compact).holds("FAKE-PLAIN"))
    #expect(
      try world.events() == [
        "login openai:work *", "login anthropic:manual *", "login openai-codex:me *",
      ])
    #expect(report.counts[.profiles]?.stored == 3 && report.counts[.authFiles]?.stored == 1)
    #expect(try world.isSettled())
  }

  @Test func `credentials were read without a word where agentDir lies elsewhere`()
    throws
  {
    let world = try ImportWorld()
    try world.writeProfiles(
      #""openai:work": {"type": "api_key", "provider": "openai", "key": "FAKE-PLAIN-KEY-1"}"#,
      of: "ops")
    let report = try world.run(
      config: #"{agents: {list: [{id: "ops", agentDir: "/nowhere/agents/ops/agent"}]}}"#)
    #expect(try world.profiles().map(\.id) == ["openai:work"])
    #expect(
      report.messages(.authFiles).contains { $0.contains("in the state directory were read") })
    #expect(try world.isSettled())
  }

  @Test func `metadata stays, and what looks like a secret in it goes sealed`() throws {
    let world = try ImportWorld()
    try world.writeProfiles(
      """
      "cf:a": {"type": "api_key", "provider": "cf", "key": "FAKE-KEY",
        "metadata": {"accountId": "acc", "apiToken": "FAKE-HIDDEN-TOKEN"}}
      """)
    try world.run()
    let profile = try world.profile("cf:a")
    #expect(profile.extraJSON.contains(#""accountId":"acc""#))
    #expect(profile.extraJSON.contains(#""$sealed""#))
    #expect(try !world.databaseBytes().holds("FAKE-HIDDEN-TOKEN"))
    #expect(try world.secret("cf:a") == "FAKE-KEY")
    #expect(try world.isSettled())
    #expect(try world.profile("cf:a") == profile)
  }

  /// An entry of `profiles`, and the reason it is left out for; nil when it is kept.
  static let entries: [(String, String?)] = [
    (#""x": "text""#, "non_object"), (#""x": null"#, "non_object"),
    (#""x": {"provider": "p", "key": "k"}"#, "invalid_type"),
    (#""x": {"type": "aws-sdk", "provider": "p"}"#, "invalid_type"),
    (#""x": {"type": "api_key", "key": "k"}"#, "missing_provider"),
    (#""x": {"type": "api_key", "provider": "  ", "key": "k"}"#, "missing_provider"),
    (#""x": {"type": "api_key", "provider": "a/b", "key": "k"}"#, "invalid_shape"),
    (#""x": {"type": "api_key", "provider": "p", "key": 12345}"#, "invalid_shape"),
    (#""x": {"type": "api_key", "provider": "p"}"#, "missing_material"),
    (#""x": {"type": "token", "provider": "p", "key": "k"}"#, "missing_material"),
    (#""x": {"type": "oauth", "provider": "p", "expires": 1}"#, "missing_material"),
    (#""x": {"type": "oauth", "provider": "p", "access": "$NAME"}"#, "invalid_shape"),
    (
      #""x": {"type": "oauth", "provider": "p", "access": "a", "tokenRef": {"source": "env", "id": "A"}}"#,
      "invalid_shape"
    ),
    (
      #""x": {"type": "api_key", "provider": "p", "keyRef": {"source": "web", "id": "A"}}"#,
      "invalid_shape"
    ),
    (#""a\nb": {"type": "api_key", "provider": "p", "key": "k"}"#, "invalid_shape"),
    (#""sk-ant-pasted-9f8e7d": {"type": "api_key", "provider": "p", "key": "k"}"#, "invalid_shape"),
    (#""x": {"mode": "api_key", "provider": "p", "apiKey": "k"}"#, nil),
    (#""x": {"type": "api_key", "provider": "p", "key": " "}"#, nil),
    (#""x": {"type": "oauth", "provider": "p", "access": "", "refresh": " "}"#, nil),
    (#""x": {"type": "token", "provider": "p", "tokenRef": {"source": "env", "id": "A"}}"#, nil),
  ]

  @Test(arguments: entries)
  func `an entry that is no credential is left out with its reason, and the others are kept`(
    _ entry: (String, String?)
  ) throws {
    let world = try ImportWorld()
    try world.writeProfiles(
      #""good": {"type": "api_key", "provider": "p", "key": "FAKE"}, \#(entry.0)"#)
    let report = try world.run()
    #expect(report.isComplete, "\(report.counts)")
    #expect(try world.profiles().count == (entry.1 == nil ? 2 : 1))
    #expect(report.counts[.profiles]?.skipped == (entry.1 == nil ? 0 : 1))
    let messages = report.messages(.profiles).joined()
    #expect(!messages.contains("sk-ant"))
    guard let reason = entry.1 else { return }
    #expect(messages.contains("(\(reason))"), "\(messages)")
    let finding = report.findings.first { $0.finding.message.contains(reason) }?.finding
    #expect(finding?.kind == .skipped && finding?.line == 1)
    #expect(finding?.path.description.contains("sk-ant") == false)
    #expect(try world.isSettled())
  }

  @Test func `a blank secret is no secret, and its profile stays`() throws {
    let world = try ImportWorld()
    try world.writeProfiles(#""x": {"type": "api_key", "provider": "p", "key": " \t"}"#)
    let report = try world.run()
    #expect(try world.profile("x").sealed == nil)
    #expect(report.messages(.profiles) == ["'key' is blank, so the profile has no secret."])
    #expect(try world.events() == [])
  }

  /// What stands for a key, and the reference that is stored.
  static let references: [(String, String)] = [
    (
      #""keyRef": {"source": "env", "provider": "default", "id": "GROQ_API_KEY"}"#,
      "env default GROQ_API_KEY"
    ),
    (#""keyRef": {"source": "file", "id": "/a/b"}"#, "file - /a/b"),
    (#""key": {"source": "exec", "provider": "vault", "id": "a/b"}"#, "exec vault a/b"),
    (#""key": "$ACME_KEY""#, "env - ACME_KEY"), (#""key": "${ACME_KEY}""#, "env - ACME_KEY"),
    (#""keyRef": "${ACME_KEY}""#, "env - ACME_KEY"),
    (#""key": "FAKE-VALUE", "keyRef": {"source": "env", "id": "ACME_KEY"}"#, "env - ACME_KEY"),
  ]

  @Test(arguments: references)
  func `a reference is stored as what it is, and wins over a value`(
    _ reference: (String, String)
  ) throws {
    let world = try ImportWorld()
    try world.writeProfiles(#""x": {"type": "api_key", "provider": "p", \#(reference.0)}"#)
    let report = try world.run()
    let profile = try world.profile("x")
    let stored = try #require(profile.reference)
    #expect("\(stored.source) \(stored.provider ?? "-") \(stored.id)" == reference.1)
    #expect(profile.sealed == nil)
    #expect(try world.store.read { try $0.secrets.list() }.isEmpty)
    #expect(report.allMessages.contains("the reference counts") == reference.0.contains("FAKE"))
    #expect(try world.events() == ["login x *"])
    #expect(try world.isSettled())
  }

  /// A value of `expires`, what is stored, and a word of the finding.
  static let expiries: [(String, Int64?, String)] = [
    ("1799000000000", 1_799_000_000_000, ""), ("null", nil, ""),
    ("1799000000", 1_799_000_000_000, "seconds"),
    ("1799000000000.7", 1_799_000_000_000, "fraction"),
    ("1799000000.7", 1_799_000_000_700, "1799000000.7, which is in seconds"),
    ("-0.5", -1, "'expires' is -0.5, which is no instant"), ("0", 0, "no instant"),
    ("-5", -5, "no instant"), ("8640000000000001", 8_640_000_000_000_001, "no instant"),
    ("1e300", 0, "no instant"), (#""soon""#, 0, "a string"), ("{}", 0, "an object"),
    ("100000000000", 100_000_000_000, ""),
  ]

  @Test(arguments: expiries)
  func `an expiry is milliseconds, and every other thing is said`(
    _ expiry: (String, Int64?, String)
  ) throws {
    let world = try ImportWorld()
    try world.writeProfiles(
      #""x": {"type": "token", "provider": "p", "token": "FAKE", "expires": \#(expiry.0)}"#)
    let report = try world.run()
    #expect(try world.profile("x").expiresAt == expiry.1)
    let messages = report.messages(.profiles)
    #expect(messages.isEmpty == expiry.2.isEmpty)
    #expect(expiry.2.isEmpty || messages.joined().contains(expiry.2), "\(messages)")
    #expect(try world.isSettled())
  }

  @Test func `providers are stored canonical, and ids stay as they are`() throws {
    let world = try ImportWorld()
    try world.writeProfiles(
      """
      "z.ai:a": {"type": "api_key", "provider": "z.ai", "key": "FAKE-1"},
      " zai:a ": {"type": "api_key", "provider": "ZAI", "key": "FAKE-2"}
      """)
    try world.run()
    #expect(try world.profiles().map(\.id) == ["z.ai:a", "zai:a"])
    #expect(try Set(world.profiles().map(\.provider)) == ["zai"])
  }

  @Test func `a secret that changed in the file is a rotation, and the old one is forgotten`()
    throws
  {
    let world = try ImportWorld()
    try world.writeProfiles(#""x": {"type": "api_key", "provider": "p", "key": "FAKE-OLD"}"#)
    try world.run()
    try world.writeProfiles(#""x": {"type": "api_key", "provider": "p", "key": "FAKE-NEW"}"#)
    try world.run()
    #expect(try world.secret("x") == "FAKE-NEW")
    #expect(try world.store.read { try $0.secrets.list() }.count == 1)
    try world.writeProfiles(#""x": {"type": "api_key", "provider": "p", "key": "$ACME_KEY"}"#)
    try world.run()
    #expect(try world.store.read { try $0.secrets.list() }.isEmpty)
    #expect(try world.events() == ["login x *", "rotated x *", "rotated x *"])
  }

  @Test func `a renewed login that no longer opens kept the one of the file out`() throws {
    let world = try ImportWorld()
    try world.writeProfiles(
      #""c:me": {"type": "oauth", "provider": "c", "access": "FAKE-A", "refresh": "FAKE-R", "expires": 1788000000000}"#
    )
    try world.run()
    let material = try world.secret("c:me")
    try world.store.write(TemporaryStore.intent()) { session in
      var profile = try #require(try session.profiles.find("c:me", at: .defaults))
      (profile.source, profile.expiresAt) = (.refresh, 1_789_000_000_000)
      try session.profiles.save(profile)
    }
    #expect(try world.isSettled())
    try world.store.write(TemporaryStore.intent()) { session in
      for var secret in try session.secrets.list() {
        secret.sealed = secret.sealed.map { ~$0 }
        try session.secrets.reseal(secret)
      }
    }
    let report = try world.run()
    #expect(report.counts[.secrets]?.stored == 1 && report.isComplete, "\(report.counts)")
    #expect(try world.secret("c:me") == material)
    #expect(try world.isSettled())
  }

  @Test func `a preview of credentials reports what the import does and stores nothing`() throws {
    let world = try ImportWorld()
    try world.writeProfiles(
      #""x": {"type": "api_key", "provider": "p", "key": "FAKE"}"#, #""order": {"p": ["x"]}"#)
    let preview = try world.importer().preview(world.directory, TemporaryStore.intent("import"))
    #expect(try world.profiles().isEmpty && world.events().isEmpty)
    let report = try world.run()
    #expect(preview.counts == report.counts)
    #expect(preview.changeCount == report.changeCount)
  }

  /// The function that digests a secret was wrapped once more for each: ten thousand keys took a minute, and more of them
  /// the whole stack.
  @Test func `an import of many keys needs no more stack than one of few`() throws {
    let count = 6000
    let world = try ImportWorld()
    try world.writeProfiles(
      (0..<count).map {
        #""p:\#($0)": {"type": "api_key", "provider": "p", "key": "FAKE-KEY-\#($0)"}"#
      }.joined(separator: ",\n"))
    let report = try OwnThread.run(stackBytes: 1 << 20) { try world.run() }
    #expect(report.counts[.profiles]?.stored == count)
  }
}
