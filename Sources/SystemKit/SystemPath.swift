import Glibc

/// Pure rules about path texts; nothing here looks at the file system.
package enum SystemPath {
  /// Returns `name` below `folder`; an absolute `name` stands for itself.
  package static func join(_ folder: String, _ name: String) -> String {
    if name.isEmpty { return folder }
    if folder.isEmpty || name.utf8.first == slash { return name }
    var path = ""
    path.reserveCapacity(folder.utf8.count + 1 + name.utf8.count)
    path += folder
    if folder.utf8.last != slash { path += "/" }
    path += name
    return path
  }

  /// Returns the path without its last part: "/" for a root entry, "." for a bare name.
  package static func parent(of path: String) -> String {
    let bytes = path.utf8.span
    let name = nameStart(bytes, trimmedCount(bytes, bytes.count))
    if name == 0 { return "." }
    let head = trimmedCount(bytes, name - 1)
    return head == 0 ? "/" : String(Substring(path.utf8.prefix(head)))
  }

  /// Returns the last part of the path, "/" for the root, and an empty text for an empty path.
  package static func name(of path: String) -> String {
    let bytes = path.utf8.span
    let end = trimmedCount(bytes, bytes.count)
    let start = nameStart(bytes, end)
    return start == end && end > 0 ? "/" : String(Substring(path.utf8.prefix(end).dropFirst(start)))
  }

  /// Returns `path` made absolute against `folder`, with `.`, `..` and doubled slashes resolved as
  /// text; symbolic links are not looked at.
  package static func absolute(_ path: String, from folder: String) -> String {
    var parts: [Substring.UTF8View] = []
    for part in join(folder, path).utf8.split(separator: slash) {
      if part.elementsEqual(".".utf8) { continue }
      if part.elementsEqual("..".utf8) {
        _ = parts.popLast()
      } else {
        parts.append(part)
      }
    }
    if parts.isEmpty { return "/" }
    // Part by part, as each start asks: `joined` looks its types up by their names, which takes longer than all the rest.
    var absolute = ""
    for part in parts {
      absolute += "/"
      absolute += String(Substring(part))
    }
    return absolute
  }

  /// Whether `path` is `folder` or lies below it, both absolute and free of `..`.
  package static func contains(folder: String, _ path: String) -> Bool {
    if folder == "/" { return path.utf8.first == slash }
    return path.utf8.elementsEqual(folder.utf8) || path.utf8.starts(with: (folder + "/").utf8)
  }

  private static let slash = UInt8(ascii: "/")

  /// How many of the first `count` bytes are left without the slashes at their end; one stays where there is nothing else.
  private static func trimmedCount(_ bytes: Span<UInt8>, _ count: Int) -> Int {
    var count = count
    while count > 1, bytes[count - 1] == slash { count -= 1 }
    return count
  }

  /// Where the part behind the last slash of the first `count` bytes begins; 0 without a slash.
  private static func nameStart(_ bytes: Span<UInt8>, _ count: Int) -> Int {
    var start = count
    while start > 0, bytes[start - 1] != slash { start -= 1 }
    return start
  }

  /// Throws `invalid_path` for a path that is empty or holds a NUL, which C would cut short.
  static func check(_ path: String, doing: String) throws(SystemError) {
    if path.isEmpty {
      throw SystemError(.invalidPath, "Cannot \(doing) '': the path is empty.", subject: path)
    }
    if path.holdsNUL {
      throw SystemError(
        .invalidPath, "Cannot \(doing) a path that contains a NUL character.",
        hint: "Name the file without it.")
    }
  }
}
