import Glibc

/// Folders: the ones the system assigns, and what can be done with any.
package enum Directories {
  /// One entry of a folder.
  package struct Entry: Equatable, Sendable {
    /// The entry's name; bytes that are not UTF-8 are replaced.
    package var name: String
    /// Whether the name was UTF-8, so that the entry can be opened by it.
    package var isText: Bool
  }

  /// Returns the entries of `path` without `.` and `..`, sorted by the bytes of their names. Throws
  /// `not_found`, `not_a_folder`, `permission`, `invalid_path`, `io`.
  package static func list(_ path: String) throws(SystemError) -> [Entry] {
    try SystemPath.check(path, doing: "list")
    guard let folder = unsafe opendir(path) else {
      throw SystemError(errno: errno, doing: "list", path: path)
    }
    defer { _ = unsafe closedir(folder) }
    var names: [[UInt8]] = []
    while true {
      errno = 0
      guard let entry = unsafe readdir(folder) else { break }
      let name = unsafe withUnsafeBytes(of: &entry.pointee.d_name) { raw in
        unsafe Array(raw.prefix { $0 != 0 })
      }
      if name != Array(".".utf8) && name != Array("..".utf8) { names.append(name) }
    }
    if errno != 0 { throw SystemError(errno: errno, doing: "list", path: path) }
    names.sort { $0.lexicographicallyPrecedes($1) }
    return names.map { bytes in
      guard let name = String(validating: bytes, as: UTF8.self) else {
        return Entry(name: String(decoding: bytes, as: UTF8.self), isText: false)
      }
      return Entry(name: name, isText: true)
    }
  }

  /// Returns the absolute path with all links resolved. Throws `not_found` when it does not exist,
  /// `permission`, `not_a_folder`, `invalid_path`, `io`.
  package static func realPath(_ path: String) throws(SystemError) -> String {
    try SystemPath.check(path, doing: "resolve")
    guard let resolved = unsafe realpath(path, nil) else {
      throw SystemError(errno: errno, doing: "resolve", path: path)
    }
    defer { unsafe free(resolved) }
    return unsafe String(cString: resolved)
  }

  /// Makes `path` and the missing folders above it, each with `mode`; existing ones stay as they
  /// are. Throws `not_a_folder` when a file is in the way, `permission`, `read_only`, `full`, `io`.
  package static func create(_ path: String, mode: UInt32 = 0o700) throws(SystemError) {
    try SystemPath.check(path, doing: "make")
    if try FileStatus.of(path)?.kind == .folder { return }
    let above = SystemPath.parent(of: path)
    if above != "." && above != "/" { try create(above, mode: mode) }
    if unsafe mkdir(path, mode_t(mode)) == 0 {
      // The process's mask may have taken bits away.
      _ = unsafe chmod(path, mode_t(mode))
      return
    }
    let number = errno
    if number == EEXIST {
      if try FileStatus.of(path)?.kind == .folder { return }
      throw SystemError(errno: ENOTDIR, doing: "make", path: path)
    }
    if number == ENOENT {
      // What is above is there, so the file system takes no new folders, as `/proc` does.
      throw SystemError(
        .io, "Cannot make '\(path)': '\(above)' takes no new folders.", subject: path,
        hint: "Name a place that can be written.", cause: SystemError.text(of: number))
    }
    throw SystemError(errno: number, doing: "make", path: path)
  }

  /// Throws `permission`, `read_only`, `not_a_folder` or `io` when no file could be made in the folder
  /// `path`, or, where that is not there yet, in the nearest folder above it.
  package static func checkWritable(_ path: String) throws(SystemError) {
    try SystemPath.check(path, doing: "write to")
    var place = path
    while try FileStatus.of(place) == nil { place = SystemPath.parent(of: place) }
    if unsafe access(place, W_OK | X_OK) != 0 {
      throw SystemError(errno: errno, doing: "write to", path: place)
    }
  }

  /// Sets the permission bits of the file or folder at `path`.
  package static func setMode(_ path: String, _ mode: UInt32) throws(SystemError) {
    try SystemPath.check(path, doing: "change the mode of")
    if unsafe chmod(path, mode_t(mode)) != 0 {
      throw SystemError(errno: errno, doing: "change the mode of", path: path)
    }
  }

  /// Removes the file at `path`; returns false when there was none.
  @discardableResult
  package static func removeFile(_ path: String) throws(SystemError) -> Bool {
    try SystemPath.check(path, doing: "remove")
    if unsafe unlink(path) == 0 { return true }
    if errno == ENOENT { return false }
    throw SystemError(errno: errno, doing: "remove", path: path)
  }

  /// Removes the folder at `path` when it is empty. Throws `not_found`, `io` when it is not empty.
  package static func removeEmpty(_ path: String) throws(SystemError) {
    try SystemPath.check(path, doing: "remove")
    if unsafe rmdir(path) != 0 {
      throw SystemError(errno: errno, doing: "remove", path: path)
    }
  }

  /// Returns the current folder. Throws `not_found` when it was removed, `permission`.
  package static func current() throws(SystemError) -> String {
    guard let path = unsafe getcwd(nil, 0) else {
      throw SystemError(errno: errno, doing: "find", path: ".")
    }
    defer { unsafe free(path) }
    return unsafe String(cString: path)
  }
}
