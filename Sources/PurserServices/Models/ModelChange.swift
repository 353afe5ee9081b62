package import PurserDomain
package import PurserStore

/// What a change of models did at one scope.
package struct ModelChange: Equatable, Sendable {
  /// The scope.
  package let scope: ScopeID
  /// What stands there now: one model, or a list.
  package let values: [String]
}

/// What a change of models did at each scope, and what the person who made it should know.
package struct ModelChanges: Equatable, Sendable {
  /// In the order of the scopes.
  package private(set) var changes: [ModelChange] = []
  private var notes: [(text: String, agents: [String])] = []

  package static func == (left: Self, right: Self) -> Bool {
    left.changes == right.changes && left.remarks == right.remarks
  }

  /// Sentences for standard error, each once, with the agents it is about when there are several scopes.
  package var remarks: [String] {
    notes.map { note in
      guard changes.count > 1, !note.agents.isEmpty else { return note.text }
      let more = note.agents.count - 5
      let named = note.agents.prefix(5).joined(separator: ", ")
      return "\(note.text) (\(named)\(more > 0 ? " and \(more) more" : ""))"
    }
  }

  mutating func add(_ values: [String], at scope: ScopeID) {
    changes.append(ModelChange(scope: scope, values: values))
  }

  mutating func note(_ text: String?, at scope: ScopeID) {
    guard let text else { return }
    let agent = scope.agent.map { [$0.text] } ?? []
    if let index = notes.firstIndex(where: { $0.text == text }) {
      notes[index].agents += agent
    } else {
      notes.append((text, agent))
    }
  }
}

extension Session {
  /// Returns the views of `agents` in their order, or only that of the defaults when there are none.
  package func views(of agents: [Agent]) throws -> [AgentModels] {
    agents.isEmpty ? [try defaultModels()] : try models(of: agents)
  }
}

extension Session where Access == ReadWrite {
  /// Names `ref` among the configured models of the defaults, as gateways do for each model that is set. The allowlist is
  /// another table and stays as it is; models of agents are named by their routes alone.
  func nameModel(_ ref: ModelRef, at scope: ScopeID) throws {
    guard scope == .defaults else { return }
    let present = try modelSettings.list(at: scope)
    guard !present.contains(where: { $0.ref == ref }) else { return }
    try modelSettings.save(
      StoredModelSetting(
        scope: scope, ref: ref, written: ref.key,
        position: (present.map(\.position).max() ?? -1) + 1
      ))
  }
}

extension ModelResolver {
  /// The reference that `text` spells in full; nil for an alias or a bare name.
  package func fullReference(_ text: String) -> ModelRef? {
    guard let resolution = resolve(text), resolution.basis == .reference else { return nil }
    return resolution.ref
  }
}
