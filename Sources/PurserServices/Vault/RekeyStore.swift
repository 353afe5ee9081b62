import PurserDomain
package import PurserStore
import SecretKit
import SystemKit

/// Seals everything in a store under a new master key.
///
/// Whenever the process ends, the key of the store is in a file with a known name, by this order:
/// 1. Inside the transaction the new key is written and synced beside the old one.
/// 2. The transaction commits: from here on the new key is the store's.
/// 3. The new key takes the old one's name; the old one stays beside it under its own.
///
/// What is stopped between 2 and 3 is finished by the vault of the next run that needs the key.
package struct RekeyStore {
  /// A sealed value that the old key does not open.
  package struct Undecryptable: Equatable, Sendable {
    /// JSON array of table name and primary key of the owner.
    package let owner: String
    package let field: String
    package let reason: OpenedSecret.Reason
  }

  /// What was, or would be, sealed anew.
  package struct Outcome: Equatable, Sendable {
    package var oldKeyID: String
    /// Nil for a preview that would make a key.
    package var newKeyID: String?
    /// How many values of `secret` were sealed anew; the trail's key comes on top.
    package var resealed: Int
    /// Those that stay as they are.
    package var undecryptable: [Undecryptable]
    /// Where the key is, as people call it.
    package var place: String
    /// Whether the new key is at that place now; otherwise a person has to bring it there.
    package var isInstalled: Bool
    /// The file with the old key, nil when there is none.
    package var keptKey: String?
    /// The event; nil for a preview.
    package var eventID: Int64?
  }

  private let store: Store
  private let vault: Vault

  /// Needs the vault that also gives the trail of `store` its key.
  package init(store: Store, vault: Vault) {
    self.store = store
    self.vault = vault
  }

  /// Seals every value and the trail's key under the key in `newKeyFile`, or under a new random one.
  ///
  /// Throws `invalid` for a new key that is none or the present one, `not_set_up` when the key's place is no
  /// file and no new key is given, `refused` when values do not open and `skipsUndecryptable` is false,
  /// `conflict` when somebody else wrote meanwhile, and what the vault throws. Nothing is changed then.
  package func run(
    _ intent: Intent, newKeyFile: String?, skipsUndecryptable: Bool = false,
    ifRevision: Int64? = nil
  ) throws -> Outcome {
    let (old, plan) = try self.plan(skipsUndecryptable, newKeyFile)
    let new = try newKey(newKeyFile, insteadOf: old) ?? .random()
    var outcome = plan
    outcome.newKeyID = new.id
    var intent = intent
    intent.command +=
      " (\(plan.resealed) secrets and the key of the trail, from key \(old.id) to \(new.id)"
      + (plan.undecryptable.isEmpty ? ")" : "; \(plan.undecryptable.count) undecryptable)")
    do {
      outcome.eventID = try store.write(intent, ifRevision: ifRevision) { session in
        try reseal(session, from: old, to: new, as: plan)
      }.eventID
    } catch {
      vault.use(old)
      throw error
    }
    if case .file = vault.place {
      do {
        try vault.place.install(new, insteadOf: old)
      } catch {
        throw waiting(error)
      }
      outcome.isInstalled = true
      outcome.keptKey = vault.place.keptPath(of: old.id)
    }
    return outcome
  }

  /// Returns what `run` would do; changes nothing and makes no key. Throws as `run`.
  package func preview(
    newKeyFile: String?, skipsUndecryptable: Bool = false, ifRevision: Int64? = nil
  ) throws -> Outcome {
    if let ifRevision { try store.require(revision: ifRevision) }
    var (old, plan) = try self.plan(skipsUndecryptable, newKeyFile)
    plan.newKeyID = try newKey(newKeyFile, insteadOf: old)?.id
    return plan
  }

  private func plan(
    _ skipsUndecryptable: Bool, _ newKeyFile: String?
  ) throws -> (old: SecretKey, Outcome) {
    let (outcome, first) = try store.read { session in
      _ = try vault.trailKey(in: session)
      var first: UndecryptableValue?
      var outcome = Outcome(
        oldKeyID: try vault.key().id, newKeyID: nil, resealed: 0, undecryptable: [],
        place: vault.place.description, isInstalled: false)
      for stored in try session.secrets.list() {
        switch try vault.tryOpen(stored) {
        case .secret: outcome.resealed += 1
        case .undecryptable(let reason):
          outcome.undecryptable.append(
            Undecryptable(owner: stored.owner, field: stored.field, reason: reason))
          if first == nil { first = try UndecryptableValue(stored, reason, in: session) }
        }
      }
      return (outcome, first)
    }
    if let first, !skipsUndecryptable {
      let count = outcome.undecryptable.count
      throw StoreError(
        .refused,
        (count == 1
          ? "The \(first.name) is undecryptable"
          : "\(count) values are undecryptable, the first the \(first.name)")
          + ": \(first.reason.phrase).",
        subject: outcome.undecryptable[0].owner,
        hint: first.hint
          + ". To leave such values as they are: purser store rekey --skip-undecryptable")
    }
    let key = try vault.key()
    guard !vault.place.isKept(key.id) else {
      throw StoreError(
        .refused,
        "'\(outcome.place)' keeps a key under its id for other stores; a new key cannot take that name.",
        subject: outcome.place,
        hint: "Copy it to a file of another name, point PURSER_KEY_FILE at that one, and run: "
          + "purser store rekey")
    }
    return (key, outcome)
  }

  /// The key of the file, or one that an interrupted run left; nil when one has to be made.
  private func newKey(_ file: String?, insteadOf old: SecretKey) throws -> SecretKey? {
    guard let file else {
      guard case .file = vault.place else {
        throw StoreError(
          .notSetUp, "The key comes from \(vault.place.description), so none can be made there.",
          subject: vault.place.description,
          hint: "Make the new key yourself and name its file: --new-key-file PATH")
      }
      let leftover = try vault.place.leftoverKey()
      return leftover?.id == old.id ? nil : leftover
    }
    guard !MasterKeyPlace.isKey(file) else {
      throw MasterKeyPlace.mistakenPath(in: "--new-key-file")
    }
    guard try FileStatus.of(file) != nil else {
      throw StoreError(
        .notSetUp, "The file of the new key '\(file)' does not exist.", subject: file,
        hint: "To make one: (umask 077; head -c 32 /dev/urandom | base64 > \(file.shellWord))")
    }
    let key = try MasterKeyPlace.file(path: file).read(Environment())
    guard key.id != old.id else {
      throw StoreError(
        .invalid, "The key in '\(file)' is the present one.", subject: file,
        hint: "Name a file with another key, or leave it out.")
    }
    return key
  }

  private func reseal(
    _ session: Session<ReadWrite>, from old: SecretKey, to new: SecretKey, as plan: Outcome
  ) throws {
    guard let trail = try session.trailKey.find(), trail.keyID == old.id else { throw moved() }
    let trailKey = try vault.trailKey(in: session.readOnly)
    var count = 0
    for stored in try session.secrets.list() {
      guard case .secret(let secret) = try vault.tryOpen(stored) else { continue }
      try session.secrets.reseal(Vault.resealed(stored, secret, under: new))
      count += 1
    }
    guard count == plan.resealed else { throw moved() }
    try session.trailKey.save(
      Vault.sealedTrailKey(trailKey, at: trail.createdAt, under: new))
    try vault.place.stage(new)
    // The event is sealed with the trail's key, which now opens with the new one.
    vault.use(new)
  }

  /// The key of the store could not take its name: `fault` says why.
  private func waiting(_ fault: any Error) -> StoreError {
    let place = vault.place.description
    return StoreError(
      .unavailable, "The store is sealed under its new key, which still waits beside '\(place)'.",
      subject: place, hint: "To have it take its place, run: purser audit verify",
      cause: (fault as? SystemError)?.message ?? (fault as? StoreError)?.message)
  }

  private func moved() -> StoreError {
    StoreError(
      .conflict, "The secrets of '\(store.name)' changed meanwhile.", subject: store.name,
      hint: "Run it again.")
  }
}
