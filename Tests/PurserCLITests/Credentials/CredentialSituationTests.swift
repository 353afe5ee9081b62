import PurserTestSupport
import Testing

@testable import PurserCLI

/// What `models status` says of every situation a credential can be in: the health word of the provider, the exit code of
/// `--check` (and with `--in-use`), and why the profile `anthropic:a` does not serve.
@Suite struct CredentialSituationTests {
  typealias Case = CredentialSituation

  @Test(arguments: keys + tokens + logins + windows + orders + places)
  func `a credential is called what it is`(situation: CredentialSituation) throws {
    let found = try situation.found()
    #expect(
      found
        == Case.Found(
          word: situation.word, check: situation.check, checkInUse: situation.checkInUse,
          reason: situation.reason))
  }

  @Test func `the table has the forty situations`() {
    let all = Self.keys + Self.tokens + Self.logins + Self.windows + Self.orders + Self.places
    #expect(all.count >= 40 && Set(all.map(\.name)).count == all.count)
  }

  // What is said: health word, --check, --in-use where it differs, reason code.
  static let keys = [
    Case("nothing is stored", "missing", 1),
    Case("a key", "static", 0, nil, Case.key()),
    Case("a blank key", "missing", 1, "missing_credential", Case.key(" ")),
    Case("a key in a variable that is set", "static", 0, nil, Case.keyRef("env", "A_KEY")) {
      $0.environment = ["A_KEY": "FAKE-VALUE"]
    },
    Case(
      "a key in a variable of the gateway", "static", 0, "unresolved_ref",
      Case.keyRef("env", "A_KEY")),
    Case("a key that a program prints", "static", 0, nil, Case.keyRef("exec", "a/key")) {
      $0.auth = "{}, secrets: { providers: { default: { source: 'exec', command: '/bin/key' } } }"
    },
    Case(
      "a key that a program prints which nobody declared", "static", 1, "unresolved_ref",
      Case.keyRef("exec", "a/key")),
    Case("a variable of the environment", "missing", 0) {
      $0.environment = ["ANTHROPIC_API_KEY": "FAKE-VALUE-0123456789"]
    },
    Case("a key of the config", "missing", 0) { $0.key = "FAKE-CONFIG-0123456789" },
    Case("a key sealed with another master key", "missing", 1, "undecryptable", Case.key()) {
      $0.losesKey = true
    },
    Case(
      "a key sealed with another master key, and a variable", "missing", 0, "undecryptable",
      Case.key()
    ) {
      $0.losesKey = true
      $0.environment = ["ANTHROPIC_API_KEY": "FAKE-VALUE-0123456789"]
    },
  ]

  static let tokens = [
    Case("a token", "ok", 0, nil, Case.token()),
    Case("a blank token", "missing", 1, "missing_credential", Case.token("")),
    Case("a token for 30 days", "ok", 0, nil, Case.token(expires: Case.hours(720))),
    Case("a token for 25 hours", "ok", 0, nil, Case.token(expires: Case.hours(25))),
    Case(
      "a token for just more than a day", "ok", 0, nil,
      Case.token(expires: Case.after(86_400_001))),
    Case("a token for a day", "expiring", 2, nil, Case.token(expires: Case.hours(24))),
    Case("a token for a millisecond", "expiring", 2, nil, Case.token(expires: Case.after(1))),
    Case("a token that ends now", "expired", 1, nil, Case.token(expires: Case.after(0))),
    Case("a token of yesterday", "expired", 1, nil, Case.token(expires: Case.hours(-24))),
    Case("a token that ends at 0", "missing", 1, "invalid_expires", Case.token(expires: "0")),
    Case(
      "a token that ends before 1970", "missing", 1, "invalid_expires", Case.token(expires: "-5")),
    Case(
      "a token beyond JavaScript's dates", "missing", 1, "invalid_expires",
      Case.token(expires: "8640000000000001")),
    Case(
      "a token whose expiry is text", "missing", 1, "invalid_expires",
      Case.token(expires: "\"soon\"")),
    Case(
      "a token for two hours where one is the warning", "ok", 0, nil,
      Case.token(expires: Case.hours(2))
    ) {
      $0.settings = ["auth.warn-window 1h"]
    },
    Case("a token sealed with another master key", "missing", 1, "undecryptable", Case.token()) {
      $0.losesKey = true
    },
    Case(
      "an expired token sealed with another master key", "missing", 1, "undecryptable",
      Case.token(expires: Case.hours(-1))
    ) {
      $0.losesKey = true
    },
  ]

  static let logins = [
    Case("a login for 30 days", "ok", 0, nil, Case.login(expires: Case.hours(720))),
    Case("a login for an hour renews itself", "ok", 0, nil, Case.login(expires: Case.hours(1))),
    Case(
      "a login in its last five minutes", "expiring", 2, nil,
      Case.login(expires: Case.after(300_000))),
    Case("a login that has ended", "expired", 1, nil, Case.login(expires: Case.hours(-1))),
    Case(
      "a login for an hour that cannot renew itself", "expiring", 2, nil,
      Case.login(refresh: nil, expires: Case.hours(1))),
    Case(
      "a login that has ended and cannot renew itself", "expired", 1, nil,
      Case.login(refresh: nil, expires: Case.hours(-1))),
    Case(
      "a login for an hour where a day is asked for", "expiring", 2, nil,
      Case.login(expires: Case.hours(1))
    ) { $0.settings = ["auth.warn-window 24h"] },
    Case("a login without an end", "missing", 1, nil, Case.login()),
    Case("an empty login", "missing", 1, "missing_credential", Case.login(access: "", refresh: "")),
  ]

  static let windows = [
    Case("a key that rests", "static", 0, "rate_limit", Case.key()) {
      $0.beside = """
        "usageStats": {"anthropic:a": {"cooldownUntil": \(Case.after(60_000)), "cooldownReason": "rate_limit",
          "errorCount": 1}}
        """
    },
    Case("a key whose rest names no reason, by its counts", "static", 0, "auth", Case.key()) {
      $0.beside = """
        "usageStats": {"anthropic:a": {"cooldownUntil": \(Case.after(60_000)), "errorCount": 5,
          "failureCounts": {"rate_limit": 2, "auth": 2, "timeout": 1}}}
        """
    },
    Case("a key that is switched off", "static", 0, "billing", Case.key()) {
      $0.beside = """
        "usageStats": {"anthropic:a": {"disabledUntil": \(Case.hours(5)), "disabledReason": "billing"}}
        """
    },
    Case("a key that rested until now", "static", 0, nil, Case.key()) {
      $0.beside = "\"usageStats\": {\"anthropic:a\": {\"cooldownUntil\": \(Case.after(0))}}"
    },
    Case(
      "a token that rests and has ended", "expired", 1, "timeout",
      Case.token(expires: Case.hours(-1))
    ) {
      $0.beside = """
        "usageStats": {"anthropic:a": {"cooldownUntil": \(Case.after(60_000)), "cooldownReason": "timeout"}}
        """
    },
  ]

  static let orders = [
    Case(
      "an order without it", "static", 0, "excluded_by_auth_order",
      Case.key() + "," + Case.key(id: "anthropic:b")
    ) {
      $0.auth = "{ order: { anthropic: ['anthropic:b'] } }"
    },
    Case("an empty order", "missing", 1, "excluded_by_auth_order", Case.key()) {
      $0.auth = "{ order: { anthropic: [] } }"
    },
    Case(
      "a key that the order of another provider names", "static", 0, nil,
      Case.key() + "," + Case.key(id: "openai:b")
    ) {
      $0.auth = "{ order: { openai: ['anthropic:a', 'openai:b'] } }"
    },
    Case("an order of ids that are gone", "missing", 1, "excluded_by_auth_order", Case.key()) {
      $0.auth = "{ order: { anthropic: ['anthropic:gone'] } }"
    },
    Case("a key that the config calls a login", "missing", 1, "mode_mismatch", Case.key()) {
      $0.auth = "{ profiles: { 'anthropic:a': { provider: 'anthropic', mode: 'oauth' } } }"
    },
    Case(
      "a key that the config gives another provider", "missing", 1, "provider_mismatch", Case.key()
    ) {
      $0.auth = "{ profiles: { 'anthropic:a': { provider: 'openai', mode: 'api_key' } } }"
    },
    Case(
      "an ended token beside a good one", "expired", 1, nil,
      Case.token(expires: Case.hours(-1)) + ","
        + Case.token(expires: Case.hours(720), id: "anthropic:b")),
    Case(
      "an ended token that the order leaves out", "ok", 1, inUse: 0, "excluded_by_auth_order",
      Case.token(expires: Case.hours(-1)) + ","
        + Case.token(expires: Case.hours(720), id: "anthropic:b")
    ) { $0.auth = "{ order: { anthropic: ['anthropic:b'] } }" },
    Case(
      "an ended token of a provider nobody uses", "static", 1, inUse: 0, nil,
      Case.key() + "," + Case.token(expires: Case.hours(-1), id: "xai:old")),
    Case(
      "a token of a provider nobody uses that ends soon", "static", 2, inUse: 0, nil,
      Case.key() + "," + Case.token(expires: Case.hours(1), id: "xai:old")),
  ]

  static let places = [
    Case("a shared key that the agent reads", "static", 0, nil, Case.key()) { $0.own = "" },
    Case(
      "an own token in place of a shared one that has ended", "ok", 0, nil,
      Case.token(expires: Case.hours(-1))
    ) {
      $0.own = Case.token("FAKE-TOKEN-OF-WORK", expires: Case.hours(720))
    },
    Case(
      "an own token that has ended in place of a shared one", "expired", 1, nil,
      Case.token(expires: Case.hours(720))
    ) {
      $0.own = Case.token("FAKE-TOKEN-OF-WORK", expires: Case.hours(-1))
    },
    Case(
      "a provider in another spelling", "static", 0, nil,
      "\"anthropic:a\": {\"type\": \"api_key\", \"provider\": \" Anthropic \", \"key\": \"FAKE-KEY-0123456789\"}"
    ),
  ]
}
