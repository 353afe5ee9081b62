import JSONKit
import PurserDomain
import SystemKit

/// The agents that a state directory has folders for: `agents/NAME/agent`.
struct AgentFolders {
  /// An agent and its folder.
  struct Found: Equatable {
    var id: Agent.ID
    /// Absolute path of the folder of its `models.json`.
    var path: String
  }

  /// What stands below `agents`.
  struct Listing {
    /// Those named by their agent's id first, each id once.
    var found: [Found] = []
    /// The names of all folders, those without a folder `agent` too.
    var names: [String] = []
    /// Knows those that are no links.
    var links = LinkResolver()
  }

  /// The state directory, absolute.
  let directory: String
  let log: ImportLog
  let interruption: () throws -> Void

  /// Returns the folders found. Links that lead out of the state directory are not followed.
  func find() throws -> Listing {
    let base = SystemPath.join(directory, "agents")
    var listing = Listing()
    guard let root = try? Directories.realPath(directory),
      isFolder(base, below: root, &listing.links)
    else {
      let kind = (try? FileStatus.of(base, followLinks: false))?.kind
      if let kind, kind != .folder, kind != .symbolicLink {
        skip(base, "It is no folder, so no agents were looked for in it.")
      }
      return listing
    }
    let entries: [Directories.Entry]
    do {
      entries = try Directories.list(base)
    } catch {
      log.add(
        .agents,
        ImportFinding(unreadable: base, "The folder of the agents cannot be listed.", error))
      return Listing()
    }
    let read = entries.map { ($0, Agent.ID.normalising($0.name)) }
    var taken: Set<Agent.ID> = []
    // A folder that is named by the id is the one a gateway uses, wherever others sort.
    for (entry, reading) in read.filter({ !$0.1.changed }) + read.filter({ $0.1.changed }) {
      try interruption()
      let folder = SystemPath.join(base, entry.name)
      guard entry.isText else {
        skip(base, "The folder \(entry.name.quoted) has a name that is no text.")
        continue
      }
      guard isFolder(folder, below: root, &listing.links) else { continue }
      if SecretToken.isKnownKey(in: entry.name) {
        skip(base, "The name of a folder holds a key; the folder was left out.")
        continue
      }
      listing.names.append(entry.name)
      let path = SystemPath.join(folder, "agent")
      guard isFolder(path, below: root, &listing.links) else { continue }
      if reading.changed {
        guard !taken.contains(reading.id) else {
          skip(
            folder, "\(entry.name.quoted) means agent '\(reading.id)', which has a folder already.")
          continue
        }
        log.add(
          .agents,
          ImportFinding(
            .note, file: folder, "The folder \(entry.name.quoted) is agent '\(reading.id)'."))
      }
      taken.insert(reading.id)
      listing.found.append(Found(id: reading.id, path: path))
    }
    listing.found.sort { $0.id < $1.id }
    return listing
  }

  private func isFolder(
    _ path: String, below root: String, _ links: inout LinkResolver
  ) -> Bool {
    let status: FileStatus
    do throws(SystemError) {
      guard let found = try FileStatus.of(path, followLinks: false) else { return false }
      status = found
    } catch {
      log.countSkipped(.agents)
      log.add(
        .agents, ImportFinding(unreadable: path, "The folder cannot be looked into.", error))
      return false
    }
    if status.kind == .folder {
      links.note(folder: path)
      return true
    }
    guard status.kind == .symbolicLink else { return false }
    guard let real = try? Directories.realPath(path) else {
      skip(path, "The link leads nowhere and was not followed.")
      return false
    }
    if SystemPath.contains(folder: root, real) {
      return (try? FileStatus.of(real))?.kind == .folder
    }
    skip(path, "The link leads out of the state directory and was not followed.")
    return false
  }

  private func skip(_ path: String, _ message: String) {
    log.countSkipped(.agents)
    log.add(.agents, ImportFinding(.skipped, file: path, message))
  }
}
