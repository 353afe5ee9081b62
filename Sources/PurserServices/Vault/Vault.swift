import JSONKit
package import PurserDomain
package import PurserStore
package import SecretKit
import Synchronization
package import SystemKit

/// Seals and opens the secrets of one store under its master key, which is read on first use and then
/// kept: a program has one vault, so that a command which prints the key runs once.
package final class Vault: Sendable {
  private struct State: Sendable {
    var key: SecretKey?
    /// Why there is none: a command that fails runs once, too.
    var failure: (any Error)?
    /// The key of the trail, and the sealed bytes it came from.
    var trail: (sealed: [UInt8], key: SecretKey)?
    var remarks: [String] = []
  }

  private let environment: Environment
  private let state: Mutex<State>

  /// The place the key comes from.
  package var place: MasterKeyPlace { MasterKeyPlace.located(environment) }

  /// Needs the environment that names the key's place; reads nothing yet.
  package init(environment: Environment) {
    self.environment = environment
    state = Mutex(State())
  }

  /// Makes a vault with a random key that nobody keeps, for a store that is thrown away.
  package static func passing() -> Vault {
    let vault = Vault(environment: Environment())
    vault.use(SecretKey.random())
    return vault
  }

  /// Returns the master key, read once. Throws as `MasterKeyPlace.read`.
  package func key() throws -> SecretKey {
    try state.withLock { state in
      if let known = state.key { return known }
      if let failure = state.failure { throw failure }
      do {
        let key = try place.read(environment)
        state.key = key
        return key
      } catch {
        state.failure = error
        throw error
      }
    }
  }

  /// Reads the key when it is in a file, whether or not it will be needed: what a store is read with must not be newer than
  /// the key, else a `store rekey` in between would leave a reader with a key that its snapshot does not know.
  package func readAhead() {
    // A command may ask somebody, so that it is left to who needs the key.
    guard case .file = place else { return }
    state.withLock { state in
      if state.key == nil, let key = try? place.read(environment) { state.key = key }
    }
  }

  /// Reads the key wherever it is, and keeps what is wrong with it for who needs it: others would wait for a command that is
  /// slow to print it while a write has begun. For writes that do something, or that seal or open a secret.
  package func readBeforeWriting() { _ = try? key() }

  /// Whether a command, which may ask somebody, has yet to print the key.
  package var awaitsCommand: Bool {
    guard case .command = place else { return false }
    return state.withLock { $0.key == nil && $0.failure == nil }
  }

  /// Returns the master key, made now when its place is a file that does not exist.
  package func keyOrNew() throws -> (key: SecretKey, isNew: Bool) {
    try state.withLock { state in
      if let known = state.key { return (known, false) }
      let made = try place.readOrCreate(environment)
      state.key = made.key
      state.failure = nil
      return made
    }
  }

  /// Returns whether `keyOrNew` would make a key; throws as that does for a key that cannot be used.
  package func wouldMakeKey() throws -> Bool {
    try state.withLock { try $0.key == nil && place.wouldCreate(environment) }
  }

  /// Takes `key` for the master key from now on, whatever its place holds.
  func use(_ key: SecretKey) {
    state.withLock { $0.key = key }
  }

  /// Returns what happened to the key's file and a person should be told, once.
  package func takeRemarks() -> [String] {
    state.withLock { state in
      defer { state.remarks = [] }
      return state.remarks
    }
  }
}

// MARK: - Secrets

extension Vault {
  /// Returns `secret` sealed for the field of an owner under the key that the store has in this write; not stored yet. Throws
  /// as `trailDigest`.
  package func seal(
    _ secret: SecretBytes, owner: SecretOwner, field: String, in session: Session<ReadWrite>
  ) throws -> StoredSecret {
    // Where a `store rekey` has changed the key since it was read, this takes the new one: what is sealed under the old one
    // is lost with that.
    _ = try trailKey(in: session.readOnly)
    return Self.sealed(secret, owner.text, field, at: session.now, under: try key())
  }

  /// Returns the secret that was sealed. Throws `permission` for another master key, `corrupt` when
  /// the sealed value was changed or moved to another owner.
  package func open(_ secret: StoredSecret) throws -> SecretBytes {
    try unsealed(
      SealedSecret(keyID: secret.keyID, nonce: secret.nonce, sealed: secret.sealed),
      associated: Self.associated(secret.owner, secret.field))
  }

