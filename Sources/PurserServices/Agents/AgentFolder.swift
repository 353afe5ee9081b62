package import PurserDomain
package import PurserStore
import SystemKit

/// The rule that no two agents share a folder: a gateway does not start then, and an export for one would
/// overwrite the other's file. [research/cli-and-formats.md 12.2]
package enum AgentFolder {
  /// Throws `conflict` when another agent than `id` has the folder `path`, an absolute path; links count
  /// as what they lead to.
  package static func requireFree(
    _ path: String, for id: Agent.ID, in session: Session<ReadOnly>
  ) throws {
    guard let owner = try owner(of: path, but: id, in: session) else { return }
    throw StoreError(
      .conflict, "Agent '\(owner)' has the folder '\(path.printable(limit: 400))' already.",
      subject: path, hint: "Name another folder for agent '\(id)'.")
  }

  private static func owner(
    of path: String, but id: Agent.ID, in session: Session<ReadOnly>
  ) throws -> Agent.ID? {
    if let owner = try session.agents.ids(directory: path).first(where: { $0 != id }) {
      return owner
    }
    // A folder that is not there has no other name than the one it is written with.
    guard let place = FolderIdentity(path) else { return nil }
    return try session.agents.directories().first { agent in
      agent.id != id && agent.path.flatMap(FolderIdentity.init) == place
    }?.id
  }
}

/// What the system knows a folder by, whichever links lead there.
struct FolderIdentity: Hashable {
  private let device: UInt64
  private let inode: UInt64

  /// The folder at `path`; nil when it is not there or cannot be looked at.
  init?(_ path: String) {
    guard let status = try? FileStatus.of(path) else { return nil }
    (device, inode) = (status.device, status.inode)
  }
}
