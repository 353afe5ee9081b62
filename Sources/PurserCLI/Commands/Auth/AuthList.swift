import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser models auth list`
struct AuthList: Command {
  var provider: String?
  var expiringWithin: DurationText?
  var unused: Bool
  var scope: ScopeSelection

  static let declaration = Declaration<Self>(
    "list", "List credentials and how each one stands.",
    Option("provider", "Only this provider's.", value: "id", completion: .providers),
    Option(
      "expiring-within", "Only those that expire within this time, or have expired.",
      value: "duration"),
    Flag("unused", "Only those with which no call that counted is on record."),
    ScopeSelection.parameters,
    examples: [
      "purser models auth list", "purser models auth list --agent coder --json",
      "purser models auth list --all-agents --expiring-within 7d",
    ],
    discussion: """
      Without a scope it is what the current agent can use. With several agents each stored profile is listed \
      once, with where it stands. 'not checked' stands for what a program, a file or a gateway keeps: it counts \
      as usable, and nobody has asked whether it is there.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> AuthListAnswer {
    let given = try provider.map { try ProviderArgument.id($0, in: context).text }
    let isOne = scope.isEmpty || scope.isOneAgent
    let store = try context.storePlace().path
    let now = try context.judgedInstant()
    context.remarkOnPast()
    return try context.read { session in
      let agents = try scope.readAgents(in: session, context.environment)
      let secrets = OpenedSecrets(vault: context.vault, environment: context.environment)
      let policy = try session.cooldownPolicy()
      func isWanted(_ profile: StoredProfile, _ state: ProfileState) -> Bool {
        if let given, profile.provider != given { return false }
        if unused, state.lastUsedAt != nil || state.lastFailureAt != nil { return false }
        guard let window = expiringWithin?.span else { return true }
        guard profile.type != .apiKey, let expiry = profile.expiry else { return false }
        return expiry <= now || expiry - now <= window
      }
      func shown(
        _ profile: StoredProfile, _ state: ProfileState, at scope: ScopeID
      ) throws -> ShownProfile {
        try ShownProfile(
          profile, usedAt: scope, state: state, secrets: secrets, policy: policy, now: now,
          in: session)
      }
      if isOne {
        let agent = agents.first
        let known = try session.profiles(of: agent?.id)
        let rows = try known.profiles.filter { isWanted($0, known.state(of: $0.id)) }
          .map { try shown($0, known.state(of: $0.id), at: known.scope) }
        return .one(
          AuthListView(
            agent: agent, store: store, shownStore: context.shortened(store),
            rows: AuthListView.sorted(rows), now: now))
      }
      let scopes = Set(agents.map { ScopeID.agent($0.id) } + [.defaults])
      let states = try session.profileStates.list(at: scopes)
      let rows = try session.profiles.list(at: scopes)
        .filter { isWanted($0, states[$0.scope]?[$0.id] ?? .unused) }
        .map { try shown($0, states[$0.scope]?[$0.id] ?? .unused, at: $0.scope) }
      return .fleet(
        AuthFleetView(store: store, agentCount: agents.count, rows: rows, now: now))
    }
  }
}

/// The credentials of one agent or of several.
enum AuthListAnswer: Answer {
  case one(AuthListView)
  case fleet(AuthFleetView)

  func write(to output: Output) throws {
    switch self {
    case .one(let view): try view.write(to: output)
    case .fleet(let view): try view.write(to: output)
    }
  }
}

/// What one agent can use, sorted by provider, then id.
struct AuthListView: View {
  let agent: Agent?
  let store: String
  let shownStore: String
  let rows: [ShownProfile]
  let now: Timestamp

  static func sorted(_ rows: [ShownProfile]) -> [ShownProfile] {
    rows.sorted {
      $0.stored.provider == $1.stored.provider
        ? $0.stored.id.precedesInLists($1.stored.id)
        : $0.stored.provider.precedesInLists($1.stored.provider)
    }
  }

  var text: Text {
    var text: Text = ["Agent: \(agent?.id.text ?? "*")", "Auth store: \(shownStore)", ""]
    guard !rows.isEmpty else {
      text.append("No auth profiles found.")
      return text
    }
    var table = Table("Profile", "Provider", "Type", "Credential", "Account", "Status")
    for row in rows {
      table.append([
        "\(row.stored.id)", "\(row.stored.provider)", "\(row.stored.type.rawValue)",
        "\(row.credential)", "\(row.stored.account ?? "-")", "\(row.status(now: now))",
      ])
    }
    text.append(table.text)
    return text
  }

  var plain: Text { Text(rows.map { "\($0.stored.id)" }) }

  var json: JSON {
    [
      "agentId": agent.map { .string($0.id.text) } ?? .null,
      "agentDir": agent?.agentDirectory.map { .string($0) } ?? .null,
      "storePath": .string(store),
      "profiles": .array(rows.map { AuthProfileJSON.object($0, now: now) }),
    ]
  }
}

/// The stored credentials of several agents, each once.
struct AuthFleetView: View {
  let store: String
  let agentCount: Int
  let rows: [ShownProfile]
  let now: Timestamp

  var text: Text {
    guard !rows.isEmpty else { return ["No auth profiles found."] }
    var table = Table("Scope", "Profile", "Provider", "Type", "Credential", "Account", "Status")
    for row in rows {
      table.append([
        "\(row.stored.scope.text)", "\(row.stored.id)", "\(row.stored.provider)",
        "\(row.stored.type.rawValue)", "\(row.credential)", "\(row.stored.account ?? "-")",
        "\(row.status(now: now))",
      ])
    }
    return table.text
  }

  var plain: Text {
    Text(rows.map { "\($0.stored.scope.text)" + Line.tab + "\($0.stored.id)" as Line })
  }

  var json: JSON {
    [
      "storePath": .string(store), "agents": .number(JSONNumber(agentCount)),
      "profiles": .array(rows.map { AuthProfileJSON.object($0, now: now) }),
    ]
  }
}

/// A profile in documents: never its secret, not even masked.
enum AuthProfileJSON {
  static func object(_ row: ShownProfile, now: Timestamp) -> JSON {
    func time(_ instant: Timestamp?) -> JSON {
      instant.map { .number(JSONNumber($0.milliseconds)) } ?? .null
    }
    return [
      "id": .string(row.stored.id), "provider": .string(row.stored.provider),
      "type": .string(row.stored.type.rawValue),
      "account": row.stored.account.map { .string($0) } ?? .null,
      "credential": .string(row.credential), "status": .string(row.status(now: now)),
      "expiresAt": row.stored.type == .apiKey ? .null : time(row.stored.expiry),
      "scope": .string(row.stored.scope.text), "lastUsedAt": time(row.state.lastUsedAt),
      "windows": .array(
        row.windows(now: now).map { .object($0.window.members($0.kind, now: now)) }),
    ]
  }
}
