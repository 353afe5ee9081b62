import JSONKit
import PurserDomain
import SystemKit

/// Reads the agents of a configuration and joins them with those that only have folders.
struct AgentReader {
  /// Members of an entry that have a place of their own in the store.
  private static let known: Set<String> = [
    "id", "default", "name", "workspace", "agentDir", "model", "imageModel", "utilityModel",
    "pdfModel", "imageGenerationModel", "models", "modelPolicy",
  ]

  let paths: ImportedPath
  let context: CredentialContext
  let log: ImportLog
  private(set) var agents: [PlannedAgent] = []
  /// The agent that a configuration marks as default; nil when it marks none.
  private(set) var marked: Agent.ID?
  private var ids: Set<Agent.ID> = []
  private var hasEntries = false
  /// What the defaults name as the workspace of the default agent.
  private var defaultWorkspace: String?

  init(paths: ImportedPath, context: CredentialContext, log: ImportLog) {
    self.paths = paths
    self.context = context
    self.log = log
  }

  /// The agent that commands without one mean: the marked one, else the first of a list, the only one of
  /// `entries`, or `main`.
  var defaultAgent: Agent.ID? {
    if let marked { return marked }
    if hasEntries { return agents.count == 1 ? agents.first?.id : nil }
    if let first = agents.first(where: { $0.source == .config }) { return first.id }
    return (agents.first { $0.id == .main } ?? (agents.count == 1 ? agents.first : nil))?.id
  }

  /// Reads `agents.list` and `agents.entries`.
  mutating func read(_ config: JSON) throws {
    let agents = config["agents"]
    defaultWorkspace = agents?["defaults"]?["workspace"]?.string
    if let list = agents?["list"] {
      try read(list: list, at: ["agents", "list"])
    }
    if let entries = agents?["entries"] {
      try read(entries: entries, at: ["agents", "entries"])
    }
    for index in self.agents.indices { fillWorkspace(at: index) }
  }

  /// Adds the agents of `folders` that are not listed. A folder that the list gives to another agent, such as one under its
  /// old name, is that agent's. `links` knows what is known of the folders.
  mutating func add(_ folders: [AgentFolders.Found], _ links: LinkResolver) {
    let places = Dictionary(uniqueKeysWithValues: agents.enumerated().map { ($1.id, $0) })
    var links = links
    let taken = Set(agents.compactMap(\.namedFolder).map { links.folder($0) })
    for folder in folders {
      let isTaken = !taken.isEmpty && taken.contains(links.folder(folder.path))
      if let index = places[folder.id] {
        // With a folder elsewhere, this one may be that very folder by a link, or another agent's.
        if agents[index].namedFolder == nil || !isTaken { agents[index].ownFolder = folder.path }
        continue
      }
      if isTaken { continue }
      log.count(.agents, \.read)
      ids.insert(folder.id)
      agents.append(
        PlannedAgent(
          id: folder.id, agentDirectory: folder.path, ownFolder: folder.path, source: .folder))
    }
  }

  /// Adds the agent `main`, which a gateway runs when its configuration lists none, whatever folders are left of others. Where
  /// it has a folder, only its workspace is missing.
  mutating func addMain() {
    guard !agents.contains(where: { $0.source == .config }) else { return }
    if let index = agents.firstIndex(where: { $0.id == .main }) {
      return fillWorkspace(at: index)
    }
    log.count(.agents, \.read)
    ids.insert(.main)
    agents.append(planned(.main, [:], .root))
    fillWorkspace(at: agents.count - 1)
  }

  /// Says which agents share a folder: their gateway would refuse to start. `links` knows what is known of the folders.
  func reportSharedFolders(_ links: LinkResolver) {
    var owners: [String: Agent.ID] = [:]
    var links = links
    for agent in agents {
      let folder = links.folder(agent.agentDirectory)
      guard let owner = owners.updateValue(agent.id, forKey: folder) else { continue }
      log.agent = agent.id
      log.note(
        .agents, agent.path.appending("agentDir"),
        "Agents '\(owner)' and '\(agent.id)' have the same agent folder; a gateway refuses that, and "
          + "an export for one would overwrite the other's.",
        hint: "Give one of them another folder: purser agents set \(agent.id) --agent-dir DIR")
      log.agent = nil
    }
  }

  private mutating func read(list: JSON, at path: JSONPath) throws {
    guard let elements = list.array else {
      log.countSkipped(.agents)
      return log.skip(.agents, path, "'agents.list' must be a list, not \(list.kind).")
    }
    for (index, element) in elements.enumerated() {
      let place = path.appending(index)
      guard let entry = element.object, let raw = entry["id"]?.string else {
        log.countSkipped(.agents)
        log.skip(.agents, place, "An agent must be an object with an 'id' that is text.")
        continue
      }
      if log.leavesOut(keyIn: raw, as: "the id of the agent", .agents, place) {
        log.countSkipped(.agents)
        continue
      }
      try add(raw, entry, at: place, idPath: place.appending("id"))
    }
  }

