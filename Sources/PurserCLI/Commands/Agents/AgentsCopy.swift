import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser agents copy`
struct AgentsCopy: Command {
  var source: String
  var target: String
  var agentDir: PathText?
  var name: String?
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "copy",
    "Give one agent the configuration of another; the new agent is made when it is not there.",
    Argument("from", "The agent to copy.", completion: .agents),
    Argument("to", "The agent that gets the copy."),
    Option(
      "agent-dir", "Folder of a new agent's models.json.", value: "dir", completion: .directories),
    Option("name", "Name of a new agent."),
    WriteOptions.parameters,
    examples: ["purser agents copy coder coder-2 --dry-run"],
    discussion: """
      Models, fallbacks, aliases, allowlist, settings, labels and providers of the target become those of \
      the source. Sealed keys are sealed anew. Keys and tokens that are the source's own go along, with their \
      order, unless they were stored with --no-copy-to-agents; a login only when it was with \
      --copy-to-agents, since two agents that renew one revoke each other's. A profile that the target has \
      stays as it is. What both inherit from the defaults is not copied.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    try UsageError.refuseLong(name, in: "--name <name>", limit: TextLimit.name)
    let normal = try CurrentAgent.newID(target, in: context)
    let vault = context.vault
    let written = try context.write(write, usesSecrets: true) { session in
      let from = try CurrentAgent.named(source, in: session)
      guard from.id != normal else {
        throw StoreError(
          .invalid, "An agent cannot be copied onto itself: '\(normal.text)'.",
          subject: normal.text, hint: "Name another agent.")
      }
      if try session.agents.find(normal) == nil {
        try session.agents.insert(
          Agent(
            id: normal, name: name,
            agentDirectory: AgentPath.free(
              agentDir?.text, for: normal, in: session, context),
            position: session.agents.nextPosition(), createdAt: session.now,
            updatedAt: session.now))
      } else if agentDir != nil || name != nil {
        throw UsageError(
          .conflict, "There is an agent '\(normal.text)' already.",
          subject: agentDir == nil ? "--name" : "--agent-dir",
          hint: "Leave it out, and change that agent with: purser agents set \(normal.text)")
      }
      let left = try CopyAgent(vault: vault).run(from: from.id, to: normal, in: session)
      return (from: from.id, left: left)
    }
    for (id, why) in written.value.left {
      context.note("Note: profile '\(id.printable(limit: 120))' was not copied: \(why).")
    }
    let from = written.value.from.text
    return WriteView(
      written, in: context, lines: ["Copied \(from) to \(normal.text)"],
      members: ["from": .string(from), "to": .string(normal.text)])
  }
}
