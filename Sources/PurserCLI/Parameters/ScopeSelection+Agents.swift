import CommandKit
package import PurserDomain
package import PurserStore
package import SystemKit

extension ScopeSelection {
  /// Returns the selected agents, each once: those named in the order given, others in list order.
  /// Empty when nothing was selected. Throws `not_found` for a name that is no agent, and when a
  /// pattern or label fits none.
  package func selectedAgents(in session: Session<some Any>) throws -> [Agent] {
    if isEmpty { return [] }
    guard agents.isEmpty else { return try named(in: session) }
    let labelled = try labels.map { label in
      Set(try session.agents.ids(labelled: label.key, label.value))
    }
    let found = try session.agents.list().filter { agent in
      (globs.isEmpty || globs.contains { $0.matches(agent.id.text) })
        && labelled.allSatisfy { $0.contains(agent.id) }
    }
    guard !found.isEmpty else {
      let words = (globs.map(\.argumentText) + labels.map(\.argumentText)).joined(separator: " ")
      throw StoreError(
        .notFound, all ? "There are no agents." : "No agent fits '\(words)'.",
        subject: all ? "agents" : words, hint: "purser agents list")
    }
    return found
  }

  /// Returns the ids of the selected agents as `selectedAgents`, for what is asked of the trail: a name may also be
  /// that of an agent that is gone by now, of which the trail or the events of profiles still tell.
  package func recordedAgents(in session: Session<some Any>) throws -> [String] {
    if agents.isEmpty { return try selectedAgents(in: session).map(\.id.text) }
    var found: [String] = []
    for raw in agents {
      let id = try CurrentAgent.id(raw)
      let isKnown = try session.agents.find(id) != nil || session.trail.knows(agent: id.text)
      // An id that never was is refused as everywhere, with the nearest one as hint.
      let text = isKnown ? id.text : try CurrentAgent.named(raw, in: session).id.text
      if !found.contains(text) { found.append(text) }
    }
    return found
  }

  /// Returns the scopes a writer acts on: the selected agents', or the defaults when nothing was
  /// selected. Errors as `selectedAgents`.
  package func writtenScopes(in session: Session<some Any>) throws -> [ScopeID] {
    isEmpty ? [.defaults] : try selectedAgents(in: session).map { .agent($0.id) }
  }

  /// Returns those of `writtenScopes` that have the profile `id` themselves, where the agents were selected rather than named:
  /// then it is meant for these. All of them where none has it, so that it is missed. Errors as `selectedAgents`.
  func writtenScopes(having id: String, in session: Session<some Any>) throws -> [ScopeID] {
    let scopes = try writtenScopes(in: session)
    guard agents.isEmpty, !isEmpty else { return scopes }
    let owners = Set(try session.profiles.scopes(of: id))
    let found = scopes.filter(owners.contains)
    return found.isEmpty ? scopes : found
  }

  /// Returns the agents a reader is about: the selected ones, or the current one when nothing was
  /// selected. Empty only in a store without agents. Errors as `selectedAgents`.
  package func readAgents(
    in session: Session<some Any>, _ environment: Environment
  ) throws -> [Agent] {
    guard isEmpty else { return try selectedAgents(in: session) }
    return try CurrentAgent.find(in: session, environment).map { [$0] } ?? []
  }

  private func named(in session: Session<some Any>) throws -> [Agent] {
    var found: [Agent] = []
    for raw in agents {
      let agent = try CurrentAgent.named(raw, in: session)
      if !found.contains(where: { $0.id == agent.id }) { found.append(agent) }
    }
    return found
  }
}

/// The agent that is meant when none is named.
package enum CurrentAgent {
  /// Variables that hold an agent's directory; the first that is set counts.
  static let directoryVariables = [
    "PURSER_AGENT_DIR", "FORGE_ORCH_AGENT_DIR", "OPENCLAW_AGENT_DIR", "PI_CODING_AGENT_DIR",
  ]

  /// Returns the agent of `PURSER_AGENT`, else the one whose directory the first set directory
  /// variable holds, else the default agent; nil in a store without agents. Throws `not_found` when
  /// `PURSER_AGENT` names none.
  package static func find(
    in session: Session<some Any>, _ environment: Environment
  ) throws -> Agent? {
    if let raw = environment.nonEmpty("PURSER_AGENT") { return try named(raw, in: session) }
    if let path = directoryVariables.lazy.compactMap(environment.nonEmpty).first,
      let agent = try living(at: Directories.expandHome(path, environment), in: session)
    {
      return agent
    }
    return try session.agents.current()
  }

  /// Returns the agent that `raw` names after the gateways' normalisation. Throws as `id`, and `not_found` with
  /// the nearest id.
  package static func named(_ raw: String, in session: Session<some Any>) throws -> Agent {
    if let agent = try session.agents.find(id(raw)) { return agent }
    var error = StoreError.noAgent(KeyLikeText.shown(raw, limit: 80))
    let ids = try session.agents.list().map(\.id.text)
    if let near = nearest(to: raw, among: ids) { error.hint = "Did you mean '\(near)'?" }
    throw error
  }

  /// Returns the id that `raw` stands for. Throws a usage error for a text without a character of an id: gateways take
  /// it for `main`, and an empty variable of a script must not act on that agent.
  static func id(_ raw: String) throws(UsageError) -> Agent.ID {
    if let id = Agent.ID.named(by: raw) { return id }
    throw UsageError(
      .invalidValue, "Agent id is required.", subject: raw.printable(limit: 80),
      hint: "Name an agent by its id; they are listed by: purser agents list")
  }

  private static func living(at path: String, in session: Session<some Any>) throws -> Agent? {
    let absolute = SystemPath.absolute(path, from: (try? Directories.current()) ?? "/")
    if let agent = try session.agents.find(directory: absolute) { return agent }
    // The store may hold the folder's real name, or the variable may.
    guard let real = try? Directories.realPath(absolute), real != absolute else { return nil }
    return try session.agents.find(directory: real)
  }
}
