import PurserDomain
import SystemKit

/// Names the files of a state directory that an import does not read: those of agents that lie where no gateway looks
/// for them, in the directory itself or one folder too high, and the variables of `.env`.
struct UnreadFiles {
  private static let names: [(name: String, kind: ImportKind)] = [
    ("models.json", .modelsFiles), ("auth-profiles.json", .authFiles),
  ]

  /// The state directory, absolute.
  let directory: String
  let log: ImportLog

  /// Looks in the state directory and in the folders of `names` below `agents`; a folder that the configuration gives to an
  /// agent is in its right place.
  func report(below names: [String], agents: [PlannedAgent]) {
    let used = Set(agents.compactMap(\.namedFolder))
    if isThere(directory + "/.env") {
      log.add(
        .variables,
        ImportFinding(
          .skipped, file: directory + "/.env", "Variables are not read from this file.",
          hint: "Set them in the environment of Purser and of the programs that need them."))
    }
    look(in: directory, of: Agent.ID.main.text, used)
    for name in names { look(in: "\(directory)/agents/\(name)", of: name, used) }
  }

  private func look(in folder: String, of agent: String, _ used: Set<String>) {
    for (name, kind) in Self.names where isThere("\(folder)/\(name)") && !used.contains(folder) {
      let agent = Agent.ID.normalising(agent).id
      log.countSkipped(kind)
      log.add(
        kind,
        ImportFinding(
          .skipped, file: "\(folder)/\(name)",
          "No gateway reads the file here: an agent's is expected at 'agents/\(agent)/agent/\(name)'.",
          hint: "If an agent needs it, move it there and import again."))
    }
  }

  private func isThere(_ path: String) -> Bool {
    guard let status = try? FileStatus.of(path, followLinks: false) else { return false }
    return status.kind != .folder
  }
}
