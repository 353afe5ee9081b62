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
    let agents = try context.read { session in
      try ids.map { try CurrentAgent.named($0, in: session).id }
    }
    let names = agents.map(\.text).joined(separator: ", ")
    if !write.dryRun {
      let question =
        "Remove \(names) and what is configured for \(agents.count == 1 ? "it" : "them")?"
      let refusal = "Removing an agent asks first, and nobody can be asked here."
      guard try context.confirm(question, refusal: refusal) else { return ConfirmedView(nil) }
    }
    let written = try context.write(write) { session in
      for id in Set(agents).sorted() {
        try RemoveAgent().run(id, in: session)
      }
    }
    return ConfirmedView(
      WriteView(
        written, in: context, lines: Text(agents.map { "Removed agent: \($0.text)" }),
        members: ["agents": .array(agents.map { .string($0.text) })]))
  }
}
