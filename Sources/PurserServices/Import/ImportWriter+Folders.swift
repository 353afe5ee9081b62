import JSONKit
import PurserDomain
import PurserStore
import SystemKit

/// What an import says of agents whose folder is another one now, and of those that have none any more.
extension ImportWriter {
  /// Says that an agent has another folder now: it moved, or another gateway has an agent of that id.
  func noteMove(of agent: Agent, from before: String, to folder: String, _ directory: String) {
    log.agent = agent.id
    defer { log.agent = nil }
    if isOfOtherGateway(agent, folder: before, directory) {
      log.note(
        .agents, .root,
        "Agent '\(agent.id)' was stored with the folder \(before.quoted); it now has that of this "
          + "directory.",
        hint: "Keep the agents of two gateways in two stores, or give them different ids.")
    } else {
      log.note(
        .agents, .root,
        "The folder of agent '\(agent.id)' moved from '\(before.printable(limit: 400))' to "
          + "'\(folder.printable(limit: 400))'.")
    }
  }

  /// Whether the stored folder seems to be that of another gateway's agent: neither of this directory nor gone.
  private func isOfOtherGateway(_ agent: Agent, folder: String, _ directory: String) -> Bool {
    var links = LinkResolver()
    let root = links.folder(directory)
    if isWithin(root, links.folder(folder)) { return false }
    // The usual place in a state directory need not be there for an agent that never ran.
    if let other = stateDirectory(of: folder) { return !isGone(other) }
    if isGone(folder) { return false }
    let workspace = agent.workspaceDirectory.map { links.folder($0) }
    return !(workspace.map { SystemPath.contains(folder: root, $0) } ?? false)
  }

  /// Whether the folder of an agent belongs to the state directory `root`; one may lie below another.
  private func isWithin(_ root: String, _ folder: String) -> Bool {
    stateDirectory(of: folder).map { $0 == root } ?? SystemPath.contains(folder: root, folder)
  }

  /// The state directory in which `folder` is the usual place of an agent, `agents/ID/agent`; nil for any other folder.
  private func stateDirectory(of folder: String) -> String? {
    let agents = SystemPath.parent(of: SystemPath.parent(of: folder))
    guard SystemPath.name(of: folder) == "agent", SystemPath.name(of: agents) == "agents" else {
      return nil
    }
    return SystemPath.parent(of: agents)
  }

  private func isGone(_ path: String) -> Bool { (try? FileStatus.of(path)) == .some(.none) }

  /// Names the agents that an earlier import of this directory brought and that it no longer has, and those whose folder
  /// an agent of the directory has now.
  func reportMissing(_ reading: DirectoryReading) {
    let present = Set(reading.agents.map(\.id))
    let others = stored.agents.values.filter { !present.contains($0.id) }
      .sorted { ($0.position, $0.id) < ($1.position, $1.id) }
    guard !others.isEmpty else { return }
    var links = LinkResolver()
    let root = links.folder(reading.directory)
    var owners: [String: Agent.ID] = [:]
    for agent in reading.agents {
      guard let folder = stored.agents[agent.id]?.agentDirectory else { continue }
      owners[links.folder(folder)] = agent.id
    }
    let isComplete = hasAllAgents(reading)
    defer { log.agent = nil }
    for agent in others {
      guard let folder = agent.agentDirectory.map({ links.folder($0) }) else { continue }
      log.agent = agent.id
      if let owner = owners[folder] {
        log.note(
          .agents, .root,
          "Agent '\(agent.id)' is not in this directory and has the folder of agent '\(owner)': an export writes "
            + "the file of neither.",
          hint: "Where it is the same agent under its old name: purser agents remove \(agent.id)")
      } else if isComplete, isOf(root, agent, folder) {
        log.note(
          .agents, .root,
          "Agent '\(agent.id)' is no longer in this directory; it stays in the store as it was.",
          hint: "purser agents remove \(agent.id)")
      }
    }
  }

  /// Whether the agent `id` was of this directory and is no longer in it, as `reportMissing` says.
  func hasLeft(_ id: Agent.ID, _ reading: DirectoryReading) -> Bool {
    guard let agent = stored.agents[id], let folder = agent.agentDirectory,
      !reading.agents.contains(where: { $0.id == id })
    else { return false }
    var links = LinkResolver()
    return hasAllAgents(reading)
      && isOf(links.folder(reading.directory), agent, links.folder(folder))
  }

  /// Whether an import added `agent`, whose folder is `folder`, from the directory `root`; both are real paths.
  private func isOf(_ root: String, _ agent: Agent, _ folder: String) -> Bool {
    agent.source != .command && isWithin(root, folder)
  }

  /// Whether all that the directory says of agents could be read, so that one that is not among them is gone.
  private func hasAllAgents(_ reading: DirectoryReading) -> Bool {
    !(reading.configLog.entries + reading.folderLog.entries).contains { entry in
      entry.kind == .agents
        && (entry.finding.kind == .error
          || entry.finding.kind == .skipped && (1...3).contains(entry.finding.path.elements.count))
    }
  }
}
