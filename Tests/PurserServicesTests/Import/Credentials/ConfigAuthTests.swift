import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import Testing

struct ConfigAuthTests {
  @Test func `declarations, orders and secret providers of a configuration stand at the defaults`()
    throws
  {
    let world = try ImportWorld()
    let report = try world.run(
      config: """
        {auth: {
          profiles: {
            'openai:default': {provider: 'OpenAI', mode: 'api_key', email: 'me@example.com'},
            'aws:chain': {provider: 'amazon-bedrock', mode: 'aws-sdk', apiKey: 'FAKE-IN-A-CONFIG'},
            'x:y': {provider: 'x'}, 'bad': 'text',
          },
          order: {openai: ['openai:default', 'openai:other'], anthropic: []},
        }, secrets: {
          providers: {
            vault: {source: 'file', path: '/run/secrets.json', mode: 'json', odd: 1},
            'Bad Name': {source: 'env'},
            lost: {source: 'web'},
            op: {source: 'exec', command: '/bin/op', env: {API_TOKEN: 'FAKE-ENV-OF-A-PROGRAM'}},
          },
          defaults: {file: 'vault'},
        }}
        """)
    #expect(report.isComplete, "\(report.counts)")
    let declarations = try world.store.read { try $0.profileDeclarations.list(at: .defaults) }
    #expect(declarations.map(\.id) == ["openai:default", "aws:chain"])
    #expect(declarations.map(\.provider) == ["openai", "amazon-bedrock"])
    #expect(declarations.map(\.email) == ["me@example.com", nil])
    #expect(
      try world.orders() == ["config anthropic: ", "config openai: openai:default,openai:other"])
    let providers = try world.store.read { try $0.secretProviders.all(at: .defaults) }
    #expect(providers.map(\.name) == ["op", "vault"])
    #expect(providers.map(\.isDefault) == [false, true])
    #expect(
      providers[1].contentJSON == #"{"source":"file","path":"/run/secrets.json","mode":"json"}"#)
    #expect(try !world.databaseBytes().holds("FAKE-"))
    #expect(!report.json.bytes(.compact).holds("FAKE-"))
    #expect(try world.isSettled())
  }

  /// A member of `auth.cooldowns`, and the setting it becomes; nil when it is not used.
  static let cooldowns: [(String, String?)] = [
    ("billingBackoffHours: 2.5", "auth.cooldowns.billing-backoff-hours 2.5"),
    ("billingMaxHours: 48", "auth.cooldowns.billing-max-hours 48"),
    ("failureWindowHours: 12", "auth.cooldowns.failure-window-hours 12"),
    ("authPermanentBackoffMinutes: 5", "auth.cooldowns.auth-permanent-backoff-minutes 5"),
    ("overloadedBackoffMs: 0", "auth.cooldowns.overloaded-backoff-ms 0"),
    ("rateLimitedProfileRotations: 3", "auth.cooldowns.rate-limited-profile-rotations 3"),
    (
      "billingBackoffHoursByProvider: {Anthropic: 2, openai: 'x'}",
      "auth.cooldowns.billing-backoff-hours-by-provider anthropic=2,openai=preset"
    ),
    ("billingBackoffHours: 0", nil), ("billingBackoffHours: -1", nil),
    ("billingMaxHours: 'x'", nil), ("billingBackoffHoursByProvider: 3", nil), ("unheard: 3", nil),
  ]

  @Test(arguments: cooldowns)
  func `knobs of cooldowns become settings, and one that cannot be used is named`(
    _ knob: (String, String?)
  ) throws {
    let world = try ImportWorld()
    let report = try world.run(config: "{auth: {cooldowns: {\(knob.0)}}}")
    let stored = try world.store.read { try $0.settings.values(at: .defaults) }
      .filter { $0.key.hasPrefix("auth.") }.map { "\($0.key) \($0.value)" }
    #expect(stored == [knob.1].compactMap(\.self))
    #expect(report.isComplete, "\(report.counts)")
    if knob.1 == nil {
      let finding = report.findings.first { $0.kind == .settings }?.finding
      #expect(finding?.path.description.hasPrefix("auth.cooldowns.") == true && finding?.line == 1)
    }
    #expect(try world.isSettled())
  }

  @Test func `a reference under an id that the configuration calls a login is said`() throws {
    let world = try ImportWorld()
    try world.write("{auth: {profiles: {'p:a': {provider: 'p', mode: 'oauth'}}}}")
    try world.writeProfiles(#""p:a": {"type": "token", "provider": "p", "tokenRef": "${P_TOKEN}"}"#)
    let report = try world.run()
    #expect(report.allMessages.contains("gateways refuse a login that is a reference"))
  }

  @Test func `an old id of a login was declared and named nothing`() throws {
    let world = try ImportWorld()
    func login(_ name: String) -> String {
      #""anthropic:\#(name)": {"type": "oauth", "provider": "anthropic", "access": "FAKE-\#(name)", "refresh": "FAKE-R-\#(name)", "expires": 1788000000000}"#
    }
    try world.writeProfiles(
      login("a@e.com") + ", " + login("b@e.com"), #""lastGood": {"anthropic": "anthropic:b@e.com"}"#
    )
    let config = """
      {auth: {profiles: {"anthropic:default": {provider: "anthropic", mode: "oauth"}},
        order: {anthropic: ["anthropic:default", "anthropic:b@e.com", "anthropic:a@e.com"]}}}
      """
    let report = try world.run(config: config)
    let declared = try world.store.read { try $0.profileDeclarations.list(at: .defaults) }
    #expect(declared.map(\.id) == ["anthropic:b@e.com"])
    #expect(try world.orders() == ["config anthropic: anthropic:b@e.com,anthropic:a@e.com"])
    #expect(
      report.messages(.profileDeclarations).contains { $0.contains("'anthropic:b@e.com' now") })
    #expect(try world.isSettled())
  }
}
