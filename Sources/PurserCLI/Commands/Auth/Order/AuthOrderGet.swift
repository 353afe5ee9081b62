import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser models auth order get`
struct AuthOrderGet: Command {
  var provider: String?
  var scope: ScopeSelection

  static let declaration = Declaration<Self>(
    "get", "Show the order that was set for a provider's profiles.",
    Option(
      "provider", "The provider.", value: "id", completion: .providers, allowsEmpty: true),
    ScopeSelection.ofOneAgent,
    examples: [
      "purser models auth order get --provider openai",
      "purser models auth order get --provider openai --agent coder --json",
    ],
    discussion: """
      It is the agent's own order, else that of the defaults. Which profiles are tried, and why in that order: \
      purser models resolve.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> AuthOrderView {
    let given = try AuthProvider.required(provider, in: context)
    return try context.read { session in
      let agents = try scope.readAgents(in: session, context.environment)
      guard agents.count <= 1 else { throw ScopeSelection.tooMany(for: "models auth order get") }
      let agent = agents.first
      let orders = try session.profiles(of: agent?.id).orders.filter { $0.provider == given.text }
      return AuthOrderView(
        agent: agent, provider: given.text,
        shownStore: context.shortened(try context.storePlace().path),
        set: orders.first { $0.source == .store }, configured: orders.first { $0.source == .config }
      )
    }
  }
}
