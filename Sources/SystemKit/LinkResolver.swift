/// Tells to which place absolute paths lead once links are resolved, as far as they exist, so that two spellings
/// of one place are found to be one.
///
/// What it has found of folders it remembers: a thousand folders side by side cost a look at each.
package struct LinkResolver {
  private var folders: [String: String] = ["/": "/"]

  /// Knows nothing yet.
  package init() {}

  /// Returns where the folder at `path` lies; what does not exist is kept as it is written, and so is a path that is
  /// not absolute.
  package mutating func folder(_ path: String) -> String {
    guard path.utf8.first == UInt8(ascii: "/") else { return path }
    if let known = folders[path] { return known }
    let place = resolved(path)
    folders[path] = place
    return place
  }

  /// Takes note of a folder that was seen at `path` and is no link, so that it is not looked at again.
  package mutating func note(folder path: String) {
    let above = folder(SystemPath.parent(of: path))
    folders[path] = SystemPath.join(above, SystemPath.name(of: path))
  }

  /// Returns where the file at `path` lies by its folder; whether the file itself is a link is not asked.
  package mutating func file(_ path: String) -> String {
    SystemPath.join(folder(SystemPath.parent(of: path)), SystemPath.name(of: path))
  }

  private mutating func resolved(_ path: String) -> String {
    let above = SystemPath.parent(of: path)
    let name = SystemPath.name(of: path)
    guard above != path, name != ".", name != ".." else {
      return (try? Directories.realPath(path)) ?? path
    }
    let place = SystemPath.join(folder(above), name)
    guard (try? FileStatus.of(place, followLinks: false))?.kind == .symbolicLink else {
      return place
    }
    return (try? Directories.realPath(place)) ?? place
  }
}
