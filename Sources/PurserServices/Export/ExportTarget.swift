import PurserDomain
import PurserStore
import SecretKit
import SystemKit

/// The place of one agent's file, looked at.
struct ExportTarget: Sendable {
  /// The path by which the file is known.
  var path: String
  /// The same with links resolved.
  var real: String
  /// Bytes and status of the file that is there; bytes nil when it is too large to be read.
  var bytes: [UInt8]?
  var status: FileStatus?
  /// The digest of the bytes.
  private(set) var digest: String?

  /// The largest file that is read.
  static let limit = 32 << 20

  /// Looks at `models.json` in each of `folders`, with several threads. Nil for what is looked at alone: where there is no
  /// folder or something is wrong, and files so large that many of them fill the memory.
  static func look(in folders: [String?]) -> [ExportTarget?] {
    Threads.map(folders, threads: 4) { folder in
      guard let folder, let target = try? ExportTarget(folder: folder, limit: 1 << 20),
        target.status == nil || target.bytes != nil
      else { return nil }
      return target
    }
  }

  /// Looks at `models.json` in `folder`, an absolute path that need not exist. Of a file beyond `limit` the status is taken alone.
  ///
  /// A link is followed when it leads to a file inside the folder. Throws `refused` for any other link,
  /// `not_a_regular_file` for what is no file, `permission`, `io`.
  init(folder: String, limit: Int = Self.limit) throws {
    path = SystemPath.join(folder, "models.json")
    real = path
    // Nearly always it is a plain file, which opening it tells.
    if let contents = try? FileReader.contents(path, limit: limit, followLinks: false) {
      take(contents)
      return
    }
    guard let entry = try FileStatus.of(path, followLinks: false) else { return }
    if entry.kind == .symbolicLink { real = try Self.resolved(path, in: folder) }
    // The size of a link is that of its text; reading has the same limit and then refuses.
    guard entry.size <= Int64(limit) else {
      status = entry
      return
    }
    take(try FileReader.contents(real, limit: limit, followLinks: false))
  }

  private mutating func take(_ contents: FileReader.Contents) {
    bytes = contents.bytes
    status = contents.status
    digest = ContentDigest.blake2b(contents.bytes)
  }

  private static func resolved(_ path: String, in folder: String) throws -> String {
    if let real = try? Directories.realPath(path),
      SystemPath.contains(folder: try Directories.realPath(folder), real)
    {
      return real
    }
    let isDangling = (try? FileStatus.of(path)) == .some(.none)
    throw StoreError(
      .refused,
      isDangling
        ? "'\(path.printable())' is a link to nothing, and is not written through."
        : "'\(path.printable())' is a link out of its folder, and is not written through.",
      subject: path, hint: "Replace the link by a file, or use --out.")
  }
}
