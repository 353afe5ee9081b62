import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser agents remove`
struct AgentsRemove: Command {
  var ids: [String]
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "remove", "Remove agents from the store with everything that was configured for them.",
    Argument("agent", "The agents.", minimum: 1, completion: .agents),
    WriteOptions.parameters,
    examples: ["purser agents remove coder --dry-run"],
    discussion: """
      Their folders and files stay as they are. The trail keeps what was configured. Asks first; --yes \
      answers.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> ConfirmedView {
    let (agents, heir) = try context.read { session in
      let agents = try ids.map { try CurrentAgent.named($0, in: session).id }
      return (agents, try session.agents.heir(without: Set(agents)))
    }
    let names = agents.map(\.text).joined(separator: ", ")
    if !write.dryRun {
      let next = heir.map { ", and make \($0.text) the default agent" } ?? ""
      let question =
        "Remove \(names) and what is configured for \(agents.count == 1 ? "it" : "them")\(next)?"
      let refusal = "Removing an agent asks first, and nobody can be asked here."
      guard try context.confirm(question, refusal: refusal) else { return ConfirmedView(nil) }
    }
    let written = try context.write(write) { session in
      let heir = try session.agents.heir(without: Set(agents))
      for id in Set(agents).sorted() {
        try RemoveAgent().run(id, in: session)
      }
      return heir
    }
    var lines: [Line] = agents.map { "Removed agent: \($0.text)" }
    var members: JSONObject = ["agents": .array(agents.map { .string($0.text) })]
    if let heir = written.value {
      lines.append("Default agent: \(heir.text)")
      members["defaultAgentId"] = .string(heir.text)
    }
    return ConfirmedView(
      WriteView(written, in: context, lines: Text(lines), members: members))
  }
}
