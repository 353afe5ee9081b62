import JSONKit
import PurserDomain

extension LegacyShapes {
  private static let list: JSONPath = ["agents", "list"]

  /// `routing.agents.<id>` to `agents.list[]`, `routing.defaultAgentId` to `default: true`.
  mutating func routingAgents() {
    if let agents = tree[["routing", "agents"]]?.object {
      var places = places
      for id in agents.keys {
        let source: JSONPath = ["routing", "agents", .key(id)]
        guard let entry = tree.part(source), entry.value.object != nil, !id.trimmed.isEmpty else {
          note(source, "The agent '\(id.printable)' is no object and was left out.")
          continue
        }
        if let path = ensureAgent(id.trimmed, from: source, &places) { fill(path, from: entry) }
      }
      tree.remove(["routing", "agents"])
      note(["routing", "agents"], "'routing.agents' was moved to 'agents.list'.")
    }
    if let id = tree[["routing", "defaultAgentId"]]?.string?.trimmed, !id.isEmpty {
      let source: JSONPath = ["routing", "defaultAgentId"]
      var places = places
      let hasDefault = entries.contains { $0["default"]?.bool == true }
      if !hasDefault, let path = ensureAgent(id, from: source, &places) {
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
    var places = places
    guard let path = ensureAgent(id, from: ["identity"], &places) else { return }
    move(["identity"], to: path.appending("identity"))
    note(["identity"], "'identity' was moved to the agent '\(id.printable)'.")
  }

  private var entries: [JSON] { tree[Self.list]?.array ?? [] }

  /// The place of the first entry of each agent.
  private var places: [String: Int] {
    let places = entries.enumerated().compactMap { place, entry in
      entry["id"]?.string.map { ($0.trimmed, place) }
    }
    return Dictionary(places) { first, _ in first }
  }

  /// The path of the first entry of the agent `id`, which is made when there is none; nil when the
  /// list is something else. `places` are those of the list, and become so again.
  private mutating func ensureAgent(
    _ id: String, from source: JSONPath, _ places: inout [String: Int]
  ) -> JSONPath? {
    if let place = places[id] { return Self.list.appending(place) }
    if tree[["agents"]] == nil { tree.put([:], at: ["agents"], from: source) }
    if tree[Self.list] == nil { tree.put([], at: Self.list, from: source) }
    guard tree[Self.list]?.array != nil else { return nil }
    places[id] = entries.count
    let path = Self.list.appending(entries.count)
    tree.put(["id": .string(id)], at: path, from: source)
    return path
  }
}
