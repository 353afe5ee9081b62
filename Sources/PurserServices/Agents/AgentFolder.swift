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
    // A folder that is not there has no other name than the one it is written with.
    let place = FolderIdentity(path)
    let owner = try session.agents.directories().first { agent in
      guard agent.id != id, let folder = agent.path else { return false }
      return folder == path || place != nil && FolderIdentity(folder) == place
    }
    guard let owner else { return }
    throw StoreError(
      .conflict, "Agent '\(owner.id)' has the folder '\(path.printable(limit: 400))' already.",
      subject: path, hint: "Name another folder for agent '\(id)'.")
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
