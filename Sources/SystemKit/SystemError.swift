import Glibc

/// A failed call to the operating system, in the five fields that every error of the program has.
///
/// `subject` is the path, program or stream concerned. `cause` is the system's own text with its
/// number. No field carries the content of a file.
package struct SystemError: Error, Equatable, Sendable, CustomStringConvertible {
  /// What went wrong, in a word that stays the same between versions.
  package enum Code: String, Sendable, CaseIterable {
    case notFound = "not_found"
    case exists
    case conflict
    case permission
    case readOnly = "read_only"
    case full
    case tooLarge = "too_large"
    case notARegularFile = "not_a_regular_file"
    case notAFolder = "not_a_folder"
    case outsideRoot = "outside_root"
    case invalidPath = "invalid_path"
    case closedPipe = "closed_pipe"
    case timedOut = "timed_out"
    case unavailable
    case interrupted
    case io
  }

  package var code: Code
  package var message: String
  package var subject: String?
  package var hint: String?
  package var cause: String?

  /// Makes an error from its five fields.
  package init(
    _ code: Code, _ message: String, subject: String? = nil, hint: String? = nil,
    cause: String? = nil
  ) {
    self.code = code
    self.message = message
    self.subject = subject
    self.hint = hint
    self.cause = cause
  }

  package var description: String { message }
}

extension SystemError {
  /// The error for a call on `path` that ended with `number` in `errno`; `doing` completes
  /// "Cannot … 'path'.", for example "read".
  init(errno number: Int32, doing: String, path: String) {
    let code = Self.code(for: number)
    self.init(
      code, Self.message(for: code, doing: doing, path: path), subject: path,
      hint: Self.hint(for: code, path: path), cause: Self.text(of: number))
  }

  static func text(of number: Int32) -> String {
    var buffer = [CChar](repeating: 0, count: 256)
    let count = buffer.count
    _ = unsafe buffer.withUnsafeMutableBufferPointer {
      unsafe strerror_r(number, $0.baseAddress!, count)
    }
    let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    return "\(String(decoding: bytes, as: UTF8.self)) (\(number))"
  }

  private static func code(for number: Int32) -> Code {
    switch number {
    case ENOENT: .notFound
    case EEXIST: .exists
    case EACCES, EPERM: .permission
    case EROFS: .readOnly
    case ENOSPC, EDQUOT, EFBIG: .full
    case EISDIR, ENXIO: .notARegularFile
    case ENOTDIR: .notAFolder
    case ELOOP, ENAMETOOLONG, EINVAL: .invalidPath
    case EPIPE: .closedPipe
    case ETIMEDOUT: .timedOut
    case EINTR: .interrupted
    default: .io
    }
  }

  private static func message(for code: Code, doing: String, path: String) -> String {
    switch code {
    case .notFound: "Cannot \(doing) '\(path)': it does not exist."
    case .permission: "Cannot \(doing) '\(path)': not permitted."
    case .readOnly: "Cannot \(doing) '\(path)': the file system is read-only."
    case .full: "Cannot \(doing) '\(path)': no space is left."
    case .notARegularFile: "Cannot \(doing) '\(path)': it is not a regular file."
    case .notAFolder: "Cannot \(doing) '\(path)': a part of the path is not a folder."
    case .exists: "Cannot \(doing) '\(path)': it exists already."
    default: "Cannot \(doing) '\(path)'."
    }
  }

  /// `path`, or the nearest folder above it that is there and can be looked at.
  private static func nearestEntry(to path: String) -> String {
    var path = path
    var raw = stat()
    while unsafe lstat(path, &raw) != 0, path != "/", path != "." {
      path = SystemPath.parent(of: path)
    }
    return path
  }

  /// `path` as one word of a shell.
  private static func quoted(_ path: String) -> String {
    // Byte by byte, as shells read: with a combining mark behind it, a quote is another Character.
    let parts = path.utf8.split(separator: UInt8(ascii: "'"), omittingEmptySubsequences: false)
    return "'" + parts.map { String(Substring($0)) }.joined(separator: #"'\''"#) + "'"
  }

  private static func hint(for code: Code, path: String) -> String? {
    switch code {
    case .permission: "Check who owns it: ls -ld \(quoted(nearestEntry(to: path)))"
    case .notAFolder: "'\(nearestEntry(to: path))' is no folder; name another path or move it away."
    case .notARegularFile: "Name a file, or move away what is there: ls -ld \(quoted(path))"
    case .readOnly: "Name a place that can be written."
    case .invalidPath: "Name another path, or look at what is there: ls -ld \(quoted(path))"
    case .full: "Free some space and run the command again."
    case .io: "Check the disk and run the command again."
    default: nil
    }
  }
}
