import PurserDomain
import PurserStore
import SystemKit

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
  mutating func refuseShared(_ files: inout [PlannedFile]) {
    let looked = files.indices.filter { !files[$0].target.isEmpty }
    let counts = looked.compactMap { files[$0].identity }.reduce(into: [:]) {
      $0[$1, default: 0] += 1
    }
    // Two that are there at one place are one file: the folders above all others need no look.
    let doubtful = looked.filter { index in
      guard sources.neighbours.isEmpty, let identity = files[index].identity else { return true }
      return counts[identity] != 1
    }
    let places = Dictionary(grouping: doubtful) { links.file(files[$0].target) }
    for (place, indices) in places {
      let others = sources.neighbours[place] ?? []
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

/// What tells one file of the system from another.
private struct FileIdentity: Hashable {
  let device: UInt64
  let inode: UInt64
}

extension PlannedFile {
  /// That of the file that is there; nil where none is.
  fileprivate var identity: FileIdentity? {
    guard case .file(let status) = found else { return nil }
    return FileIdentity(device: status.device, inode: status.inode)
  }
}
