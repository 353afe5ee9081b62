import CommandKit
import JSONKit
import PurserDomain
import PurserStore

/// `purser agents set`
struct AgentsSet: Command {
  var id: String
  var name: String?
  var agentDir: String?
  var workspace: String?
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "set", "Change the name or the folders of an agent.",
    Argument("agent", "The agent.", completion: .agents),
    Option("name", "Name shown in lists; empty for none.", allowsEmpty: true),
    Option(
      "agent-dir", "Folder its models.json is written to; empty for none.", value: "dir",
      completion: .directories, allowsEmpty: true),
    Option(
      "workspace", "Folder it works in; empty for none.", value: "dir", completion: .directories,
      allowsEmpty: true),
    WriteOptions.parameters,
    examples: ["purser agents set coder --name 'Code review' --dry-run"],
    discussion: "Its models are changed with purser models set --agent ID.",
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    guard name != nil || agentDir != nil || workspace != nil else {
      throw UsageError(
        .missingOption, "Nothing to change was named.", subject: "agents set",
        hint: "Give --name, --agent-dir or --workspace.")
    }
    try UsageError.refuseLong(name, in: "--name <name>", limit: TextLimit.name)
    for (option, path) in [("--agent-dir <dir>", agentDir), ("--workspace <dir>", workspace)] {
      try UsageError.refuseLong(path, in: option, limit: TextLimit.path)
    }
    let written = try context.write(write) { session in
      let old = try CurrentAgent.named(id, in: session)
      var agent = old
      if let name { agent.name = name.isEmpty ? nil : name }
      if let agentDir {
        agent.agentDirectory = try AgentPath.free(
          agentDir.isEmpty ? nil : agentDir, for: agent.id, in: session, context)
      }
      if let workspace {
        agent.workspaceDirectory = workspace.isEmpty ? nil : AgentPath.absolute(workspace, context)
      }
      if agent != old {
        agent.updatedAt = session.now
        try session.agents.update(agent)
      }
      return agent
    }
    return WriteView(
      written, in: context, lines: ["Agent: \(written.value.id.text)"],
      members: ["agentId": .string(written.value.id.text)])
  }
}
