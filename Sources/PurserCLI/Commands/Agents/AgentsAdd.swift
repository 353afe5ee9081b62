import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import SystemKit

/// `purser agents add`
struct AgentsAdd: Command {
  var id: String
  var name: String?
  var agentDir: PathText?
  var workspace: PathText?
  var model: String?
  var labels: [LabelMatch]
  var isDefault: Bool
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "add", "Register an agent.",
    Argument("agent", "Id of the new agent; it is normalised as the gateways do."),
    Option("name", "Name shown in lists."),
    Option(
      "agent-dir", "Folder its models.json is written to.", value: "dir", completion: .directories),
    Option("workspace", "Folder it works in.", value: "dir", completion: .directories),
    Option(
      "model", "The model it starts with: a reference or an alias.", value: "ref",
      completion: .models),
    Option("label", "A label; repeat for several.", value: "k=v", separator: nil),
    Flag("default", "Make it the default agent."),
    WriteOptions.parameters,
    examples: [
      "purser agents add nightly --name 'Night shift' --dry-run",
      "purser agents add proofreader --model openai/gpt-5.4 --label team=web --dry-run",
    ],
    discussion: """
      Paths are made absolute. Without --agent-dir the agent has no file of its own: export it with --out.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    try UsageError.refuseLong(name, in: "--name <name>", limit: TextLimit.name)
    let normal = try CurrentAgent.newID(id, in: context)
    let written = try context.write(write) { session in
      guard try session.agents.find(normal) == nil else {
        throw StoreError(
          .conflict, "Agent \"\(normal.text)\" already exists.", subject: normal.text,
          hint: "purser agents set \(normal.text) …")
      }
      let agent = Agent(
        id: normal, name: name,
        agentDirectory: try AgentPath.free(agentDir?.text, for: normal, in: session, context),
        workspaceDirectory: workspace.map { AgentPath.absolute($0.text, context) },
        position: try session.agents.nextPosition(), createdAt: session.now, updatedAt: session.now)
      try session.agents.insert(agent)
      for label in labels {
        try session.agents.setLabel(
          AgentLabel(agent: agent.id, key: label.key, value: label.value))
      }
      if isDefault { try session.agents.setDefault(agent.id, at: session.now) }
      return (
        agent,
        try model.map {
          try SetModel(.text, environment: context.environment).run($0, of: [agent], in: session)
        }
      )
    }
    let (agent, set) = written.value
    if let set { context.remark(on: set) }
    let key = set?.changes.first?.values.first
    var lines: Text = ["Agent: \(agent.id.text)"]
    if let path = agent.workspaceDirectory { lines.append("Workspace: \(context.shortened(path))") }
    if let path = agent.agentDirectory { lines.append("Agent dir: \(context.shortened(path))") }
    if let key { lines.append("Model: \(key)") }
    var members: JSONObject = ["agentId": .string(agent.id.text)]
    members["name"] = agent.name.map { .string($0) }
    members["workspace"] = agent.workspaceDirectory.map { .string($0) }
    members["agentDir"] = agent.agentDirectory.map { .string($0) }
    members["model"] = key.map { .string($0) }
    return WriteView(written, in: context, lines: lines, members: members)
  }
}

extension CurrentAgent {
  /// Returns the id of a new agent, and tells when it is not as it was typed. Throws as `id`.
  static func newID(_ raw: String, in context: CommandContext) throws(UsageError) -> Agent.ID {
    // Gateways cut a longer one; who gives a name should know which it is.
    try UsageError.refuseLong(raw.trimmed, in: "<agent>", limit: TextLimit.agentID)
    let id = try id(raw)
    if Array(id.text.utf8) != Array(raw.utf8) {
      context.note("Normalized agent id to \"\(id.text)\".")
    }
    return id
  }
}

/// Folders as they are typed.
enum AgentPath {
  /// Returns `path` with `~` expanded, made absolute from the present folder.
  static func absolute(_ path: String, _ context: CommandContext) -> String {
    SystemPath.absolute(
      Directories.expandHome(path, context.environment),
      from: (try? Directories.current()) ?? "/")
  }

  /// Returns the same for the folder of an agent's file. Throws `conflict` when another agent has it.
  static func free(
    _ path: String?, for id: Agent.ID, in session: Session<ReadWrite>, _ context: CommandContext
  ) throws -> String? {
    guard let path else { return nil }
    let folder = absolute(path, context)
    try AgentFolder.requireFree(folder, for: id, in: session.readOnly)
    return folder
  }
}
