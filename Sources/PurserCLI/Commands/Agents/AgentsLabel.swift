import CommandKit
import JSONKit
import PurserDomain
import PurserStore

/// `purser agents label`
struct AgentsLabel: Command {
  var labels: [LabelMatch]
  var removed: [String]
  var scope: ScopeSelection
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "label", "Set or remove labels of agents.",
    Argument("k=v", "Labels to set."),
    Option("remove", "Remove the label of this key; repeat for several.", value: "key"),
    ScopeSelection.parameters,
    WriteOptions.parameters,
    examples: [
      "purser agents label team=web --agent coder --dry-run",
      "purser agents label tier=gold --agents 'o*' --remove trial --dry-run",
    ],
    discussion: "Labels select agents: purser models set REF --label team=web.",
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    guard !labels.isEmpty || !removed.isEmpty else {
      throw UsageError(
        .missingOption, "No label was named.", subject: "agents label",
        hint: "Give KEY=VALUE to set one, or --remove KEY.")
    }
    guard !scope.isEmpty else {
      throw UsageError(
        .missingOption, "No agent was named.", subject: "agents label",
        hint: "Give --agent, --agents, --label or --all-agents.")
    }
    let written = try context.write(write) { session in
      let agents = try scope.selectedAgents(in: session)
      for agent in agents {
        for label in labels {
          try session.agents.setLabel(
            AgentLabel(agent: agent.id, key: label.key, value: label.value))
        }
        for key in removed { _ = try session.agents.removeLabel(key, of: agent.id) }
      }
      return agents.map(\.id)
    }
    let count = written.value.count
    return WriteView(
      written, in: context,
      lines: [count == 1 ? "Agent: \(written.value[0].text)" : "Agents: \(count)"],
      members: ["agents": .array(written.value.map { .string($0.text) })])
  }
}
