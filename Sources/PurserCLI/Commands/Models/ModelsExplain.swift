import CommandKit
import PurserDomain
import PurserServices

/// `purser models explain`
struct ModelsExplain: Command {
  var model: String
  var scope: ScopeSelection

  static let declaration = Declaration<Self>(
    "explain", "Say what a name means, whether the model may be chosen and why, and who decided.",
    Argument("model", "A model as provider/model, an alias or a bare name.", completion: .models),
    ScopeSelection.ofOneAgent,
    examples: [
      "purser models explain opus", "purser models explain openai/gpt-5.2 --agent research --json",
    ],
    discussion: "Exits with 1 when the model may not be chosen.",
    build: Self.init)

  func run(in context: CommandContext) throws -> ExplainView {
    let now = try context.judgedInstant()
    context.remarkOnPast()
    return try context.read { session in
      let agents = try scope.readAgents(in: session, context.environment)
      guard agents.count <= 1 else { throw ScopeSelection.tooMany(for: "models explain") }
      return ExplainView(
        explained: try ExplainModel(
          model, of: agents.first, credentials: context.credentials,
          environment: context.environment, vault: context.vault, now: now, in: session),
        agent: agents.first?.id.text, now: now)
    }
  }
}
