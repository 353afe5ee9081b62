import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SecretKit
import SystemKit
import Testing

@Suite struct VaultTests {
  let folder: TemporaryFolder
  /// A command that prints a key and leaves a line in a file for each run.
  let environment: Environment

  init() throws {
    folder = try TemporaryFolder()
    let key = String(repeating: "5a", count: 32)
    environment = Environment([
      "HOME": folder.path, "PATH": "/usr/bin:/bin",
      "PURSER_KEY_COMMAND": "echo run >>'\(folder.path("runs"))'; echo \(key)",
    ])
  }

  private func made(_ vault: Vault) throws -> Store {
    let clock = SteppedClock().wallClock
    let source = StoreSource.files(clock: clock, environment: environment, vault: vault)
    _ = try InitStore(source: source, vault: vault)
      .run(at: folder.path("purser.db"), TemporaryStore.intent("init"))
    return try source.open(folder.path("purser.db"), .write)
  }

  private func sealed(
    _ text: String, _ owner: String, by vault: Vault, in session: Session<ReadWrite>
  ) throws -> Int64 {
    try session.secrets.replace(
      vault.seal(
        SecretBytes(text: text), owner: .provider(owner, at: .defaults), field: "apiKey",
        in: session))
  }

  @Test func `the key command runs once however much is sealed and opened`() throws {
    let vault = Vault(environment: environment)
    let store = try made(vault)
    for round in 0..<3 {
      try store.write(TemporaryStore.intent()) { session in
        _ = try vault.digest(SecretBytes(text: "one"), in: session.readOnly)
        _ = try sealed("secret \(round)", "p\(round)", by: vault, in: session)
      }
    }
    let secrets = try store.read { try $0.secrets.list() }
    #expect(try secrets.map(vault.text) == ["secret 0", "secret 1", "secret 2"])
    #expect(try folder.text("runs") == "run\n")
  }

  @Test func `a key command that prints too much was called by the name of the shell`() throws {
    var place = MasterKeyPlace.command(text: "yes")
    let error = #expect(throws: StoreError.self) { try place.read(environment) }
    #expect(error?.message == "PURSER_KEY_COMMAND printed more than a key.")
    #expect(error?.hint?.contains("Run the command by hand") == true)
    place = .command(text: "echo 5a")
    #expect(throws: StoreError.self) { try place.read(environment) }
  }

  @Test func `a change of the key by another process left readers with the key from before`() throws
  {
    let home = Environment(["HOME": folder.path, "PATH": "/usr/bin:/bin"])
    let (first, second) = (Vault(environment: home), Vault(environment: home))
    let store = try made(first)
    try store.write(TemporaryStore.intent()) { session in
      _ = try sealed("kept", "a", by: first, in: session)
    }
    second.readAhead()
    let other = try StoreSource.files(
      clock: SteppedClock().wallClock, environment: home, vault: first
    ).open(folder.path("purser.db"), .write)
    for round in 0..<2 {
      _ = try RekeyStore(store: other, vault: first)
        .run(TemporaryStore.intent("rekey"), newKeyFile: nil)
      #expect(try store.read { try $0.secrets.list() }.map(second.text) == ["kept"], "\(round)")
    }
    // What it seals now is under the key of the store, whatever it asked for before.
    try store.write(TemporaryStore.intent()) { session in
      _ = try sealed("new", "b", by: second, in: session)
    }
    let keys = try store.read { try $0.secrets.countByKey().map(\.keyID) }
    #expect(try keys == [first.key().id])
    #expect(second.takeRemarks() == [])
  }

  @Test func `a row that does not open says why and leaves the others alone`() throws {
    let vault = Vault(environment: environment)
    let store = try made(vault)
    try store.write(TemporaryStore.intent()) { session in
      _ = try sealed("good", "a", by: vault, in: session)
    }
    let good = try #require(try store.read { try $0.secrets.list() }.first)
    var moved = good
    moved.owner = SecretOwner.provider("b", at: .defaults).text
    var foreign = good
    foreign.keyID = "0123456789abcdef"
    #expect(try vault.tryOpen(good).reason == nil)
    #expect(try vault.tryOpen(moved).reason == .changed)
    #expect(try vault.tryOpen(foreign).reason == .otherKey)
    let keyless = Vault(environment: Environment(["HOME": folder.path]))
    #expect(try keyless.tryOpen(good).reason == .noKey)
  }

  @Test func `the digest of a secret does not depend on the master key`() throws {
    let vault = Vault(environment: environment)
    let store = try made(vault)
    let secret = SecretBytes(text: "one")
    let digests = try store.read { session in
      (
        try vault.digest(secret, in: session),
        KeyedDigest.digest(secret, key: try vault.key(), purpose: "secret value")
      )
    }
    #expect(digests.0 != digests.1)
  }
}

extension OpenedSecret {
  fileprivate var reason: Reason? {
    if case .undecryptable(let reason) = self { reason } else { nil }
  }
}
