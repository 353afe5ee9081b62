import JSONKit
import PurserDomain
import SystemKit

/// Puts the files that `$include` names in its place, anywhere in a configuration.
///
/// The older gateways follow any path, the newer ones only below the folder of the configuration
/// and the folders of `OPENCLAW_INCLUDE_ROOTS`; the merge rules and messages are the same in both.
/// [research/cli-and-formats.md 12.3]
struct ConfigIncludes {
  static let key = "$include"
  static let maximumDepth = 10
  static let maximumBytes = 2 << 20
  static let maximumPathBytes = 4096
  /// A few files that include one another many times could ask for any amount of work.
  static let maximumFiles = 1000

  /// Why a configuration cannot be put together, and where.
  struct Fault: Error {
    var source: ConfigOrigin.Source
    var message: String
    var cause: SourceFiles.Fault?
    /// The file that could not be parsed, when that is the reason.
    var unreadable: String?

    /// The message may name paths as a file writes them, so it is made safe to show.
    init(
      _ source: ConfigOrigin.Source, _ message: String, cause: SourceFiles.Fault? = nil,
      unreadable: String? = nil
    ) {
      self.source = source
      self.message = message.printable
      self.cause = cause
      self.unreadable = unreadable
    }
  }

  /// A file being read: its number, its path as text, and the paths that led to it, itself last.
  private struct Frame {
    var file: Int
    var chain: [String]
    var folder: String { SystemPath.parent(of: chain.last ?? "/") }
  }

  let sources: SourceFiles
  /// The folders that included files must lie below after links are resolved; the first is the
  /// configuration's own.
  let roots: [String]
  private var count = 0

  init(sources: SourceFiles, folder: String, environment: Environment) {
    self.sources = sources
    let more = (environment.nonEmpty("OPENCLAW_INCLUDE_ROOTS") ?? "").utf8
      .split(separator: UInt8(ascii: ":"))
      .map { Directories.expandHome(String(Substring($0)).trimmed, environment) }
      .filter { $0.utf8.first == UInt8(ascii: "/") }
    roots = ([folder] + more).compactMap { try? Directories.realPath($0) }
  }

  /// The content of the file of that number, which lies at the absolute `path`, with all its
  /// includes in place.
  mutating func resolve(file: Int, path: String) throws(Fault) -> ConfigTree {
    try content(Frame(file: file, chain: [path]))
  }

  private mutating func content(_ frame: Frame) throws(Fault) -> ConfigTree {
    let value = sources.files[frame.file].value
    guard value.mentions(Self.key) else {
      return ConfigTree(value, ConfigOrigin(.init(file: frame.file, path: .root)))
    }
    var path: [JSONPath.Element] = []
    return try resolved(value, &path, frame)
      ?? ConfigTree(value, ConfigOrigin(.init(file: frame.file, path: .root)))
  }

  /// The value with its includes in place; nil when there are none in it.
  private mutating func resolved(
    _ value: JSON, _ path: inout [JSONPath.Element], _ frame: Frame
  ) throws(Fault) -> ConfigTree? {
    let members: [(JSONPath.Element, JSON)]
    switch value {
    case .array(let elements):
      members = elements.enumerated().map { (.index($0.offset), $0.element) }
    case .object(let object):
      if let include = object[Self.key] {
        return try included(include, beside: object, path, frame)
      }
      members = object.map { (.key($0.key), $0.value) }
    default: return nil
    }
    var result: ConfigTree?
    for (element, member) in members {
      path.append(element)
      if let changed = try resolved(member, &path, frame) {
        if result == nil { result = ConfigTree(value, origin(JSONPath(path.dropLast()), frame)) }
        result?.put(changed, at: [element])
      }
      path.removeLast()
    }
    return result
  }

  private func origin(_ path: JSONPath, _ frame: Frame) -> ConfigOrigin {
    ConfigOrigin(.init(file: frame.file, path: path))
  }

