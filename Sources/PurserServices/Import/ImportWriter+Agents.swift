import JSONKit
import PurserDomain
import PurserStore
import SystemKit

extension ImportWriter {
  /// Adds agents that are new, behind those that are there, and updates the others. A default that the directory
  /// marks counts; one that only follows from the order of its list gives way to what a command set, and to an agent of
  /// another directory.
  mutating func write(agents reading: DirectoryReading) throws {
    let before = stored.defaultAgent
    let implied = try followsOrder(before, reading) ? reading.impliedDefault : nil
    let wanted = reading.markedDefault ?? implied ?? before
    for planned in reading.agents {
      try interruption()
      let isMoved = wanted != before && [wanted, before].contains(planned.id)
      let isStored = try write(planned, of: reading) || isMoved
      log.count(.agents, isStored ? \.stored : \.unchanged)
    }
    reportMissing(reading)
    guard let wanted, wanted != before else { return }
    try session.agents.setDefault(wanted, at: session.now)
    stored.defaultAgent = wanted
    guard let before else { return }
    let message = "The default agent is '\(wanted)' now, no longer '\(before)'"
    guard let event = try command(setting: "is_default", of: before) else {
      return log.note(.agents, .root, message + ".")
    }
    log.note(
      .agents, .root, message + ", which a command had set in event \(event).",
      hint: "purser audit show \(event)")
  }

  /// Whether nobody but the order of a list in this directory made `agent` the default, or there is none. The agent may have
  /// left the directory since.
  private func followsOrder(_ agent: Agent.ID?, _ reading: DirectoryReading) throws -> Bool {
    guard let agent else { return true }
    guard agent != reading.impliedDefault,
      reading.agents.contains(where: { $0.id == agent }) || hasLeft(agent, reading)
    else { return false }
    return try command(setting: "is_default", of: agent) == nil
  }

  /// The workspace that an agent of the store has by what the directory says; one that only follows from the place of the
  /// directory gives way to what a command set.
  private func workspace(_ planned: PlannedAgent, _ old: Agent) throws -> String? {
    if let said = planned.workspace { return said }
    guard let present = old.workspaceDirectory else { return planned.defaultWorkspace }
    guard let derived = planned.defaultWorkspace, derived != present,
      try command(setting: "workspace_dir", of: old.id) == nil
    else { return present }
    return derived
  }

  /// Returns whether anything was written.
  private mutating func write(_ planned: PlannedAgent, of reading: DirectoryReading) throws -> Bool
  {
    guard let old = stored.agents[planned.id] else {
      let agent = Agent(
        id: planned.id, name: planned.name, agentDirectory: planned.agentDirectory,
        workspaceDirectory: planned.workspace ?? planned.defaultWorkspace,
        position: stored.nextPosition, source: planned.source, extraJSON: planned.extraJSON ?? "{}",
        createdAt: session.now, updatedAt: session.now)
      try session.agents.insert(agent)
      newAgents.insert(agent.id)
      stored.nextPosition += 1
      stored.agents[agent.id] = agent
      return true
    }
    var agent = old
    agent.name = Self.filled(planned.name, old.name) ?? planned.name ?? old.name
    let folder =
      Self.filled(path: planned.agentDirectory, old.agentDirectory) ?? planned.agentDirectory
    agent.agentDirectory = folder
    let workspace = try workspace(planned, old)
    agent.workspaceDirectory = Self.filled(path: workspace, old.workspaceDirectory) ?? workspace
    agent.extraJSON = planned.extraJSON ?? old.extraJSON
    guard agent != old else { return false }
    if let before = old.agentDirectory, before != folder {
      noteMove(of: old, from: before, to: folder, reading.directory)
    }
    let file = log.file
    log.file = reading.config.file ?? reading.directory
    defer { log.file = file }
    if let name = old.name, name != agent.name {
      try noteSet("name", "name", of: agent.id, at: planned.path.appending("name"))
    }
    if let workspace = old.workspaceDirectory, workspace != agent.workspaceDirectory {
      let place = planned.path.appending("workspace")
      if planned.workspace == nil { noteWorkspace(of: agent, before: workspace, at: place) }
      try noteSet("workspace", "workspace_dir", of: agent.id, at: place)
    }
    agent.updatedAt = session.now
    try session.agents.update(agent)
    stored.agents[agent.id] = agent
    return true
  }

  /// Says that a workspace follows another default agent or place, which nothing that is written about the agent tells.
  private func noteWorkspace(of agent: Agent, before: String, at path: JSONPath) {
    log.agent = agent.id
    defer { log.agent = nil }
    let now = agent.workspaceDirectory ?? ""
    log.note(
      .agents, path,
      "The workspace of agent '\(agent.id)' is '\(now.printable(limit: 400))' now, no longer '\(before.printable(limit: 400))'."
    )
  }

  /// Says that the directory has what a command set of an agent, where an import has changed something else of it since: what a
  /// command changed last is told with all that an import changes back.
  private func noteSet(
    _ title: String, _ column: String, of agent: Agent.ID, at path: JSONPath
  ) throws {
    let trail = session.trail
    var history = TableHistory(of: "agent", at: agent.text, before: session.eventID, in: trail)
    guard let last = try history.newest(of: agent.text),
      try trail.intent(of: last.event)?.isImport == true,
      let event = try command(setting: column, of: agent, &history)
    else { return }
    log.agent = agent
    defer { log.agent = nil }
    log.note(
      .agents, path,
      "The \(title) of agent '\(agent)' is what the directory says now, no longer what a command set in event \(event).",
      hint: "purser audit show \(event)")
  }

  private func command(setting column: String, of agent: Agent.ID) throws -> Int64? {
    var history = TableHistory(
      of: "agent", at: agent.text, before: session.eventID, in: session.trail)
    return try command(setting: column, of: agent, &history)
  }

  /// Returns the event in which a column of an agent got the value that it has; nil when an import wrote it.
  private func command(
    setting column: String, of agent: Agent.ID, _ history: inout TableHistory
  ) throws -> Int64? {
    let change = try history.newest(
      of: agent.text,
      where: {
        let before = try $0.before.map(SealedMarks.parsed)
        let after = try $0.after.map(SealedMarks.parsed)
        return before?[column] != after?[column]
      })
    guard let change, try session.trail.intent(of: change.event)?.isImport == false else {
      return nil
    }
    return change.event
  }

  /// The path that the store has, where it is the same place as `written`: by another link, or with the values
  /// of variables that are not set here.
  private static func filled(path written: String?, _ old: String?) -> String? {
    guard let written, let old, written != old, old.utf8.first == UInt8(ascii: "/") else {
      return nil
    }
    var links = LinkResolver()
    if written.utf8.first == UInt8(ascii: "/"), links.folder(written) == links.folder(old) {
      return old
    }
    guard written.holds("$") else { return nil }
    // A path that begins with neither a variable nor the root is one below the home or the state directory.
    let isAnchored = ["/", "$"].contains { written.utf8.starts(with: $0.utf8) }
    let template = isAnchored ? written : "${ABOVE}/" + (written.droppingPrefix("~/") ?? written)
    let values = EnvironmentText.values(of: template, in: old)
    guard let values, !values.contains(where: { $0.value.holds("$") }) else { return nil }
    return old
  }
}
