import CommandKit
import JSONKit
import PurserDomain
import PurserStore

/// `purser agents set-default`
struct AgentsSetDefault: Command {
  var id: String
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "set-default", "Make an agent the one that is meant when none is named.",
    Argument("agent", "The agent.", completion: .agents),
    WriteOptions.parameters,
    examples: ["purser agents set-default coder --dry-run"],
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    let written = try context.write(write) { session in
      let agent = try CurrentAgent.named(id, in: session)
      try session.agents.setDefault(agent.id, at: session.now)
      return agent.id
    }
    return WriteView(
      written, in: context, lines: ["Default agent: \(written.value.text)"],
      members: ["agentId": .string(written.value.text)])
  }
}
