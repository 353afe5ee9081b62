import HTTPKit
package import PurserDomain
package import PurserStore
import SecretKit
import SystemKit

/// Renews a login once, however many processes ask for it at the same time: one does it, the others wait and take its
/// result.
package struct RefreshProfile {
  /// What is wanted.
  package struct Request: Sendable {
    package var profile: String
    /// The scope that owns the profile.
    package var scope: ScopeID
    /// What expires within this long is renewed.
    package var margin = TimeSpan.of(5, .minutes)
    /// Whether a login that is good still is renewed all the same.
    package var isForced = false
    /// How long the renewal may take; after that another process takes over.
    package var lease = TimeSpan.of(1, .minutes)
    /// How long to wait for another process.
    package var patience = TimeSpan.of(2, .minutes)
    /// The revision that the store must have when the lease is taken; nil for any.
    package var ifRevision: Int64?

    /// Makes a request with the usual lengths.
    package init(profile: String, scope: ScopeID) {
      self.profile = profile
      self.scope = scope
    }
  }

  /// How the login came to be good.
  package enum Way: String, Sendable {
    /// It was good already.
    case fresh
    /// This process renewed it.
    case renewed
    /// Another process renewed it meanwhile.
    case taken
  }

  /// The login as it is now.
  package struct Outcome: Sendable {
    package let way: Way
    package let profile: StoredProfile
    /// The write that stored it; nil unless this process did.
    package let event: Int64?
    /// What a person should know.
    package let remarks: [String]
  }

  private let store: Store
  private let intent: Intent
  private let vault: Vault
  private let clock: WallClock

  /// Needs the store opened for writing, what its trail will say, and the vault of the store.
  package init(store: Store, intent: Intent, vault: Vault, clock: WallClock) {
    self.store = store
    self.intent = intent
    self.vault = vault
    self.clock = clock
  }

  /// Returns where things stand with the login: what `run` would begin with; changes nothing. Throws as `RefreshTurn`.
  package func standing(_ request: Request) throws -> RefreshTurn.Standing {
    try store.read { session in
      try RefreshTurn(vault: vault).standing(
        of: request.profile, at: request.scope, margin: request.margin,
        isForced: request.isForced, now: clock.now(), in: session)
    }
  }

  /// Renews the login by `renewal` where it is this process's turn, else waits for the one whose turn it is.
  ///
  /// Once the renewal has begun its answer is waited for and stored, also when a signal arrives: most providers give each
  /// refresh token once, so that the login would be lost with it. Then it throws `interrupted`.
  ///
  /// Throws `unavailable` when the renewal failed, here or in the process that was waited for, `busy` when that
  /// one takes too long, `conflict` when another process took over from this one or the login was replaced or logged out
  /// meanwhile, and as `RefreshTurn`.
  package func run(_ request: Request, by renewal: any LoginRenewal) throws -> Outcome {
    let turn = RefreshTurn(vault: vault)
    let mark = try store.read { session in
      try turn.newest(of: request.profile, at: request.scope, in: session)?.id ?? 0
    }
    let start = SystemTime.steadyMilliseconds()
    var pause: Int64 = 20
    while true {
      switch try look(request, turn, since: mark) {
      case .done(let outcome): return outcome
      case .due:
        if let claim = try claim(request, turn) {
          return try renew(claim, request, turn, by: renewal)
        }
      case .held:
        guard SystemTime.steadyMilliseconds() - start < request.patience.milliseconds else {
          throw StoreError(
            .busy, "Another process still renews '\(request.profile)'.", subject: request.profile,
            hint: "Try again, or wait longer with --wait.")
        }
        // Waiters that started together must not look together for ever.
        let spread = Int64.random(in: 0...pause)
        try SystemTime.sleep(milliseconds: pause + spread)
        pause = min(pause * 2, 250)
      }
    }
  }

  private enum Sight {
    case done(Outcome)
    case due
    case held
  }

  /// Looks once; a result newer than `mark` is that of the process that was waited for.
  private func look(_ request: Request, _ turn: RefreshTurn, since mark: Int64) throws -> Sight {
    try store.read { session in
      guard let profile = try session.profiles.find(request.profile, at: request.scope) else {
        throw try session.noProfile(request.profile, at: request.scope)
      }
      let newest = try turn.newest(of: request.profile, at: request.scope, in: session)
      if let newest, newest.id > mark {
        guard newest.kind == .refreshed else { throw failure(profile, newest) }
        return .done(Outcome(way: .taken, profile: profile, event: nil, remarks: []))
      }
      let standing = try turn.standing(
        of: request.profile, at: request.scope, margin: request.margin,
        isForced: request.isForced, now: clock.now(), in: session)
      switch standing {
      case .fresh(let profile):
        return .done(Outcome(way: .fresh, profile: profile, event: nil, remarks: []))
      case .failed(let event): throw failure(profile, event)
      case .held: return .held
      case .due: return .due
      }
    }
  }

  private func claim(_ request: Request, _ turn: RefreshTurn) throws -> RefreshTurn.Claim? {
    try store.write(intent, ifRevision: request.ifRevision) { session in
      try turn.claim(
        request.profile, at: request.scope, owner: "\(intent.host)/\(intent.requestID)",
        for: request.lease, margin: request.margin, isForced: request.isForced, in: session)
    }.value
  }

  private func renew(
    _ claim: RefreshTurn.Claim, _ request: Request, _ turn: RefreshTurn,
    by renewal: any LoginRenewal
  ) throws -> Outcome {
    let answer: RefreshAnswer
    do {
      try Interrupt.check()
      answer = try Interrupt.deferred {
        try renewal.run(claim, limit: request.lease) { clock.now() }
      }
    } catch let error as DomainError {
      try settle(claim, turn) {
        try turn.fail(claim, why: error.message, code: error.cause, in: $0)
      }
      var fault = failure(
        claim.profile, error.message, isOver: error.cause == RefreshGrant.isOver)
      if let hint = error.hint { fault.hint = hint }
      throw fault
    } catch {
      // Only this process was asked to stop: those that wait may try. What else went wrong would meet them, too.
      _ = try? settle(claim, turn) { session in
        if (error as? SystemError)?.code == .interrupted {
          try turn.release(claim, in: session)
        } else {
          try turn.fail(claim, why: Self.reason(of: error), code: nil, in: session)
        }
      }
      throw error
    }
    let written = try settle(claim, turn) { try turn.finish(claim, with: answer, in: $0) }
    guard !Interrupt.isRequested else {
      throw SystemError(
        .interrupted, "Interrupted; the login '\(claim.profile.id)' was renewed before.",
        subject: claim.profile.id)
    }
    return Outcome(
      way: .renewed, profile: written.value, event: written.eventID, remarks: answer.remarks)
  }

  /// Writes what became of the renewal. Where that is refused, as for a login that was replaced meanwhile, the lease is given
  /// back all the same: it would keep others from renewing the new one until its deadline.
  @discardableResult
  private func settle<Value>(
    _ claim: RefreshTurn.Claim, _ turn: RefreshTurn, _ body: (Session<ReadWrite>) throws -> Value
  ) throws -> WriteOutcome<Value> {
    do {
      return try keep(body)
    } catch {
      _ = try? Interrupt.deferred { try store.write(intent) { try turn.release(claim, in: $0) } }
      throw error
    }
  }

  /// Writes; no signal stops that, and others that write for longer than the store waits do so only after several turns.
  private func keep<Value>(
    _ body: (Session<ReadWrite>) throws -> Value
  ) throws -> WriteOutcome<Value> {
    try Interrupt.deferred {
      for _ in 1..<Self.writeTurns {
        do {
          return try store.write(intent, body)
        } catch let error as StoreError {
          guard error.code == .busy else { throw error }
        }
      }
      return try store.write(intent, body)
    }
  }

  /// How often the result is offered to a store that is busy.
  private static let writeTurns = 4

  /// What is kept of an error that is none of the renewal itself; of an unknown one its type, since its text may carry
  /// anything.
  private static func reason(of error: any Error) -> String {
    switch error {
    case let error as HTTPError: error.message
    case let error as SystemError: error.message
    case let error as SecretError: error.message
    default: "Something went wrong inside purser (\(type(of: error)))."
    }
  }

  private func failure(_ profile: StoredProfile, _ event: ProfileEvent) -> StoreError {
    failure(
      profile, event.detail ?? "No reason is known.", isOver: event.code == RefreshGrant.isOver)
  }

  /// `isOver` when only a new login can help.
  private func failure(_ profile: StoredProfile, _ why: String, isOver: Bool) -> StoreError {
    let (id, place) = (profile.id.shellWord, profile.scope.option)
    return StoreError(
      .unavailable, "The login '\(profile.id)' could not be renewed. \(why)",
      subject: profile.id,
      hint: isOver
        ? "purser models auth login --provider \(profile.provider.shellWord) --profile-id \(id)\(place)"
        : "purser models auth history --profile \(id)\(place)")
  }
}

/// A way to renew a login.
package protocol LoginRenewal: Sendable {
  /// Renews the login of `claim` within `limit`. Throws `DomainError` with a message without secrets when it could not be
  /// done, its cause the provider's code where there is one; and `SystemError` for an interrupt.
  func run(
    _ claim: RefreshTurn.Claim, limit: TimeSpan, now: () -> Timestamp
  ) throws -> RefreshAnswer
}
