import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SecretKit
import Testing

/// Logins that were renewed in the store, when a directory is imported again.
struct RenewedLoginsTests {
  private static let id = "acme:me"
  private let world: ImportWorld
  private let vault: Vault

  init() throws {
    world = try ImportWorld()
    vault = Vault(environment: world.environment)
  }

  /// Logs in as a command does. Returns the event.
  private func logIn() throws -> Int64 {
    var request = SaveProfile.Request(
      id: Self.id, provider: "acme", type: .oauth,
      material: .login(
        OAuthMaterial(
          access: SecretBytes(text: "FAKE-A0"), refresh: SecretBytes(text: "FAKE-R0"))))
    request.expiresAt = Timestamp(milliseconds: 1_780_000_000_000)
    _ = try world.store.write(TemporaryStore.intent("models auth login")) { [request] session in
      try SaveProfile(vault: vault).run(request, at: .defaults, in: session)
    }
    return try event(.login)
  }

  /// Renews the login, until `expires`. Returns the event.
  @discardableResult
  private func renew(until expires: Int64 = 1_790_000_000_000) throws -> Int64 {
    let turn = RefreshTurn(vault: vault)
    _ = try world.store.write(TemporaryStore.intent("models auth refresh")) { session in
      let claim = try turn.claim(
        Self.id, at: .defaults, owner: "a", for: .of(1, .minutes), margin: .of(5, .minutes),
        isForced: true, in: session)
      var answer = RefreshAnswer(access: SecretBytes(text: "FAKE-A1"))
      answer.refresh = SecretBytes(text: "FAKE-R1")
      answer.expiresAt = expires
      return try turn.finish(#require(claim), with: answer, in: session)
    }
    return try event(.refreshed)
  }

  private func event(_ kind: ProfileEvent.Kind) throws -> Int64 {
    try #require(
      try world.store.read { try $0.profileEvents.newest([kind], of: Self.id, at: .defaults) }
    ).event
  }

  private func login(_ access: String, until expires: Int64) -> String {
    """
    "\(Self.id)": {"type": "oauth", "provider": "acme", "access": "\(access)",
      "refresh": "FAKE-R0", "expires": \(expires)}
    """
  }

  /// Entries of the profile without a secret.
  static let blanks = [
    #"{"type": "api_key", "provider": "acme", "key": ""}"#,
    #"{"type": "oauth", "provider": "acme", "access": "", "refresh": " ", "expires": 1799000000000}"#,
    #"{"type": "oauth", "provider": "acme", "access": "", "refresh": ""}"#,
  ]

  /// Imports a file with `entry` as the profile's, and expects that the renewed login stays and that it is told.
  private func expectKept(whenFileSays entry: String, telling message: String) throws {
    let before = try world.profile(Self.id)
    try world.writeProfiles(#""\#(Self.id)": \#(entry)"#)
    let report = try world.run()
    #expect(try world.profile(Self.id) == before)
    #expect(try world.secret(Self.id)?.contains("FAKE-R1") == true)
    #expect(report.messages(.profiles).contains(message))
    #expect(report.isComplete, "\(report.counts)")
    #expect(try world.isSettled())
  }

  @Test(arguments: blanks)
  func `a blank entry deleted a login of a command once it was renewed`(_ blank: String) throws {
    let event = try logIn()
    try renew()
    try expectKept(
      whenFileSays: blank,
      telling:
        "The secret of profile 'acme:me' was set in event \(event) and stays; the file has none.")
  }

  @Test(arguments: blanks)
  func `a blank entry deleted the renewed tokens of an imported login`(_ blank: String) throws {
    try world.writeProfiles(login("FAKE-A0", until: 1_780_000_000_000))
    try world.run()
    let event = try renew()
    try expectKept(
      whenFileSays: blank,
      telling:
        "The login of profile 'acme:me' was renewed in event \(event) and stays; the file has none."
    )
  }

  @Test func `a key of the file took the place of a renewed login without a word`() throws {
    let event = try logIn()
    try renew()
    try world.writeProfiles(
      #""\#(Self.id)": {"type": "api_key", "provider": "acme", "key": "FAKE-KEY"}"#)
    let report = try world.run()
    #expect(try world.secret(Self.id) == "FAKE-KEY")
    #expect(
      report.messages(.profiles) == [
        "Profile 'acme:me' has the secret of the file now, no longer the one that a command set in event \(event)."
      ])
    #expect(try world.isSettled())
  }

  @Test func `an agent's copy stood before a renewed login of a command without a word`() throws {
    let event = try logIn()
    try renew()
    try world.writeProfiles("")
    try world.writeProfiles(login("FAKE-A0", until: 1_780_000_000_000), of: "b")
    let report = try world.run()
    #expect(try world.profiles("b").map(\.id) == [Self.id])
    #expect(
      report.messages(.profiles) == [
        "Profile 'acme:me' of the agent stands before the shared one, which a command set in event \(event)."
      ])
    #expect(try world.isSettled())
  }

  @Test func `a renewed login of an import stays before older tokens and gives way to newer ones`()
    throws
  {
    try world.writeProfiles(login("FAKE-A0", until: 1_780_000_000_000))
    try world.run()
    try renew()
    #expect(
      try world.run().messages(.profiles) == [
        "The login was renewed since; the tokens of the file were not stored."
      ])
    #expect(try world.secret(Self.id)?.contains("FAKE-A1") == true)
    try world.writeProfiles(login("FAKE-A2", until: 1_795_000_000_000))
    #expect(try world.run().messages(.profiles) == [])
    #expect(try world.secret(Self.id)?.contains("FAKE-A2") == true)
    // Nor is a key that the file has in its place now anybody's work undone.
    try renew(until: 1_797_000_000_000)
    try world.writeProfiles(
      #""\#(Self.id)": {"type": "api_key", "provider": "acme", "key": "FAKE-KEY"}"#)
    #expect(try world.run().messages(.profiles) == [])
    #expect(try world.secret(Self.id) == "FAKE-KEY")
  }

  @Test func `what was said of a copy's tokens stood in the file of another agent`() throws {
    try world.writeProfiles(login("FAKE-A0", until: 1_780_000_000_000))
    try world.writeProfiles(
      "\n\n" + login("FAKE-A2", until: 1_785_000_000_000), of: "b")
    try world.run()
    try renew()
    let report = try world.run()
    let told = report.findings.map(\.finding).filter {
      $0.message == "The login was renewed since; the tokens of the file were not stored."
    }
    #expect(
      told.map(\.file) == [world.directory + "/agents/b/agent/auth-profiles.json"], "\(told)")
    #expect(told.map(\.line) == [3], "\(told)")
  }
}
