import PurserDomain
import SystemKit

/// Finds and reads the `models.json` of agents.
struct AgentFiles {
  /// The state directory, absolute.
  let directory: String
  let log: ImportLog
  /// The agents whose folder may not be looked into, so that nothing else in there needs a try.
  private(set) var closed: Set<Agent.ID> = []

  init(directory: String, log: ImportLog) {
    self.directory = directory
    self.log = log
  }

  /// The file of an agent: in the folder that the configuration names, else in its folder of the state
  /// directory; nil when it has none that can be read.
  mutating func find(_ agent: PlannedAgent) -> (path: String, bytes: [UInt8])? {
    log.agent = agent.id
    defer { log.agent = nil }
    do throws(SystemError) {
      if let folder = agent.namedFolder, let found = try read(folder, within: folder) {
        reportUnread(agent, for: folder)
        return found
      }
      // A folder inside the state directory is known to lie there, so only the file itself may lead out.
      guard let folder = agent.ownFolder, let found = try read(folder, within: nil) else {
        return nil
      }
      if agent.namedFolder != nil {
        log.add(
          .agents,
          ImportFinding(
            .note, file: found.path,
            "The agent folder that the configuration names has no models.json here; the one in the "
              + "state directory was read."))
      }
      return found
    } catch {
      log.countSkipped(.modelsFiles)
      let path = error.subject ?? directory
      if isClosed(SystemPath.parent(of: path)) {
        closed.insert(agent.id)
        log.add(
          .modelsFiles,
          ImportFinding(
            unreadable: SystemPath.parent(of: path),
            "The folder may not be looked into; what the agent has there was left out.", error))
      } else {
        log.add(.modelsFiles, ImportFinding(unreadable: path, "The file cannot be used.", error))
      }
      return nil
    }
  }

  /// Tells of a file in the state directory where gateways look into another folder for the agent.
  private func reportUnread(_ agent: PlannedAgent, for named: String) {
    guard let folder = agent.ownFolder else { return }
    let path = SystemPath.join(folder, "models.json")
    guard StateFiles(directory: directory).exists(path) else { return }
    log.countSkipped(.modelsFiles)
    log.add(.modelsFiles, ImportFinding(unread: path, for: named))
  }

  /// Whether nothing in a folder that is there can be looked at.
  private func isClosed(_ folder: String) -> Bool {
    do throws(SystemError) {
      _ = try FileStatus.of(SystemPath.join(folder, "."))
      return false
    } catch {
      return error.code == .permission
    }
  }

  /// The file in `folder`, nil when there is none. A file that is a link must lead to one within `root`, or
  /// the state directory.
  private func read(
    _ folder: String, within root: String?
  ) throws(SystemError) -> (path: String, bytes: [UInt8])? {
    let path = SystemPath.join(folder, "models.json")
    let bytes = try StateFiles(directory: directory)
      .bytes(path, limit: ModelsFile.maximumBytes, within: root)
    if let bytes { return (path, bytes) }
    if (try? FileStatus.of(path, followLinks: false))?.kind == .symbolicLink {
      log.countSkipped(.modelsFiles)
      log.add(.modelsFiles, ImportFinding(.skipped, file: path, "The link leads nowhere."))
    }
    return nil
  }
}
