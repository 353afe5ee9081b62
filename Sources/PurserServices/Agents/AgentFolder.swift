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
    let place = real(path)
    let owner = try session.agents.list().first { agent in
      guard agent.id != id, let folder = agent.agentDirectory else { return false }
      return folder == path || real(folder) == place
    }
    guard let owner else { return }
    throw StoreError(
      .conflict, "Agent '\(owner.id)' has the folder '\(path.printable(limit: 400))' already.",
      subject: path, hint: "Name another folder for agent '\(id)'.")
  }

  private static func real(_ path: String) -> String { (try? Directories.realPath(path)) ?? path }
}
