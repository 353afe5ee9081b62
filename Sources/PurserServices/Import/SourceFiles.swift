import JSONKit
import SystemKit

/// The files a configuration was read from, kept for naming places in them.
///
/// Places are looked up by scanning a file once, and only when something is to be said about it.
final class SourceFiles {
  struct File {
    let path: String
    let bytes: [UInt8]
    let value: JSON
    let duplicates: [JSONDuplicate]
  }

  /// Why a file is no part of a configuration.
  enum Fault: Error {
    case read(SystemError)
    case parse(JSONError)

    var cause: String {
      switch self {
      case .read(let error): error.message
      case .parse(let error): error.message
      }
    }

    /// Whether the file is there and this user may not read it.
    var isForbidden: Bool {
      if case .read(let error) = self { error.code == .permission } else { false }
    }

    var position: JSONPosition? {
      if case .parse(let error) = self { error.position } else { nil }
    }

    var hint: String? {
      switch self {
      case .read(let error): error.hint
      case .parse(let error): error.hint
      }
    }
  }

  private(set) var files: [File] = []
  private var locators: [Int: JSONLocator] = [:]

  /// Reads and parses the file at `path` and returns its number; a file read before is not read
  /// again.
  func read(_ path: String, limit: Int, within root: String?) throws(Fault) -> Int {
    if let known = files.firstIndex(where: { $0.path == path }) { return known }
    let bytes: [UInt8]
    do throws(SystemError) {
      bytes = try FileReader.read(path, limit: limit, within: root)
    } catch {
      throw .read(error)
    }
    do throws(JSONError) {
      let read = try JSON.parseListingDuplicates(
        bytes, syntax: .json5, limits: JSONLimits(bytes: limit))
      files.append(
        File(path: path, bytes: bytes, value: read.value, duplicates: read.duplicates))
    } catch {
      throw .parse(error)
    }
    return files.count - 1
  }

  /// The place of `path` in the file of that number, or of the nearest value around it.
  func position(_ file: Int, _ path: JSONPath) -> JSONPosition? {
    if locators[file] == nil {
      let bytes = files[file].bytes
      locators[file] = JSONLocator(bytes, syntax: .json5, limits: JSONLimits(bytes: bytes.count))
    }
    var path = path
    while true {
      if let position = locators[file]?.position(of: path) { return position }
      guard let parent = path.parent else { return nil }
      path = parent
    }
  }
}
