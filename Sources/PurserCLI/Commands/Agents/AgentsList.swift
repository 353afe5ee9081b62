import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser agents list`
struct AgentsList: Command {
  var scope: ScopeSelection

  static let declaration = Declaration<Self>(
    "list", "List the agents with the model each starts with.",
    ScopeSelection.parameters,
    examples: ["purser agents list", "purser agents --agents '*' --plain"],
    discussion: "Without a scope all agents are listed.",
    build: Self.init)

  func run(in context: CommandContext) throws -> AgentsView {
    try context.read { session in
      let agents =
        scope.isEmpty ? try session.agents.list() : try scope.selectedAgents(in: session)
      let labels = Dictionary(
        grouping: agents.count > ScopeReads.few
          ? try session.agents.labels()
          : try agents.flatMap { try session.agents.labels(of: $0.id) }, by: \.agent)
      let models = try session.models(of: agents)
      let standard = try session.agents.current()?.id
      return AgentsView(
        rows: zip(agents, models).map {
          AgentSummary(
            agent: $0, labels: labels[$0.id] ?? [], models: $1, isDefault: $0.id == standard)
        },
        shorten: context.shortened)
    }
  }
}

/// Agents as rows.
struct AgentsView: View {
  let rows: [AgentSummary]
  let shorten: (String) -> String

  var text: Text {
    guard !rows.isEmpty else {
      return ["No agents. Next: purser import DIR, or purser agents add ID"]
    }
    var table = Table("Agent", "Name", "Default model", "Labels", "Agent dir")
    for row in rows {
      let mark: Line = row.isDefault ? " (default)" : ""
      table.append([
        "\(row.agent.id.text)" + mark, "\(row.agent.name ?? "-")", "\(row.model ?? "-")",
        "\(row.labelText)", "\(row.agent.agentDirectory.map(shorten) ?? "-")",
      ])
    }
    return table.text
  }

  var plain: Text { Text(rows.map { "\($0.agent.id.text)" }) }

  var json: JSON { ["agents": .array(rows.map { .object($0.members) })] }
}
