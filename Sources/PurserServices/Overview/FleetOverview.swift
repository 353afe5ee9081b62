package import PurserDomain
package import PurserStore
import SystemKit

/// What the first page says of a fleet: the store, and each agent with what needs attention.
package struct FleetOverview: Sendable {
  /// One agent.
  package struct Row: Sendable {
    package let agent: Agent
    /// Whether it is the agent that is meant when none is named.
    package let isDefault: Bool
    /// Key of the model it starts with.
    package let defaultModel: String
    /// Where that comes from.
    package let defaultLayer: RouteLayer
    package let fallbackCount: Int
    /// Key of its image model; nil when none is configured.
    package let imageModel: String?
    package let auth: AuthSummary
    package let export: ExportState
    /// The gravest first.
    package let concerns: [Concern]
  }

  /// What the record says of an agent's `models.json`. The file itself is not looked at.
  package enum ExportState: Equatable, Sendable {
    /// The agent has no folder or no provider, so there is nothing to write.
    case none
    /// What is stored as its folder is none here, so there is no place to write it to.
    case unresolved
    case never
    /// Whether providers or settings of the agent changed since is known; whether the file did is not.
    case written(at: Timestamp, revision: Int64, hasStoreChanged: Bool)
  }

  package let revision: Int64
  /// Agents in the store, shown or not.
  package let agentCount: Int
  /// The newest event; nil in an empty trail.
  package let lastEvent: AuditEvent?
  /// Whether this is a moment of the past, of which credentials and catalogs are not known.
  package let isPast: Bool
  /// Those with the gravest concerns first, then in the order of the agents asked for.
  package let rows: [Row]

  /// Reads the overview of `agents` without opening a file of theirs, and with a number of queries that depends on how many
  /// sealed credentials they have, not on how many they are.
  package init(
    of agents: [Agent], credentials: ProviderCredentials, in session: Session<some Any>
  ) throws {
    isPast = session.isPast
    agentCount = try session.agents.count()
    revision = try session.revision()
    lastEvent = try session.trail.events(AuditFilter(limit: 1)).first
    var record = try ExportRecord(of: agents, session)
    let standard = try session.agents.current()?.id
    var auth = FleetCredentials(credentials)
    let status = try FleetStatus(of: agents, credentials: credentials, in: session)
    let rows = try status.rows.map { row in
      try Self.row(
        row, session.isPast ? .unknown : auth.summary(of: row, in: session), &record,
        isDefault: row.agent.id == standard)
    }
    // Places are sorted, since rows are large.
    let gravest = rows.map { $0.concerns.first?.severity }
    self.rows = rows.indices.sorted { left, right in
      let (mine, theirs) = (gravest[left], gravest[right])
      if mine == theirs { return left < right }
      guard let mine else { return false }
      return theirs.map { mine > $0 } ?? true
    }.map { rows[$0] }
  }

  private static func row(
    _ status: FleetStatus.Row, _ auth: AuthSummary, _ record: inout ExportRecord, isDefault: Bool
  ) -> Row {
    let models = status.models
    let export = record.state(of: status.agent, hasProviders: models.hasProviders)
    var concerns: [Concern] = []
    if !auth.missing.isEmpty {
      let names = auth.missing.joined(separator: ", ")
      concerns.append(
        Concern(code: Concern.missingAuth, severity: .error, text: "no credential for \(names)"))
    }
    for provider in auth.unusable {
      let faults = status.faults(of: provider).prefix(3).joined(separator: ", ")
      concerns.append(Concern(code: Concern.unusableAuth, severity: .error, text: faults))
    }
    concerns += status.attention.map(Concern.init)
    if export == .never {
      concerns.append(
        Concern(
          code: Concern.neverExported, severity: .notice, text: "models.json never exported"))
    }
    if concerns.count > 1 {
      concerns = [.error, .warning, .notice].flatMap { severity in
        concerns.filter { $0.severity == severity }
      }
    }
    return Row(
      agent: status.agent, isDefault: isDefault,
      defaultModel: models.text.primary?.ref.key ?? "-", defaultLayer: models.text.primaryLayer,
      fallbackCount: models.text.fallbacks.count, imageModel: models.image.primary?.ref.key,
      auth: auth, export: export, concerns: concerns)
  }
}

/// The record of exports, and what changed in the store since.
private struct ExportRecord {
  /// The newest export to each path; of a few agents that all have one it is theirs alone.
  private let written: [String: ExportRevision]
  private let changes: [String: Int64]
  private var paths = RecordedPaths()

  init(of agents: [Agent], _ session: Session<some Any>) throws {
    written = try Self.own(of: agents, session) ?? session.exportFiles.latestRevisions()
    let oldest = written.values.map(\.revision).min()
    changes = try oldest.map { try session.trail.newestFileChanges(after: $0) } ?? [:]
  }

  /// The record of the paths of `agents`; nil when these are many, or one has none under its own path.
  private static func own(
    of agents: [Agent], _ session: Session<some Any>
  ) throws -> [String: ExportRevision]? {
    guard agents.count <= ScopeReads.few else { return nil }
    var found: [String: ExportRevision] = [:]
    for path in agents.compactMap(path) {
      guard let last = try session.exportFiles.latestRevision(path: path) else { return nil }
      found[path] = last
    }
    return found
  }

  private static func path(of agent: Agent) -> String? {
    agent.exportFolder.map { SystemPath.join($0, "models.json") }
  }

  mutating func state(of agent: Agent, hasProviders: Bool) -> FleetOverview.ExportState {
    guard agent.agentDirectory != nil else { return .none }
    guard let path = Self.path(of: agent) else { return .unresolved }
    guard let last = written[path] ?? overLinks(of: agent.id, to: path) else {
      return hasProviders ? .never : .none
    }
    let newest = max(changes["*"] ?? 0, changes[agent.id.text] ?? 0)
    return .written(
      at: last.writtenAt, revision: last.revision, hasStoreChanged: newest > last.revision)
  }

  private mutating func overLinks(of agent: Agent.ID, to path: String) -> ExportRevision? {
    paths.leading(where: path) { [written] in written.keys.sorted() }.compactMap { written[$0] }
      .filter { $0.agent == agent.text }.max { $0.writtenAt < $1.writtenAt }
  }
}
