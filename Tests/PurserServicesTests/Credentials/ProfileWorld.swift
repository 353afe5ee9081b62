import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SecretKit
import SystemKit

/// A store with the agents `main` and `ops`, a vault, and a clock that is stepped by hand.
struct ProfileWorld {
  let folder: TemporaryFolder
  let clock: SteppedClock
  let vault: Vault
  let store: Store

  init() throws {
    folder = try TemporaryFolder()
    clock = SteppedClock()
    let environment = Environment(["HOME": folder.path])
    vault = Vault(environment: environment)
    let source = StoreSource.files(clock: clock.wallClock, environment: environment, vault: vault)
    _ = try InitStore(source: source, vault: vault)
      .run(at: folder.path("purser.db"), TemporaryStore.intent("init"))
    store = try source.open(folder.path("purser.db"), .write)
    try write { session in
      for name in ["main", "ops"] {
        try session.agents.insert(
          Agent(
            id: Agent.ID.normalising(name).id, createdAt: session.now, updatedAt: session.now))
      }
    }
  }

  var now: Timestamp { Timestamp(milliseconds: clock.milliseconds) }

  /// The scope of an agent; `*` for the defaults.
  func scope(_ name: String) -> ScopeID {
    name == "*" ? .defaults : .agent(Agent.ID.normalising(name).id)
  }

  @discardableResult
  func write<Value>(_ body: (Session<ReadWrite>) throws -> Value) throws -> Value {
    try store.write(TemporaryStore.intent(), body).value
  }

  /// Stores a key.
  @discardableResult
  func save(
    _ id: String, at scope: String = "*", key: String = "key-0123456789",
    change: (inout SaveProfile.Request) -> Void = { _ in }
  ) throws -> SaveProfile.Outcome {
    var request = SaveProfile.Request(
      id: id, provider: String(id.prefix { $0 != ":" }), type: .apiKey,
      material: .secret(SecretBytes(text: key)))
    change(&request)
    return try write { [request] session in
      try SaveProfile(vault: vault).run(request, at: self.scope(scope), in: session)
    }
  }

  /// Reports a call of `agent`; a failure when a status is given.
  @discardableResult
  func report(
    _ id: String, by agent: String = "main", status: Int? = nil, model: String? = nil,
    change: (inout RecordOutcome.Report) -> Void = { _ in }
  ) throws -> RecordOutcome.Answer {
    var report = RecordOutcome.Report(agent: Agent.ID.normalising(agent).id, profile: id)
    report.model = model
    report.failure = status.map { FailureEvidence(status: $0) }
    change(&report)
    return try write { [report] in try RecordOutcome().run(report, in: $0) }
  }

  func state(of id: String, at scope: String = "*") throws -> ProfileState {
    try store.read { try $0.profileStates.find(id, at: self.scope(scope)) }
  }

  /// Kind and profile or provider of each event, oldest first; logins left out.
  func events() throws -> [String] {
    try store.read { session in
      try session.profileEvents.list(ProfileEventFilter()).reversed()
        .filter { $0.kind != .login }
        .map { "\($0.kind.rawValue) \($0.profile ?? $0.provider)" }
    }
  }

  /// The code and the message of what `body` throws.
  func refusal(_ body: () throws -> Void) -> String {
    do {
      try body()
      return "none"
    } catch let error as StoreError {
      return "\(error.code.rawValue): \(error.message)"
    } catch let error as DomainError {
      return "\(error.code.rawValue): \(error.message)"
    } catch {
      return "\(error)"
    }
  }
}
