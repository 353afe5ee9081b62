import HTTPKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SQLKit
import SQLiteKit
import SecretKit
import Synchronization
import SystemKit
import Testing

@Suite struct RefreshProfileTests {
  private static let id = "work"
  let world: ProfileWorld
  let database: CrowdedDatabase
  let refresh: RefreshProfile

  /// A login of an agent that has expired, under an id that says nothing of its provider.
  init() throws {
    world = try ProfileWorld()
    try world.save(Self.id, at: "ops") { [now = world.now] request in
      request.type = .oauth
      request.provider = "acme"
      request.material = .secret(
        OAuthMaterial(access: SecretBytes(text: "a0"), refresh: SecretBytes(text: "r0")).encoded)
      request.expiresAt = Timestamp(milliseconds: now.milliseconds - 1)
    }
    let scope = world.scope("ops")
    try world.write { session in
      var profile = try #require(try session.profiles.find(Self.id, at: scope))
      (profile.hasAccess, profile.isRefreshable) = (true, true)
      try session.profiles.save(profile)
    }
    database = try CrowdedDatabase(
      SQLiteDatabase(path: world.folder.path("purser.db"), access: .readWrite))
    let store = try Store.open(
      database,
      Store.Settings(name: "test.db", clock: world.clock.wallClock) { [vault = world.vault] in
        try vault.trailDigest(in: $0)
      })
    refresh = RefreshProfile(
      store: store, intent: TemporaryStore.intent(), vault: world.vault,
      clock: world.clock.wallClock)
  }

  private func run(
    _ answer: @escaping @Sendable () throws -> RefreshAnswer
  ) throws -> RefreshProfile.Outcome {
    try refresh.run(
      RefreshProfile.Request(profile: Self.id, scope: world.scope("ops")),
      by: ScriptedRenewal(answer: answer))
  }

  /// What the store says of the renewals and whether somebody holds the lease.
  private func record() throws -> [String] {
    try world.store.read { session in
      let lease = try session.refreshLeases.find(Self.id, at: world.scope("ops"))
      return try session.profileEvents.list(ProfileEventFilter())
        .filter { $0.kind == .refreshed || $0.kind == .refreshFailed }
        .map { "\($0.kind.rawValue): \($0.detail ?? "")" }
        + (lease?.owner == nil ? [] : ["held"])
    }
  }

  private func hint(_ body: () throws -> Void) -> String? {
    do {
      try body()
      return nil
    } catch {
      return (error as? StoreError)?.hint
    }
  }

  @Test func `an interrupted renewal was recorded as a failure for everybody`() throws {
    #expect(throws: SystemError.self) {
      try run { throw SystemError(.interrupted, "Interrupted.") }
    }
    #expect(try record() == [])
    let next = try run { Self.answer }
    #expect(next.way == .renewed)
  }

  @Test func `a missing library was recorded as an interrupt`() throws {
    let error = #expect(throws: HTTPError.self) {
      try run { throw HTTPError(.unavailable, "The library 'libcurl.so.4' cannot be used.") }
    }
    #expect(error?.code == .unavailable)
    #expect(try record() == ["refresh_failed: The library 'libcurl.so.4' cannot be used."])
  }

  @Test func `a renewed login was lost when others wrote for long`() throws {
    let outcome = try run { [database] in
      database.refuseNext(3)
      return Self.answer
    }
    #expect(outcome.way == .renewed)
    #expect(try record() == ["refreshed: lease 1"])
  }

  @Test(arguments: [true, false])
  func `a login that was replaced while it was renewed could not be renewed itself`(
    isAnswered: Bool
  ) throws {
    let refusal = world.refusal {
      _ = try run { [world] in
        try world.save(Self.id, at: "ops") { request in
          request.type = .oauth
          request.provider = "acme"
          request.material = .login(
            OAuthMaterial(access: SecretBytes(text: "b0"), refresh: SecretBytes(text: "s0")))
          request.expiresAt = Timestamp(milliseconds: world.now.milliseconds - 1)
        }
        guard isAnswered else {
          throw DomainError(.refused, "It is over.", subject: "acme", cause: "invalid_grant")
        }
        return Self.answer
      }
    }
    #expect(
      refusal == "conflict: Somebody stored another credential as 'work' while it was renewed.")
    #expect(try record() == [])
    #expect(try run { Self.answer }.way == .renewed)
  }

  @Test func `a login that was logged out while it was renewed was told as taken over`() throws {
    let scope = world.scope("ops")
    let lines = world.refusal {
      _ = try run { [world] in
        try world.write { try $0.profiles.delete(Self.id, at: scope) }
        return Self.answer
      }
    }
    #expect(lines == "conflict: The login 'work' was logged out while it was renewed.")
    #expect(try record() == [])
    #expect(try world.store.read { try $0.secrets.list() }.isEmpty)
  }

  @Test func `what helps after a refusal named a part of the id as provider and no agent`() throws {
    let words = "purser models auth login --provider acme --profile-id work --agent ops"
    let isOver: @Sendable () throws -> RefreshAnswer = {
      throw DomainError(.refused, "It is over.", subject: "acme", cause: "invalid_grant")
    }
    #expect(hint { _ = try run(isOver) } == words)
    // Those that come a moment later are told the same.
    #expect(hint { _ = try run(isOver) } == words)
    world.clock.step(milliseconds: 60_000)
    #expect(
      hint { _ = try run { throw DomainError(.invalid, "It is slow.", subject: "acme") } }
        == "purser models auth history --profile work --agent ops")
  }

  private static var answer: RefreshAnswer {
    var answer = RefreshAnswer(access: SecretBytes(text: "a1"))
    answer.expiresAt = 4_000_000_000_000
    return answer
  }
}

/// A renewal that does what a test says.
private struct ScriptedRenewal: LoginRenewal {
  let answer: @Sendable () throws -> RefreshAnswer

  func run(
    _ claim: RefreshTurn.Claim, limit: TimeSpan, now: () -> Timestamp
  ) throws -> RefreshAnswer {
    try answer()
  }
}

/// A database in which others write for longer than anybody waits, as often as it is told.
final class CrowdedDatabase: SQLDatabase {
  private let base: SQLiteDatabase
  private let refusals = Mutex(0)

  init(_ base: SQLiteDatabase) { self.base = base }

  func refuseNext(_ count: Int) { refusals.withLock { $0 = count } }

  func concluding<Value>(
    _ mode: TransactionMode, _ body: (any SQLConnection) throws -> Conclusion<Value>
  ) throws -> Value {
    let isRefused =
      mode == .write
      && refusals.withLock { count in
        defer { count = max(count - 1, 0) }
        return count > 0
      }
    if isRefused { throw SQLError(.busy, "database is locked") }
    return try base.concluding(mode, body)
  }

  func copy(to path: String) throws { try base.copy(to: path) }
  func integrityCheck() throws -> [String] { try base.integrityCheck() }
}
