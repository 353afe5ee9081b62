import JSONKit
import PurserDomain

extension LegacyShapes {
  private static let list: JSONPath = ["agents", "list"]

  /// `routing.agents.<id>` to `agents.list[]`, `routing.defaultAgentId` to `default: true`.
  mutating func routingAgents() {
    if let agents = tree[["routing", "agents"]]?.object {
      for id in agents.keys {
        let source: JSONPath = ["routing", "agents", .key(id)]
        guard let entry = tree.part(source), entry.value.object != nil, !id.trimmed.isEmpty else {
          note(source, "The agent '\(id.printable)' is no object and was left out.")
          continue
        }
        if let path = ensureAgent(id.trimmed, from: source) { fill(path, from: entry) }
      }
      tree.remove(["routing", "agents"])
      note(["routing", "agents"], "'routing.agents' was moved to 'agents.list'.")
    }
    if let id = tree[["routing", "defaultAgentId"]]?.string?.trimmed, !id.isEmpty {
      let source: JSONPath = ["routing", "defaultAgentId"]
      let hasDefault = entries.contains { $0["default"]?.bool == true }
      if !hasDefault, let path = ensureAgent(id, from: source) {
        tree.put(true, at: path.appending("default"), from: source)
      }
      tree.remove(source)
      note(source, "'routing.defaultAgentId' was moved to 'default' of the agent.")
    }
    if tree[["routing", "bindings"]] != nil {
      move(["routing", "bindings"], to: ["bindings"])
      note(["routing", "bindings"], "'routing.bindings' was moved to 'bindings'.")
    }
    if tree[["routing"]]?.object?.isEmpty == true { tree.remove(["routing"]) }
  }

  /// `identity` to the entry of the default agent.
  mutating func identity() {
    guard tree[["identity"]]?.object != nil else { return }
    let id =
      entries.first { $0["default"]?.bool == true }?["id"]?.string?.trimmed
      ?? entries.first { $0["id"]?.string != nil }?["id"]?.string?.trimmed ?? "main"
    guard let path = ensureAgent(id, from: ["identity"]) else { return }
    move(["identity"], to: path.appending("identity"))
    note(["identity"], "'identity' was moved to the agent '\(id.printable)'.")
  }

  private var entries: [JSON] { tree[Self.list]?.array ?? [] }

  /// The path of the first entry of the agent `id`, which is made when there is none; nil when the
  /// list is something else.
  private mutating func ensureAgent(_ id: String, from source: JSONPath) -> JSONPath? {
    if let place = entries.firstIndex(where: { $0["id"]?.string?.trimmed == id }) {
      return Self.list.appending(place)
    }
    if tree[["agents"]] == nil { tree.put([:], at: ["agents"], from: source) }
    if tree[Self.list] == nil { tree.put([], at: Self.list, from: source) }
    guard tree[Self.list]?.array != nil else { return nil }
    let path = Self.list.appending(entries.count)
    tree.put(["id": .string(id)], at: path, from: source)
    return path
  }
}