  private mutating func read(entries: JSON, at path: JSONPath) throws {
    guard let object = entries.object else {
      log.countSkipped(.agents)
      return log.skip(.agents, path, "'agents.entries' must be an object, not \(entries.kind).")
    }
    hasEntries = agents.isEmpty
    for (key, value) in object {
      if log.leavesOut(keyIn: key, as: "the id of an agent", .agents, path) {
        log.countSkipped(.agents)
        continue
      }
      guard let entry = value.object else {
        log.countSkipped(.agents)
        log.skip(.agents, path.appending(key), "An agent must be an object, not \(value.kind).")
        continue
      }
      try add(key, entry, at: path.appending(key), idPath: path.appending(key))
    }
  }

  private mutating func add(
    _ raw: String, _ entry: JSONObject, at place: JSONPath, idPath: JSONPath
  ) throws {
    let (id, changed) = Agent.ID.normalising(raw)
    guard ids.insert(id).inserted else {
      log.countSkipped(.agents)
      log.skip(
        .agents, idPath,
        "\(raw.quoted) is agent '\(id)', which is listed already; the first counts.")
      return
    }
    if changed { log.note(.agents, idPath, "\(raw.quoted) is written '\(id)' as an agent id.") }
    log.count(.agents, \.read)
    log.agent = id
    defer { log.agent = nil }
    var agent = planned(id, entry, place)
    readPlaces(of: &agent)
    try readExtra(of: &agent)
    if entry["default"]?.bool == true {
      if let marked {
        log.note(
          .agents, place.appending("default"),
          "Multiple agents marked default=true; using the first entry, '\(marked)', as default.")
      } else {
        marked = id
      }
    }
    agents.append(agent)
  }

  private func planned(_ id: Agent.ID, _ entry: JSONObject, _ place: JSONPath) -> PlannedAgent {
    let folder = SystemPath.join(paths.directory, "agents/\(id.text)/agent")
    return PlannedAgent(
      id: id, agentDirectory: folder, source: .config, extraJSON: "{}", entry: entry, path: place)
  }

  private func readPlaces(of agent: inout PlannedAgent) {
    agent.name = text("name", of: agent)?.trimmed
    if agent.name?.isEmpty == true { agent.name = nil }
    if let name = agent.name, name.utf8.count > TextLimit.name {
      agent.name = nil
      log.skip(
        .agents, agent.path.appending("name"),
        "The name is longer than \(TextLimit.name) bytes; it was left out.")
    }
    if let name = agent.name,
      log.leavesOut(keyIn: name, as: "the name", .agents, agent.path.appending("name"))
    {
      agent.name = nil
    }
    if let folder = path("agentDir", of: agent) {
      if folder.isUsable, folder.text != agent.agentDirectory { agent.namedFolder = folder.text }
      agent.agentDirectory = folder.text
    }
    agent.workspace = path("workspace", of: agent)?.text
  }

  private func path(_ name: String, of agent: PlannedAgent) -> ImportedPath.Reading? {
    guard let written = text(name, of: agent), let reading = paths.read(written),
      !log.leavesOut(
        keyIn: reading.text, as: "'\(name)'", .agents, agent.path.appending(name))
    else { return nil }
    if let remark = reading.remark { log.note(.agents, agent.path.appending(name), remark) }
    return reading.text.isEmpty ? nil : reading
  }

  private func text(_ name: String, of agent: PlannedAgent) -> String? {
    guard let value = agent.entry[name], !value.isNull else { return nil }
    guard let text = value.string else {
      log.skip(.agents, agent.path.appending(name), "'\(name)' must be text, not \(value.kind).")
      return nil
    }
    return text
  }

  private func readExtra(of agent: inout PlannedAgent) throws {
    let sieve = CredentialSieve(context: context, log: log, kind: .agents, seals: false)
    var extra = JSONObject()
    for (name, value) in agent.entry where !Self.known.contains(name) {
      var value = value
      if name == "subagents", case .object(var object) = value {
        object["model"] = nil
        if object.isEmpty { continue }
        value = .object(object)
      }
      let place = agent.path.appending(name)
      extra[name] = try sieve.sifted(value, name: name, field: ["extra", .key(name)], path: place)
    }
    agent.extraJSON = JSON.object(extra).text(.compact)
  }

  private mutating func fillWorkspace(at index: Int) {
    let id = agents[index].id
    let isDefault = id == defaultAgent
    let folder = isDefault ? "workspace" : "workspace-\(id.text)"
    agents[index].defaultWorkspace = SystemPath.join(paths.directory, folder)
    if isDefault, let reading = defaultWorkspace.flatMap(paths.read), !reading.text.isEmpty {
      agents[index].defaultWorkspace = reading.text
    }
  }
}
