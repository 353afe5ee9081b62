import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SecretKit
import SystemKit
import Testing

@Suite struct RefreshTurnTests {
  private static let id = "openai-codex:me"
  let world: ProfileWorld
  let turn: RefreshTurn

  /// A login that expires in two minutes.
  init() throws {
    world = try ProfileWorld()
    turn = RefreshTurn(vault: world.vault)
    try world.save(Self.id) { [now = world.now] request in
      request.type = .oauth
      request.material = .secret(
        OAuthMaterial(access: SecretBytes(text: "a0"), refresh: SecretBytes(text: "r0")).encoded)
      request.expiresAt = now + .of(2, .minutes)
    }
    try world.write { session in
      var profile = try #require(try session.profiles.find(Self.id, at: .defaults))
      (profile.hasAccess, profile.isRefreshable) = (true, true)
      try session.profiles.save(profile)
    }
  }

  private func claim(
    _ owner: String, margin: TimeSpan = .of(5, .minutes), force: Bool = false
  ) throws -> RefreshTurn.Claim? {
    try world.write {
      try turn.claim(
        Self.id, at: .defaults, owner: owner, for: .of(1, .minutes), margin: margin,
        isForced: force, in: $0)
    }
  }

  private func finish(_ claim: RefreshTurn.Claim?, _ access: String) throws {
    let claim = try #require(claim)
    _ = try world.write { session in
      var answer = RefreshAnswer(access: SecretBytes(text: access))
      answer.expiresAt = (session.now + .of(1, .hours)).milliseconds
      return try turn.finish(claim, with: answer, in: session)
    }
  }

  private func access() throws -> String? {
    try world.store.read { session in
      let sealed = try session.profiles.find(Self.id, at: .defaults)?.sealed
      let secret = try #require(try session.secrets.find(sealed?.secret ?? 0))
      return try OAuthMaterial(decoding: world.vault.open(secret)).access?.revealText()
    }
  }

