import PurserDomain
import PurserStore
import SystemKit

/// The record of exports, asked for an agent's file by the place where it lies: an export that reached it over a
/// link counts as well.
struct ExportRecords {
  private let exports: ExportFileRepository<ReadOnly>
  private var paths = RecordedPaths()

  init(_ session: Session<ReadOnly>) {
    exports = session.exportFiles
  }

  /// Returns the newest export of the file of `agent` at `path`, with `digest` the newest of exactly those bytes;
  /// nil when none was made.
  mutating func latest(
    of agent: Agent.ID, to path: String, digest: String? = nil
  ) throws -> ExportFile? {
    try find(path, digest) ?? overLinks(of: agent, to: path, digest: digest)
  }

  /// The same among the exports over other links alone.
  mutating func overLinks(
    of agent: Agent.ID, to path: String, digest: String? = nil
  ) throws -> ExportFile? {
    // Folders of two agents may lead to one place; what was written for one of them says nothing of the other.
    try paths.leading(where: path, all: exports.paths).filter { $0 != path }
      .compactMap { try find($0, digest) }
      .filter { $0.agent == agent.text }
      .max { $0.event < $1.event }
  }

  /// Returns the newest export of exactly those bytes for `agent`, wherever it went; nil when none was made. A file keeps
  /// its history when the folder of its agent is moved.
  func latest(of agent: Agent.ID, digest: String) throws -> ExportFile? {
    try exports.latest(of: agent.text, digest: digest)
  }

  /// Returns the newest export of the file of `agent` to a folder of its own, wherever that was; nil when none was made.
  func latest(toFolderOf agent: Agent.ID) throws -> ExportFile? {
    // What `--out` wrote says nothing of the agent's own file.
    try exports.latest(of: agent.text, notTo: SystemPath.join("/\(agent)", "models.json"))
  }

  /// Returns the newest export of other bytes to the path of `export` before that, nil when none was made.
  func latest(before export: ExportFile) throws -> ExportFile? {
    try exports.latest(before: export)
  }

  private func find(_ path: String, _ digest: String?) throws -> ExportFile? {
    try digest.map { try exports.latest(path: path, digest: $0) } ?? exports.latest(path: path)
  }
}
