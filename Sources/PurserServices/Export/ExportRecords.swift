import JSONKit
import PurserDomain
import PurserStore
import SecretKit
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

  /// Returns the export that the file of `agent` with `bytes` at `path` still is, whatever wrote it in its own way since; nil when
  /// it is none.
  mutating func export(
    of agent: Agent.ID, at path: String, _ bytes: [UInt8]
  ) throws -> ExportFile? {
    // Most files are as they were written, and are not read for their likeness.
    lazy var document = PresentDocument(bytes).strict
    for likeness in ExportLayout.Likeness.allCases {
      guard let like = likeness.bytes(of: bytes, document: { document }) else { continue }
      let digest = ContentDigest.blake2b(like)
      let found =
        try latest(of: agent, to: path, digest: digest) ?? latest(of: agent, digest: digest)
      if let found { return found }
    }
    return nil
  }

  /// Returns which of `providers`, those of a file, with their keys and endpoints are somebody's word, where the file is not as
  /// the export `last` left it; nil when that cannot be told. `exported` makes what an export wrote, and `digest` the digest of a
  /// secret, where they can.
  ///
  /// An export that was stopped between its record and its file left that file beside the one it did not replace, where it is
  /// one of the `leftovers`. Whether it did is not certain, since one that was stopped before its record left the same. So what
  /// either export wrote, that one or the one before, is no hand's.
  func own(
    of providers: JSONObject, since last: ExportFile, leftovers: Set<String>,
    digest: (String) -> String?, exported: (ExportFile) throws -> ExportedDocument?
  ) throws -> Set<String>? {
    var own: Set<String>?
    var next: ExportFile? = last
    while let export = next, let document = try exported(export) {
      let kept = ExportPlanner.places(export.keptJSON)
      let other = document.own(of: providers, kept: kept, digest: digest)
      own = own.map { $0.intersection(other) } ?? other
      next = leftovers.contains(export.digest) ? try exports.latest(before: export) : nil
    }
    return own
  }

  /// The digests of what stopped exports left beside a file.
  static func leftovers(beside path: String) -> Set<String> {
    let files = (try? AtomicFile.leftovers(beside: path)) ?? []
    return Set(
      files.compactMap {
        (try? FileReader.read($0, limit: ExportTarget.limit, followLinks: false))
          .map(ContentDigest.blake2b)
      })
  }

  private func find(_ path: String, _ digest: String?) throws -> ExportFile? {
    try digest.map { try exports.latest(path: path, digest: $0) } ?? exports.latest(path: path)
  }
}
