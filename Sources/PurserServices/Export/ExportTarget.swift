import PurserDomain
import PurserStore
import SystemKit

/// The place of one agent's file, looked at.
struct ExportTarget {
  /// The path by which the file is known.
  var path: String
  /// The same with links resolved.
  var real: String
  /// Bytes and status of the file that is there; bytes nil when it is too large to be read.
  var bytes: [UInt8]?
  var status: FileStatus?

  /// The largest file that is read.
  static let limit = 32 << 20

  /// Looks at `models.json` in `folder`, an absolute path that need not exist.
  ///
  /// A link is followed when it leads to a file inside the folder. Throws `refused` for any other link,
  /// `not_a_regular_file` for what is no file, `permission`, `io`.
  init(folder: String) throws {
    path = SystemPath.join(folder, "models.json")
    real = path
    // Nearly always it is a plain file, which opening it tells.
    if let contents = try? FileReader.contents(path, limit: Self.limit, followLinks: false) {
      bytes = contents.bytes
      status = contents.status
      return
    }
    guard let entry = try FileStatus.of(path, followLinks: false) else { return }
    if entry.kind == .symbolicLink { real = try Self.resolved(path, in: folder) }
    // The size of a link is that of its text; reading has the same limit and then refuses.
    guard entry.size <= Int64(Self.limit) else {
      status = entry
      return
    }
    let contents = try FileReader.contents(real, limit: Self.limit, followLinks: false)
    bytes = contents.bytes
    status = contents.status
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