  /// Returns the secret, or why it does not open; throws `interrupted` alone, so that one bad row stops no reader of
  /// the others.
  package func tryOpen(_ secret: StoredSecret) throws -> OpenedSecret {
    do {
      return .secret(try open(secret))
    } catch {
      let reason = try reason(of: error)
      if reason != .changed { remark(on: error) }
      return .undecryptable(reason)
    }
  }

  /// The same for a caller that tells by itself what does not open.
  func look(into secret: StoredSecret) throws -> OpenedSecret {
    do {
      return .secret(try open(secret))
    } catch {
      return .undecryptable(try reason(of: error))
    }
  }

  /// Returns whether `stored` holds `secret`, whose digest the caller has compared, and so can stay: the digest does not tell
  /// whether the row opens, and who gives a value again may do so because it did not. Without a master key nobody can tell,
  /// and what is there stays.
  func holds(_ secret: SecretBytes, in stored: StoredSecret?) throws -> Bool {
    guard let stored else { return false }
    switch try look(into: stored) {
    case .secret(let present): return present == secret
    case .undecryptable(let reason): return reason == .noKey
    }
  }

  /// Returns the secret for a caller that cannot do without it. Throws as `trailDigest` where the master key itself is missing
  /// or another store's, else an error that names the value and the command that gives it again.
  func opened(_ secret: StoredSecret, in session: Session<ReadWrite>) throws -> SecretBytes {
    switch try tryToOpen(secret, in: session) {
    case .secret(let value): return value
    case .undecryptable(let reason):
      throw try UndecryptableValue(secret, reason, in: session).error
    }
  }

  /// Returns the secret, or why it does not open though the master key is the store's; throws as `trailDigest` where that is
  /// not so.
  func tryToOpen(_ secret: StoredSecret, in session: Session<ReadWrite>) throws -> OpenedSecret {
    _ = try trailKey(in: session.readOnly)
    return try look(into: secret)
  }

  /// Throws the error again when it is that somebody wanted the program to end, which says nothing of the value.
  private func reason(of error: any Error) throws -> OpenedSecret.Reason {
    if (error as? SystemError)?.code == .interrupted { throw error }
    if let error = error as? StoreError, error.code == .corrupt { return .changed }
    return (try? key()) == nil ? .noKey : .otherKey
  }

  /// Has a person told once why there is no key, or that it is another store's: the readers that go on say only what cannot
  /// be opened.
  private func remark(on error: any Error) {
    let told: (message: String, hint: String?)? =
      switch error {
      case let error as StoreError: (error.message, error.hint)
      case let error as SystemError: (error.message, error.hint)
      default: nil
      }
    let remark = [told?.message, told?.hint].compactMap { $0 }.joined(separator: " ")
    guard !remark.isEmpty else { return }
    state.withLock { state in
      if !state.remarks.contains(remark) { state.remarks.append(remark) }
    }
  }

  /// Returns `stored` with its value, which is `secret`, sealed under `key`.
  static func resealed(
    _ stored: StoredSecret, _ secret: SecretBytes, under key: SecretKey
  ) -> StoredSecret {
    var copy = sealed(secret, stored.owner, stored.field, at: stored.createdAt, under: key)
    copy.id = stored.id
    return copy
  }

  private static func sealed(
    _ secret: SecretBytes, _ owner: String, _ field: String, at now: Timestamp,
    under key: SecretKey
  ) -> StoredSecret {
    let box = SecretBox.seal(secret, with: key, associated: associated(owner, field))
    return StoredSecret(
      owner: owner, field: field, keyID: box.keyID, nonce: box.nonce, sealed: box.sealed,
      createdAt: now)
  }

  // Owner and field with the length of the first before it, so that no other pair gives the same bytes.
  private static func associated(_ owner: String, _ field: String) -> [UInt8] {
    Array("\(owner.utf8.count):\(owner)\(field)".utf8)
  }

  private func unsealed(_ box: SealedSecret, associated: [UInt8]) throws -> SecretBytes {
    var key = try key()
    // A `store rekey` may have changed the key since it was read, or have been stopped before it could.
    if key.id != box.keyID, let changed = place.changedKey(box.keyID) { key = changed }
    do throws(SecretError) {
      return try SecretBox.open(box, with: key, associated: associated)
    } catch {
      let wrongKey = error.code == .wrongKey
      let kept = wrongKey ? place.keptPath(of: box.keyID) : nil
      throw StoreError(
        wrongKey ? .permission : .corrupt,
        wrongKey ? "The master key is not the one of this store." : error.message,
        subject: place.description,
        hint: wrongKey ? place.advice(kept: kept) : error.hint,
        cause: error.cause ?? error.message)
    }
  }
}