  @Test func `a login that does not open was told of as a fault of the master key`() throws {
    try world.write { session in
      for var secret in try session.secrets.list() {
        secret.sealed = secret.sealed.map { ~$0 }
        try session.secrets.reseal(secret)
      }
    }
    let error = #expect(throws: StoreError.self) { try claim("a") }
    #expect(
      error?.message
        == "The value 'secret' of auth profile '\(Self.id)' is undecryptable: it was changed or moved."
    )
    #expect(error?.subject == Self.id && error?.code == .corrupt)
    #expect(
      error?.hint
        == "To give it again: purser models auth login --provider openai-codex --profile-id \(Self.id)"
    )
  }

  @Test func `one process gets the lease, and the next one after it was given back`() throws {
    let first = try claim("a")
    #expect(first?.lease.fence == 1 && first?.material.refresh?.revealText() == "r0")
    #expect(try claim("b") == nil)
    try finish(first, "a1")
    #expect(try claim("b") == nil)
    #expect(try access() == "a1")
    #expect(try claim("b", force: true)?.lease.fence == 2)
  }

  @Test func `what does not expire within the margin is left alone`() throws {
    #expect(try claim("a", margin: .of(1, .minutes)) == nil)
  }

  @Test func `at its deadline a lease is free, and what its owner brings later is refused`() throws
  {
    let dead = try claim("a")
    world.clock.step(milliseconds: 59_999)
    #expect(try claim("b") == nil)
    world.clock.step(milliseconds: 1)
    let next = try claim("b")
    #expect(next?.lease.fence == 2)
    let late = "conflict: Another process has taken over the renewal of 'openai-codex:me'."
    #expect(world.refusal { try finish(dead, "stale") } == late)
    try finish(next, "good")
    #expect(world.refusal { try finish(dead, "stale") } == late)
    #expect(try access() == "good")
  }

  @Test func `what comes late and alone is stored`() throws {
    let claim = try claim("a")
    world.clock.step(milliseconds: 600_000)
    try finish(claim, "late")
    #expect(try access() == "late")
  }

  @Test func `a deadline of a wrong clock holds nobody up`() throws {
    _ = try claim("a")
    world.clock.step(milliseconds: -86_400_000)
    #expect(try claim("b", force: true)?.lease.fence == 2)
  }

  @Test func `a login that somebody stored meanwhile stays`() throws {
    let claim = try claim("a")
    try world.save(Self.id) { request in
      request.type = .oauth
      request.material = .secret(OAuthMaterial(access: SecretBytes(text: "by hand")).encoded)
    }
    #expect(world.refusal { try finish(claim, "a1") }.hasPrefix("conflict: Somebody stored"))
    #expect(try access() == "by hand")
  }

  @Test func `a login renewed during a rekey was sealed under the key from before`() throws {
    let claim = try claim("a")
    let environment = Environment(["HOME": world.folder.path])
    let other = Vault(environment: environment)
    let store = try StoreSource.files(
      clock: world.clock.wallClock, environment: environment, vault: other
    ).open(world.folder.path("purser.db"), .write)
    let old = try other.key().id
    _ = try RekeyStore(store: store, vault: other)
      .run(TemporaryStore.intent("rekey"), newKeyFile: nil)
    try finish(claim, "a1")
    let keys = try world.store.read { try $0.secrets.countByKey().map(\.keyID) }
    #expect(try keys == [other.key().id] && keys != [old])
    #expect(try access() == "a1")
  }

  @Test func `a failure stands for an answer for a while`() throws {
    let claim = try #require(try claim("a"))
    try world.write { try turn.fail(claim, why: "The provider said no.", code: nil, in: $0) }
    #expect(try self.claim("b") == nil)
    world.clock.step(milliseconds: 30_000)
    #expect(try self.claim("b")?.lease.fence == 2)
  }

  @Test func `a new login ends the windows of the old one`() throws {
    try world.report(Self.id, status: 401)
    try finish(try claim("a"), "a1")
    #expect(try world.state(of: Self.id).cooldown == nil)
  }

  @Test func `what has nothing to renew with is refused`() throws {
    try world.save("openai:work")
    let refusal = world.refusal {
      _ = try world.store.read {
        try turn.standing(
          of: "openai:work", at: .defaults, margin: .of(1, .minutes), isForced: false,
          now: world.now, in: $0)
      }
    }
    #expect(refusal == "invalid: Auth profile 'openai:work' has nothing to be renewed with.")
  }

  /// What the program answered, the expiry that is stored, and what is said.
  @Test(arguments: [
    (#"{"access":"a"}"#, "1770003600000 remark"),
    (#"{"access":"a","expiresAt":1770000000001}"#, "1770000000001"),
    (#"{"access":"a","expires":1770000000001}"#, "1770000000001"),
    (#"{"access":"a","expiresAt":1770000001}"#, "1770000001000 remark"),
    (#"{"access":"a","expiresAt":1770000000000}"#, "1770003600000 remark"),
    (#"{"access":"a","expiresIn":1.5}"#, "1770000001500"),
    (#"{"access":"a","expiresAt":0}"#, "1770003600000 remark"),
    (#"{"access":"a","expiresAt":-5}"#, "1770003600000 remark"),
    (#"{"access":"a","expiresAt":1770000000000.5}"#, "1770003600000 remark"),
    (#"{"access":"a","expiresAt":1770000000001.5}"#, "1770000000001 remark"),
    (#"{"access":"a","expiresAt":8640000000000001}"#, "1770003600000 remark"),
    (#"{"access":"a","expiresAt":"soon"}"#, "1770003600000 remark"),
    (#"{"access":"a","expiresIn":0}"#, "1770003600000 remark"),
    (#"{"access":"a","expiresIn":"3600"}"#, "1770003600000"),
    (#"{"access":"  "}"#, "invalid"), (#"{"access":7}"#, "invalid"), ("{}", "invalid"),
    ("[]", "invalid"), ("a-token", "invalid"), (#"{"access":"a\nb"}"#, "invalid"),
  ])
  func `an answer is read or refused`(text: String, outcome: String) {
    let now = Timestamp(milliseconds: 1_770_000_000_000)
    do throws(DomainError) {
      let answer = try RefreshAnswer(Array(text.utf8), now: now)
      let said = answer.remarks.isEmpty ? "" : " remark"
      #expect((answer.expiresAt.map { "\($0)" } ?? "nil") + said == outcome)
    } catch {
      #expect(error.code.rawValue == outcome)
    }
  }
}
