import Glibc

/// What the file system says about one entry.
package struct FileStatus: Equatable, Sendable {
  /// The kind of an entry.
  package enum Kind: String, Sendable {
    case regular, folder, symbolicLink, pipe, socket, device, other
  }

  package var kind: Kind
  /// Length in bytes.
  package var size: Int64
  /// Permission bits only, such as 0o600.
  package var mode: UInt32
  package var inode: UInt64
  package var device: UInt64
  /// Last change of the content, in nanoseconds since 1970; what lies outside of 1677 to 2262 counts as the nearest of them.
  package var modifiedNanoseconds: Int64
  package var ownerID: UInt32

  /// Returns the status of `path`, of the link itself when `followLinks` is false; nil when nothing
  /// is there. Throws `permission`, `invalid_path`, `not_a_folder`, `io`.
  package static func of(
    _ path: String, followLinks: Bool = true
  ) throws(SystemError) -> FileStatus? {
    try SystemPath.check(path, doing: "look at")
    var raw = stat()
    let result = followLinks ? unsafe stat(path, &raw) : unsafe lstat(path, &raw)
    if result == 0 { return FileStatus(raw) }
    let number = errno
    if number == ENOENT { return nil }
    throw SystemError(errno: number, doing: "look at", path: path)
  }

  init(_ raw: stat) {
    kind =
      switch raw.st_mode & S_IFMT {
      case S_IFREG: .regular
      case S_IFDIR: .folder
      case S_IFLNK: .symbolicLink
      case S_IFIFO: .pipe
      case S_IFSOCK: .socket
      case S_IFCHR, S_IFBLK: .device
      default: .other
      }
    size = Int64(raw.st_size)
    mode = UInt32(raw.st_mode & 0o7777)
    inode = UInt64(raw.st_ino)
    device = UInt64(raw.st_dev)
    // Anybody may give a file any time, and more than half of them do not fit.
    modifiedNanoseconds = Int64(
      clamping: Int128(raw.st_mtim.tv_sec) * 1_000_000_000 + Int128(raw.st_mtim.tv_nsec))
    ownerID = raw.st_uid
  }
}
