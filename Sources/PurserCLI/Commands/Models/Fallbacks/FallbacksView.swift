import JSONKit
import PurserDomain
import PurserServices

/// The fallbacks of the current agent, or of each named one.
struct FallbacksView: View {
  let title: String
  let isFleet: Bool
  /// Texts as configured, by agent in order; the agent is nil in a store without any.
  let lists: [(agent: Agent?, models: [String])]

  /// Reads the fallbacks for `purpose`.
  init(_ purpose: Purpose, _ scope: ScopeSelection, in context: CommandContext) throws {
    title = FallbackWords(purpose).title
    isFleet = !scope.isEmpty && !scope.isOneAgent
    lists = try context.read { session in
      let agents = try scope.readAgents(in: session, context.environment)
      return try session.views(of: agents).map {
        ($0.agent, $0.route(purpose).fallbacks.map(\.written))
      }
    }
  }

  var text: Text {
    var text = Text()
    for (agent, models) in lists {
      let owner = isFleet ? agent.map { " of \($0.id)" } ?? "" : ""
      if isFleet { text.space() }
      text.append("\(title)\(owner) (\(models.count)):")
      for model in models.isEmpty ? ["none"] : models { text.append("- \(model)") }
    }
    return text
  }

  var plain: Text {
    Text(
      lists.flatMap { agent, models in
        models.map { isFleet ? .row(["\(agent?.id.text ?? "")", "\($0)"]) : Line($0) }
      })
  }

  var json: JSON {
    guard isFleet else { return ["fallbacks": .strings(lists.first?.models ?? [])] }
    return [
      "agents": .array(
        lists.map { agent, models in
          ["agentId": .string(agent?.id.text ?? ""), "fallbacks": .strings(models)]
        })
    ]
  }
}

/// The words that differ between the two lists of fallbacks.
struct FallbackWords {
  let title: String
  let cleared: String

  init(_ purpose: Purpose) {
    title = purpose == .image ? "Image fallbacks" : "Fallbacks"
    cleared = purpose == .image ? "Image fallback list cleared." : "Fallback list cleared."
  }

  static var discussion: String {
    """
    A model that is there already stays where it is. An agent that follows the fallbacks of the defaults \
    gets a list of its own, begun with those.
    """
  }
}
