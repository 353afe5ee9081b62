import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// The order of one provider.
struct AuthOrderView: View {
  let agent: Agent?
  let provider: String
  let shownStore: String
  let set: StoredOrder?
  let configured: StoredOrder?

  private func list(_ order: StoredOrder) -> String {
    order.profiles.isEmpty ? "none is tried" : order.profiles.joined(separator: ", ")
  }

  var text: Text {
    var text: Text = [
      "Agent: \(agent?.id.text ?? "*")", "Provider: \(provider)", "Auth store: \(shownStore)",
      "Order override: \(set.map(list) ?? "(none)")",
    ]
    if let set, set.scope == .defaults, agent != nil { text.append("Set for: the defaults") }
    if let configured {
      text.append("Config order: \(list(configured))\(set == nil ? "" : " (not in force)")")
    }
    return text
  }

  var plain: Text { Text((set ?? configured)?.profiles.map { "\($0)" } ?? []) }

  var json: JSON {
    func ids(_ order: StoredOrder?) -> JSON {
      order.map { .array($0.profiles.map { .string($0) }) } ?? .null
    }
    return [
      "agentId": agent.map { .string($0.id.text) } ?? .null,
      "agentDir": agent?.agentDirectory.map { .string($0) } ?? .null,
      "provider": .string(provider), "authStorePath": .string(shownStore), "order": ids(set),
      "scope": set.map { .string($0.scope.text) } ?? .null, "configOrder": ids(configured),
    ]
  }
}
