import PurserDomain
import PurserStore

/// Why the file of one agent cannot be exported.
extension ExportPlanner {
  static func literalRefused(_ agent: Agent.ID) -> StoreError {
    StoreError(
      .refused, "The literal dialect writes the keys of agent '\(agent)' in plain text.",
      subject: agent.text, hint: "Add --secrets to do that, or use --dialect legacy.")
  }

  /// What a setting says of one agent concerns no other.
  static func literalSetting(_ agent: Agent.ID) -> StoreError {
    StoreError(
      .conflict,
      "The setting 'export.dialect' has the keys of agent '\(agent)' written in plain text.",
      subject: agent.text,
      hint:
        "To do that: purser export --agent \(agent) --secrets. Otherwise: purser export --agent \(agent) --dialect legacy"
    )
  }

  static func noFolder(_ agent: Agent) -> StoreError {
    guard let written = agent.agentDirectory else {
      return StoreError(
        .notFound, "Agent '\(agent.id)' has no folder to export to.", subject: agent.id.text,
        hint: "purser export --agent \(agent.id) --out DIR")
    }
    let command = "purser agents set \(agent.id) --agent-dir DIR"
    guard let name = EnvironmentText.names(in: written).first?.printable(limit: 80) else {
      return StoreError(
        .notFound,
        "Agent '\(agent.id)' has no folder to export to: \(written.quoted) is none here.",
        subject: agent.id.text, hint: command)
    }
    return StoreError(
      .notFound,
      "Agent '\(agent.id)' has no folder to export to: \(written.quoted) names the variable '\(name)', which was "
        + "not set when it was imported.",
      subject: agent.id.text, hint: "Set '\(name)' and import again, or: \(command)")
  }

  /// Two agents with one folder would take turns at overwriting each other's file, whichever links lead to it.
  func refuseShared(_ files: inout [PlannedFile]) {
    let places = Dictionary(grouping: files.indices.filter { !files[$0].place.isEmpty }) {
      files[$0].place
    }
    for indices in places.values {
      let others = sources.neighbours[files[indices[0]].place] ?? []
      guard indices.count + others.count > 1 else { continue }
      let names = (indices.map { files[$0].agent } + others).prefix(20)
        .map { "'\($0)'" }.joined(separator: " and ")
      for index in indices {
        files[index].state = .refused
        files[index].willWrite = false
        files[index].fault = StoreError(
          .conflict, "Agents \(names) share '\(files[index].path.printable())'.",
          subject: files[index].path,
          hint: "purser agents set \(files[index].agent) --agent-dir DIR, or export with --out DIR")
      }
    }
  }
}
