import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SecretKit
import SystemKit

/// A store with the agents `main` and `ops`, the route `openai/o1` then `anthropic/a1`, and profiles to be added.
struct RunWorld {
  let stored: TemporaryStore
  var environment: Environment
  let vault: Vault
  var store: Store

  init(_ backend: Backend = .memory) throws {
    stored = try TemporaryStore(backend)
    store = stored.store
    environment = Environment(["PURSER_KEY": String(repeating: "5a", count: 32)])
    vault = Vault(environment: environment)
    try write { session in
      try session.trailKey.save(vault.makeTrailKey(at: session.now))
      for (position, name) in ["main", "ops"].enumerated() {
        try session.agents.insert(
          Agent(
            id: Agent.ID(name), agentDirectory: nil, isDefault: position == 0,
            position: position, createdAt: session.now, updatedAt: session.now))
      }
    }
    try route("openai/o1", ["anthropic/a1"])
  }

  @discardableResult
  func write<Value>(_ body: (Session<ReadWrite>) throws -> Value) throws -> WriteOutcome<Value> {
    try store.write(TemporaryStore.intent("test"), body)
  }

  func route(_ primary: String, _ fallbacks: [String], at scope: String = "*") throws {
    try write { session in
      try session.routes.replace(
        at: ScopeID(scope), purpose: .text,
        with: StoredRoute(
          primary: primary, fallbacks: fallbacks, policy: fallbacks.isEmpty ? nil : .list)
      ) { ModelNaming.standard.reference($0, defaultProvider: "") }
    }
  }

  /// Adds a profile whose secret is `secret of ID`; `change` may make it another kind.
  func add(
    _ id: String, at scope: String = "*", secret: String? = nil,
    _ change: (inout StoredProfile) -> Void = { _ in }
  ) throws {
    try write { session in
      let scope = try ScopeID(scope)
      var profile = StoredProfile(
        scope: scope, id: id, provider: id.split(atFirst: ":")?.before ?? id, type: .apiKey,
        position: try session.profiles.nextPosition(at: scope), source: .command, at: session.now)
      let sealed = try vault.seal(
        SecretBytes(text: secret ?? "secret of \(id)"), owner: .profile(id, at: scope),
        field: "secret", in: session)
      profile.sealed = .init(
        secret: try session.secrets.replace(sealed), digest: "test")
      change(&profile)
      try session.profiles.save(profile)
    }
  }

  /// Lets a profile of the defaults rest for so many seconds.
  func rest(
    _ id: String, _ seconds: Int64, _ reason: FailureClass = .rateLimit, model: String? = nil
  ) throws {
    try write { session in
      var state = try session.profileStates.find(id, at: .defaults)
      state.cooldown = ProfileWindow(
        since: session.now, until: session.now + .of(seconds, .seconds), reason: reason,
        model: model)
      try session.profileStates.save(state, of: id, at: .defaults)
    }
  }

  func resolve(
    agent: String = "main", _ change: (inout ResolveModel.Request) -> Void = { _ in }
  ) throws -> ResolveModel {
    try store.read { try resolve(agent: agent, change, in: $0) }
  }

  func resolve(
    agent: String, _ change: (inout ResolveModel.Request) -> Void, in session: Session<ReadOnly>
  ) throws -> ResolveModel {
    var request = ResolveModel.Request()
    change(&request)
    return try ResolveModel(
      request, of: session.agents.find(Agent.ID(agent)), environment: environment, vault: vault,
      now: now, in: session)
  }

  /// Takes a credential as a run does; nil when the store has moved on. Throws when none can be had.
  func take(
    agent: String = "main", resolved early: ResolveModel? = nil,
    _ change: (inout ResolveModel.Request) -> Void = { _ in }
  ) throws -> HandedCredential? {
    let (resolved, opened) = try store.read { session in
      let resolved = try early ?? resolve(agent: agent, change, in: session)
      let opener = CredentialOpener(
        resolved, environment: environment, vault: vault, in: session)
      return (resolved, try opener.open())
    }
    guard let handed = opened.handed else { throw resolved.nothingUsable(opened.refused) }
    let recorder = RecordHandOver(environment: environment, vault: vault)
    let isDone = try write { try recorder.run(handed, for: resolved, in: $0) }.value
    return isDone ? handed : nil
  }

  func fail(_ profile: String, status: Int, agent: String = "main") throws {
    try write { session in
      var report = RecordOutcome.Report(agent: try Agent.ID(agent), profile: profile)
      report.failure = FailureEvidence(status: status)
      _ = try RecordOutcome().run(report, in: session)
    }
  }

  func events(_ kind: ProfileEvent.Kind) throws -> [ProfileEvent] {
    try store.read { session in
      var filter = ProfileEventFilter()
      filter.kinds = [kind]
      return try session.profileEvents.list(filter)
    }
  }

  func probed(_ provider: String, by agent: String = "main") throws -> Timestamp? {
    try store.read { try $0.probeSlots.find(provider, of: Agent.ID(agent)) }
  }

  func selection(_ key: String, of agent: String = "main") throws -> SessionSelection? {
    try store.read { try $0.sessionSelections.find(key, of: Agent.ID(agent))?.selection }
  }

  func pass(_ seconds: Int64) { stored.clock.step(milliseconds: seconds * 1000) }

  var now: Timestamp { Timestamp(milliseconds: stored.clock.milliseconds) }
}

extension ResolveModel {
  /// `openai/o1: openai:a env`, `skip rate_limit`, …
  var answer: String {
    plan.steps.map { step in
      let names = step.credentials.map(\.name).joined(separator: " ")
      let word =
        switch step.decision {
        case .attempt: names
        case .probe: "probe \(names)"
        case .skip: "skip \(step.reason ?? "")"
        case .unserved(let reason): "none \(reason.rawValue)"
        }
      return "\(step.candidate.ref.key): \(word)"
    }.joined(separator: ", ")
  }
}
