import PurserDomain
import SystemKit

/// Reads files of a state directory without being led out of it.
struct StateFiles {
  /// No database of credentials is larger.
  private static let largestDatabase: Int64 = 1 << 30

  /// The state directory, absolute.
  let directory: String

  /// Returns the bytes of the file at `path`, nil when there is none.
  ///
  /// A link must lead to a file within `root`, which may be a folder that the configuration names, or within
  /// the state directory when `root` is nil. Throws as `FileReader.read`.
  func bytes(
    _ path: String, limit: Int, within root: String? = nil
  ) throws(SystemError) -> [UInt8]? {
    do throws(SystemError) {
      if let root { return try FileReader.read(path, limit: limit, within: root) }
      do throws(SystemError) {
        return try FileReader.readIfPresent(path, limit: limit)
      } catch {
        guard try FileStatus.of(path, followLinks: false)?.kind == .symbolicLink else {
          throw error
        }
        return try FileReader.read(path, limit: limit, within: directory)
      }
    } catch {
      guard error.code == .notFound || error.code == .notAFolder else { throw error }
      return nil
    }
  }

  /// Whether there is a file at `path`, of whatever kind.
  func exists(_ path: String) -> Bool {
    (try? FileStatus.of(path, followLinks: false)) != nil
  }

  /// Returns the real path of the database at `path`, nil when there is none. Throws `outside_root` for
  /// one that lies elsewhere, `not_a_regular_file`, `too_large`, and what looking at it throws.
  func database(_ path: String, within root: String? = nil) throws(SystemError) -> String? {
    do throws(SystemError) {
      guard try FileStatus.of(path, followLinks: false) != nil else { return nil }
    } catch {
      guard error.code == .notAFolder else { throw error }
      return nil
    }
    let real = try Directories.realPath(path)
    let shown = path.printable(limit: 400)
    guard SystemPath.contains(folder: try Directories.realPath(root ?? directory), real) else {
      throw SystemError(
        .outsideRoot, "'\(shown)' leads out of the state directory.", subject: shown,
        hint: "Move the file there, or import the directory where it lies.")
    }
    let status = try FileStatus.of(real)
    guard let status, status.kind == .regular else {
      throw SystemError(
        .notARegularFile, "'\(shown)' is no regular file.", subject: shown,
        hint: "Check that this is the right file.")
    }
    guard status.size <= Self.largestDatabase else {
      throw SystemError(
        .tooLarge, "'\(shown)' is larger than \(Self.largestDatabase) bytes.", subject: shown,
        hint: "Check that this is the right file.")
    }
    return real
  }
}
