import JSONKit
import PurserDomain
import PurserServices

/// The aliases of the current agent, or of each named one.
struct AliasesView: View {
  let isFleet: Bool
  let models: [AgentModels]

  var text: Text {
    var text = Text()
    for models in models {
      let entries = models.resolver.aliases.entries
      let owner = isFleet ? models.agent.map { " of \($0.id)" } ?? "" : ""
      if isFleet { text.space() }
      text.append("Aliases\(owner) (\(entries.count)):")
      for entry in entries { text.append("- \(entry.name) -> \(entry.target)") }
      if entries.isEmpty { text.append("- none") }
    }
    return text
  }

  var plain: Text {
    Text(
      models.flatMap { models in
        models.resolver.aliases.entries.map { entry -> Line in
          // One agent's are parted as the gateways do it.
          guard isFleet, let agent = models.agent else { return "\(entry.name) \(entry.target)" }
          return .row(["\(agent.id)", "\(entry.name)", "\(entry.target)"])
        }
      })
  }

  var json: JSON {
    guard isFleet else { return ["aliases": models.first.map { .aliases(of: $0) } ?? [:]] }
    return [
      "agents": .array(
        models.map {
          ["agentId": .string($0.agent?.id.text ?? ""), "aliases": .aliases(of: $0)]
        })
    ]
  }
}
