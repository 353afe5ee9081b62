/// What a file that is written may replace.
package enum ReplacedFile: Equatable, Sendable {
  /// Whatever is there.
  case anything
  /// Nothing: no file was there.
  case nothing
  /// The file that was read under this status.
  case file(FileStatus)

  /// Returns whether that is what is at `path`, a link there not followed: of a file the same entry, as long as it was and
  /// not written to since. Throws as `FileStatus.of`.
  package func isAt(_ path: String) throws(SystemError) -> Bool {
    if self == .anything { return true }
    let found = try FileStatus.of(path, followLinks: false)
    guard case .file(let known) = self else { return found == nil }
    guard let found else { return false }
    return found.device == known.device && found.inode == known.inode && found.size == known.size
      && found.modifiedNanoseconds == known.modifiedNanoseconds
  }
}
