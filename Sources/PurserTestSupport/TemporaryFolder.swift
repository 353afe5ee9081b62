import Foundation

/// A fresh folder below the system's temporary directory that is removed with the value.
package final class TemporaryFolder: Sendable {
  /// Absolute path without symbolic links and without a closing slash.
  package let path: String

  /// Makes the folder with mode 0700; throws when the temporary directory cannot be written.
  package init() throws {
    let base = FileManager.default.temporaryDirectory.resolvingSymlinksInPath()
    let folder = base.appendingPathComponent("purser-test-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    path = folder.path
  }

  deinit {
    try? FileManager.default.removeItem(atPath: path)
  }

  /// Returns the absolute path of `name` inside the folder; nothing is made.
  package func path(_ name: String) -> String { path + "/" + name }

  /// Writes `text` to `name`, making the folders above it, and returns the file's absolute path.
  @discardableResult
  package func write(_ text: String, to name: String) throws -> String {
    try write([UInt8](text.utf8), to: name)
  }

  /// Writes `bytes` to `name`, making the folders above it, and returns the file's absolute path.
  @discardableResult
  package func write(_ bytes: [UInt8], to name: String) throws -> String {
    let file = URL(fileURLWithPath: path(name))
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(bytes).write(to: file)
    return file.path
  }

  /// Makes the symbolic link `name`, which leads to `target`, and returns its absolute path.
  @discardableResult
  package func link(_ name: String, to target: String) throws -> String {
    try FileManager.default.createSymbolicLink(atPath: path(name), withDestinationPath: target)
    return path(name)
  }

  /// Makes the folder `name` and those above it, and returns its absolute path.
  @discardableResult
  package func makeFolder(_ name: String) throws -> String {
    try FileManager.default.createDirectory(atPath: path(name), withIntermediateDirectories: true)
    return path(name)
  }

  /// Returns the bytes of the file `name`; throws when it cannot be read.
  package func bytes(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: path(name))))
  }

  /// Returns the text of the file `name`; throws when it cannot be read or is not UTF-8.
  package func text(_ name: String) throws -> String {
    try String(contentsOfFile: path(name), encoding: .utf8)
  }

  /// Returns whether something exists at `name`.
  package func exists(_ name: String) -> Bool {
    FileManager.default.fileExists(atPath: path(name))
  }

  /// Removes the file or folder `name`; throws when it is not there.
  package func remove(_ name: String) throws {
    try FileManager.default.removeItem(atPath: path(name))
  }

  /// Returns the permission bits of `name`, such as 0o600; throws when it is not there.
  package func mode(_ name: String) throws -> Int {
    let attributes = try FileManager.default.attributesOfItem(atPath: path(name))
    return (attributes[.posixPermissions] as? Int) ?? 0
  }

  /// Gives `name` these permission bits; throws when it is not there.
  package func setMode(_ name: String, _ mode: Int) throws {
    try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path(name))
  }

  /// Copies the file or folder at the absolute path `source` to `name` with all that is below it,
  /// writable for its owner, and returns the copy's absolute path.
  @discardableResult
  package func copy(_ source: String, to name: String) throws -> String {
    let target = path(name)
    let manager = FileManager.default
    let below = manager.enumerator(atPath: source)?.compactMap { $0 as? String } ?? []
    for entry in [""] + below.map({ "/" + $0 }) {
      let from = source + entry
      switch try manager.attributesOfItem(atPath: from)[.type] as? FileAttributeType {
      case .typeDirectory?:
        try manager.createDirectory(atPath: target + entry, withIntermediateDirectories: true)
      case .typeSymbolicLink?:
        let aim = try manager.destinationOfSymbolicLink(atPath: from)
        try manager.createSymbolicLink(atPath: target + entry, withDestinationPath: aim)
      default:
        let data = try Data(contentsOf: URL(fileURLWithPath: from))
        try write([UInt8](data), to: name + entry)
      }
    }
    return target
  }
}