  private mutating func included(
    _ include: JSON, beside object: JSONObject, _ path: [JSONPath.Element], _ frame: Frame
  ) throws(Fault) -> ConfigTree {
    let here = JSONPath(path)
    let place = ConfigOrigin.Source(file: frame.file, path: here.appending(Self.key))
    let content: ConfigTree
    switch include {
    case .string(let name): content = try load(name, place, frame)
    case .array(let names):
      var merged = ConfigTree([:], origin(here, frame))
      for (index, name) in names.enumerated() {
        let place = ConfigOrigin.Source(file: place.file, path: place.path.appending(index))
        guard let name = name.string else {
          throw Fault(
            place,
            "Invalid $include array item: expected string, got \(name.scriptType)")
        }
        merged = merged.merged(with: try load(name, place, frame))
      }
      content = merged
    default:
      throw Fault(
        place,
        "Invalid $include value: expected string or array of strings, got "
          + include.scriptType)
    }
    guard object.count > 1 else { return content }
    guard content.value.object != nil else {
      throw Fault(
        place, "Sibling keys require included content to be an object")
    }
    var rest = object
    rest[Self.key] = nil
    var path = path
    let siblings =
      try resolved(.object(rest), &path, frame) ?? ConfigTree(.object(rest), origin(here, frame))
    return content.merged(with: siblings)
  }

  private mutating func load(
    _ name: String, _ place: ConfigOrigin.Source, _ frame: Frame
  ) throws(Fault) -> ConfigTree {
    guard !name.utf8.contains(0) else {
      throw Fault(place, "Include path must not contain a NUL byte")
    }
    let path = SystemPath.absolute(name, from: frame.folder)
    guard name.utf8.count < Self.maximumPathBytes, path.utf8.count < Self.maximumPathBytes else {
      throw Fault(
        place,
        "Include path must be shorter than \(Self.maximumPathBytes) characters")
    }
    if frame.chain.contains(path) {
      throw Fault(
        place,
        "Circular include detected: "
          + (frame.chain + [path]).joined(separator: " -> "))
    }
    guard frame.chain.count <= Self.maximumDepth else {
      throw Fault(
        place,
        "Maximum include depth (\(Self.maximumDepth)) exceeded at: \(name)")
    }
    count += 1
    guard count <= Self.maximumFiles else {
      throw Fault(place, "More than \(Self.maximumFiles) files are included")
    }
    let file = try read(name, path, place)
    return try content(Frame(file: file, chain: frame.chain + [path]))
  }

  private func read(
    _ name: String, _ path: String, _ place: ConfigOrigin.Source
  ) throws(Fault) -> Int {
    do throws(SourceFiles.Fault) {
      let root = try root(of: path)
      return try sources.read(path, limit: Self.maximumBytes, within: root)
    } catch {
      switch error {
      case .parse:
        throw Fault(
          place, "Failed to parse include file: \(name) (resolved: \(path))", cause: error,
          unreadable: path)
      case .read(let system) where system.code == .outsideRoot:
        throw Fault(
          place,
          "Include path escapes config directory: \(name) (root: \(roots.first ?? ""))",
          cause: error)
      case .read(let system):
        throw Fault(
          place, "Failed to read include file: \(name) (resolved: \(path))", cause: error,
          unreadable: system.code == .permission ? path : nil)
      }
    }
  }

  /// The root that the file lies below after links are resolved.
  private func root(of path: String) throws(SourceFiles.Fault) -> String {
    let real: String
    do throws(SystemError) {
      real = try Directories.realPath(path)
    } catch {
      // A path outside is told so even when there is nothing: otherwise files could be probed for.
      guard roots.contains(where: { SystemPath.contains(folder: $0, nearestReal(path)) }) else {
        throw .read(SystemError(.outsideRoot, "'\(path)' lies outside the configuration."))
      }
      throw .read(error)
    }
    guard let root = roots.first(where: { SystemPath.contains(folder: $0, real) }) else {
      throw .read(
        SystemError(.outsideRoot, "'\(path)' lies outside the configuration.", subject: path))
    }
    return root
  }

  /// The path of the nearest folder above that exists, with links resolved.
  private func nearestReal(_ path: String) -> String {
    var folder = path
    while folder != "/", folder != "." {
      folder = SystemPath.parent(of: folder)
      if let real = try? Directories.realPath(folder) { return real }
    }
    return "/"
  }
}

extension JSON {
  /// Whether an object in the value has the member `key`.
  fileprivate func mentions(_ key: String) -> Bool {
    switch self {
    case .array(let elements): elements.contains { $0.mentions(key) }
    case .object(let object): object.contains { $0.key == key || $0.value.mentions(key) }
    default: false
    }
  }

  /// The kind as JavaScript's `typeof` names it.
  fileprivate var scriptType: String {
    switch self {
    case .string, .number, .bool: kind
    default: "object"
    }
  }
}