/// What opening a sealed value gave.
package enum OpenedSecret: Sendable {
  /// Why a sealed value stays closed.
  package enum Reason: String, Equatable, Sendable {
    /// There is no master key to open it with.
    case noKey = "no_key"
    /// It is sealed under another master key.
    case otherKey = "other_key"
    /// It was changed, cut short or moved to another owner.
    case changed

    /// Completes "The value cannot be opened: …".
    package var phrase: String {
      switch self {
      case .noKey: "there is no master key"
      case .otherKey: "it is sealed under another master key"
      case .changed: "it was changed or moved"
      }
    }
  }

  case secret(SecretBytes)
  case undecryptable(Reason)
}

// MARK: - The key of the trail

extension Vault {
  private static let trailAssociated = Array("trail_key".utf8)

  /// Returns a new random key for the chain of seals, sealed under the master key.
  package func makeTrailKey(at now: Timestamp) throws -> StoredTrailKey {
    Self.sealedTrailKey(SecretKey.random(), at: now, under: try key())
  }

  /// Returns the key of the chain sealed under `key`.
  static func sealedTrailKey(
    _ trailKey: SecretKey, at now: Timestamp, under key: SecretKey
  ) -> StoredTrailKey {
    let box = SecretBox.seal(trailKey.fileContent(), with: key, associated: trailAssociated)
    return StoredTrailKey(
      keyID: box.keyID, nonce: box.nonce, sealed: box.sealed, createdAt: now)
  }

  /// Returns the digest of the chain whose key the store holds. Throws `not_set_up` when it holds none,
  /// `permission` when the master key is another store's.
  package func trailDigest(in session: Session<ReadOnly>) throws -> StoreDigest {
    let trailKey = try trailKey(in: session)
    return StoreDigest {
      let run = TrailDigestRun(trailKey)
      return StoreDigestRun(update: run.update, finish: run.finish)
    }
  }

  /// Returns the keyed digest that stands for `secret` wherever a change of it must show. Throws as
  /// `trailDigest`.
  package func digest(_ secret: SecretBytes, in session: Session<ReadOnly>) throws -> String {
    try digester(in: session).digest(secret)
  }

  /// Returns what makes these digests without a transaction. Throws as `trailDigest`.
  package func digester(in session: Session<ReadOnly>) throws -> SecretDigester {
    // Not the master key, so that a change of that leaves every digest as it is.
    SecretDigester(key: try trailKey(in: session))
  }

  /// Returns the key of the chain. Finishes a change of the master key that was interrupted.
  func trailKey(in session: Session<ReadOnly>) throws -> SecretKey {
    guard let stored = try session.trailKey.find() else {
      throw StoreError(
        .notSetUp, "The store has no key for its trail.", subject: "trail_key",
        hint: "Run: purser init")
    }
    if let known = state.withLock({ $0.trail }), known.sealed == stored.sealed { return known.key }
    try settle(stored.keyID)
    let box = SealedSecret(keyID: stored.keyID, nonce: stored.nonce, sealed: stored.sealed)
    let key = try SecretKey(parsing: unsealed(box, associated: Self.trailAssociated).reveal())
    state.withLock { $0.trail = (stored.sealed, key) }
    return key
  }

  /// Takes the key named `id`, under which the store is sealed, when another process has changed it since it was read, and
  /// puts it into the place of the master key when a `store rekey` was stopped before it could.
  private func settle(_ id: String) throws {
    let present = try key()
    guard present.id != id else { return }
    // One that is still at it needs but a moment more.
    for _ in 0..<10 where try place.pendingKey(id) != nil {
      try SystemTime.sleep(milliseconds: 20)
    }
    guard let pending = try place.pendingKey(id) else {
      if let changed = place.changedKey(id) { use(changed) }
      return
    }
    var remark = "An interrupted 'store rekey' was finished: \(place.description) is the new key."
    do {
      try place.install(pending, insteadOf: present)
    } catch {
      let reason = (error as? SystemError)?.message ?? (error as? StoreError)?.message ?? ""
      remark = "The key of this store still waits beside \(place.description): \(reason)"
    }
    state.withLock { [remark] state in
      state.key = pending
      state.remarks.append(remark)
    }
  }
}

/// A running keyed digest in a box, since closures cannot share a value that is not copyable.
private final class TrailDigestRun {
  private var digest: KeyedDigest?

  init(_ key: SecretKey) { digest = KeyedDigest(key: key, purpose: "audit seal") }

  func update(_ bytes: [UInt8]) { digest?.update(bytes) }

  func finish() -> String { digest.take()?.finish() ?? "" }
}
