import CSQLite
import SQLKit

/// The little that a driver must know of its file and that SQLite does not tell.
enum FileState {
  /// Makes an empty file with mode 0600. Returns false when something is there already.
  static func create(_ path: String) throws(SQLError) -> Bool {
    let made = unsafe purser_create_private_file(path)
    // "No such file" of a file that is to be made: its folder does not take one.
    if made == -ENOENT {
      throw SQLError(
        .unavailable, "the folder takes no such file", backendCode: Int(SQLITE_CANTOPEN))
    }
    guard made >= 0 else { throw error(-made) }
    return made == 1
  }

  /// Takes an empty file that somebody else made away from everybody but its owner; SQLite gives those beside it the same mode.
  static func makePrivate(_ path: String) throws(SQLError) {
    if try size(path) == 0 { unsafe purser_make_private(path) }
  }

  /// Removes the file, if it is there.
  static func remove(_ path: String) {
    _ = unsafe purser_remove_file(path)
  }

  /// Returns the file's size, or throws why it cannot be told; `missing` when there is no file.
  static func size(_ path: String) throws(SQLError) -> Int64 {
    let size = unsafe purser_file_size(path)
    guard size >= 0 else { throw error(Int32(-size)) }
    return size
  }

  /// What tells that a file was written to.
  struct Stamp: Equatable {
    var changed: Int64 = -1
    var size: Int64 = -1
  }

  /// Returns the file's stamp.
  static func stamp(_ path: String) -> Stamp {
    var stamp = Stamp()
    unsafe purser_file_stamp(path, &stamp.changed, &stamp.size)
    return stamp
  }

  /// Throws `unavailable` when there is something else than a file at `path`: opening a pipe would wait for ever, and a link
  /// that leads to nothing is no place that waits for a store.
  static func requireFile(_ path: String) throws(SQLError) {
    let kind = unsafe purser_is_no_file(path)
    guard kind == 0 else {
      throw SQLError(
        .unavailable,
        kind == 1
          ? "it is a folder"
          : kind == 2 ? "it is no regular file" : "it is a link that leads to nothing",
        backendCode: Int(SQLITE_CANTOPEN))
    }
  }

  /// Throws why the file cannot be read, if the system says so: `missing`, `permission`.
  static func requireReadable(_ path: String) throws(SQLError) {
    _ = try size(path)
    guard unsafe purser_can_read(path) == 1 else { throw error(EACCES) }
  }

  /// Whether the database file holds the whole state. Only then may a reader open it with `immutable=1`, which leaves out
  /// what stands in the write-ahead log or a journal.
  static func isWhole(_ path: String) -> Bool {
    ["-wal", "-journal"].allSatisfy { ((try? size(path + $0)) ?? 0) == 0 }
  }

  /// Whether the log has no index, which its writers keep as long as one of them has it open.
  static func lacksIndex(_ path: String) -> Bool {
    do {
      _ = try size(path + "-shm")
      return false
    } catch {
      return error.code == .missing
    }
  }

  /// `error` of a reader that found a log or a journal with content, whose index it may not make.
  static func unrecovered(_ error: SQLError) -> SQLError {
    SQLError(
      .unrecovered, "its log needs an index, which cannot be made in this folder",
      backendCode: error.backendCode)
  }

  /// Whether this process may make files in the folder of `path`.
  static func canMakeFiles(beside path: String) -> Bool { writeFault(folder(of: path)) == 0 }

  /// Returns what `error` means that a writer of the database at `path` met: `readOnly`, with what stands in the way of writing
  /// (the file, those beside it and their folder, as far as they are there), where something does.
  ///
  /// SQLite opens what it may not write for reading, and then says only that it cannot open the index of the log. `fault` tells
  /// the system's error number for writing a path.
  static func refused(
    _ error: SQLError, at path: String, fault: (String) -> Int32 = writeFault
  ) -> SQLError {
    guard error.code == .readOnly || error.code == .unavailable else { return error }
    let closed = (["", "-wal", "-shm"].map { path + $0 } + [folder(of: path)])
      .filter { ![0, ENOENT, ENOTDIR, ELOOP].contains(fault($0)) }
    guard error.code == .readOnly || !closed.isEmpty else { return error }
    var refused = error
    refused.code = .readOnly
    refused.files = closed
    if closed.contains(where: { fault($0) == EROFS }) {
      refused.message = Self.error(EROFS).message
    }
    return refused
  }

  /// The system's error number for writing a file or folder; 0 where this process may.
  private static func writeFault(_ path: String) -> Int32 { unsafe purser_write_fault(path) }

  /// `path` as part of a URI.
  static func escaped(_ path: String) -> String {
    let plain = Set("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~/".utf8)
    var result = ""
    for byte in path.utf8 {
      if plain.contains(byte) {
        result.unicodeScalars.append(Unicode.Scalar(byte))
      } else {
        result += (byte < 16 ? "%0" : "%") + String(byte, radix: 16)
      }
    }
    return result
  }

  private static func folder(of path: String) -> String {
    guard let slash = path.utf8.lastIndex(of: UInt8(ascii: "/")) else { return "." }
    return slash == path.startIndex ? "/" : String(path[..<slash])
  }

  private static func error(_ number: Int32) -> SQLError {
    switch number {
    case ENOENT, ENOTDIR:
      SQLError(.missing, "no such file or folder", backendCode: Int(SQLITE_CANTOPEN))
    case EACCES, EPERM:
      SQLError(.permission, "not permitted by the system", backendCode: Int(SQLITE_CANTOPEN))
    case EROFS:
      SQLError(.readOnly, "the file system is read-only", backendCode: Int(SQLITE_CANTOPEN))
    case ENOSPC, EDQUOT:
      SQLError(.full, "no space left", backendCode: Int(SQLITE_FULL))
    default:
      SQLError(.unavailable, "error \(number) of the system", backendCode: Int(SQLITE_CANTOPEN))
    }
  }
}
