import Glibc

/// Reads whole files whose size is bounded and whose kind is known.
package enum FileReader {
  /// A file's bytes with the status they were read under.
  package struct Contents: Equatable, Sendable {
    package var bytes: [UInt8]
    package var status: FileStatus
  }

  /// Returns the bytes of the regular file at `path`.
  ///
  /// Pipes, devices, sockets and folders are refused without being waited for. With `followLinks`
  /// false a symbolic link as last part is refused. With `root` the file must lie below that folder
  /// after all links are resolved. Throws `not_found`, `permission`, `too_large`,
  /// `not_a_regular_file`, `outside_root`, `invalid_path`, `io`.
  package static func read(
    _ path: String, limit: Int, followLinks: Bool = true, within root: String? = nil
  ) throws(SystemError) -> [UInt8] {
    try contents(path, limit: limit, followLinks: followLinks, within: root).bytes
  }

  /// Returns the bytes of the regular file at `path`, nil when nothing is there: made for looking at many places where
  /// mostly there is nothing. A symbolic link is refused; other rules and errors as `read`.
  package static func readIfPresent(_ path: String, limit: Int) throws(SystemError) -> [UInt8]? {
    try SystemPath.check(path, doing: "read")
    let file = unsafe open(path, flags | O_NOFOLLOW)
    if file < 0 {
      let number = errno
      if number == ENOENT { return nil }
      throw failure(number, path)
    }
    defer { close(file) }
    return try read(file, path: path, limit: limit).bytes
  }

  /// Returns bytes and status of the regular file at `path`; rules and errors as `read`.
  package static func contents(
    _ path: String, limit: Int, followLinks: Bool = true, within root: String? = nil
  ) throws(SystemError) -> Contents {
    try SystemPath.check(path, doing: "read")
    var target = path
    var follow = followLinks
    if let root {
      if !followLinks { try refuseLink(path) }
      target = try Directories.realPath(path)
      if !SystemPath.contains(folder: try Directories.realPath(root), target) {
        throw SystemError(
          .outsideRoot, "'\(path)' lies outside '\(root)'.", subject: path,
          hint: "Move the file below that folder, or name it directly.")
      }
      follow = false
    }
    let file = unsafe open(target, follow ? flags : flags | O_NOFOLLOW)
    if file < 0 { throw failure(errno, path) }
    defer { close(file) }
    return try read(file, path: path, limit: limit)
  }

  /// Without O_NONBLOCK, opening a pipe nobody writes to would wait for ever.
  private static let flags = O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY

  private static func read(
    _ file: Int32, path: String, limit: Int
  ) throws(SystemError) -> Contents {
    var raw = stat()
    if unsafe fstat(file, &raw) != 0 { throw failure(errno, path) }
    let status = FileStatus(raw)
    guard status.kind == .regular else { throw failure(ENXIO, path) }
    guard status.size <= Int64(limit) else { throw tooLarge(path, limit) }
    // One byte more than announced, so that the end is seen without a second buffer; a file that
    // grows meanwhile is followed up to the limit.
    var bytes: [UInt8] = []
    var room = Int(status.size) + 1
    while true {
      let wanted = min(room, 1 << 24)
      var number: Int32 = 0
      let start = bytes.count
      let chunk = unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, count in
        let got = unsafe Glibc.read(file, buffer.baseAddress!, wanted)
        if got < 0 { number = errno }
        count = max(got, 0)
      }
      if number == EINTR { continue }
      if number != 0 { throw failure(number, path) }
      if chunk.isEmpty { return Contents(bytes: bytes, status: status) }
      if start == 0 { bytes = chunk } else { bytes += chunk }
      guard bytes.count <= limit else { throw tooLarge(path, limit) }
      // Less than was asked for, and all that was announced: that was the end, without asking for it again.
      if chunk.count < wanted, bytes.count == status.size {
        return Contents(bytes: bytes, status: status)
      }
      room = max(room - chunk.count, 4096)
    }
  }

  private static func refuseLink(_ path: String) throws(SystemError) {
    if try FileStatus.of(path, followLinks: false)?.kind == .symbolicLink {
      throw failure(ELOOP, path)
    }
  }

  private static func failure(_ number: Int32, _ path: String) -> SystemError {
    if number == ELOOP {
      return SystemError(
        .notARegularFile, "Cannot read '\(path)': it is a symbolic link.", subject: path,
        hint: "Name the file it points to.", cause: SystemError.text(of: number))
    }
    return SystemError(errno: number, doing: "read", path: path)
  }

  private static func tooLarge(_ path: String, _ limit: Int) -> SystemError {
    SystemError(
      .tooLarge, "'\(path)' is larger than \(limit) bytes.", subject: path,
      hint: "Check that this is the right file.")
  }
}
