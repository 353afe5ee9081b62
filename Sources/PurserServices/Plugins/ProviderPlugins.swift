import ProviderManifests
package import SystemKit

/// The providers that are known, each with where its manifest comes from, and those that are left out.
///
/// A file below `purser/providers` of the configuration folder stands for a program of the same provider, and both stand
/// for what is bundled. Reading takes the manifests apart, so only commands about providers do it.
package struct ProviderPlugins: Equatable, Sendable {
  /// Where a manifest comes from.
  package enum Origin: Equatable, Sendable {
    case bundled
    case file(String)
    case program(String)

    /// `bundled`, `file` or `program`.
    package var word: String {
      switch self {
      case .bundled: "bundled"
      case .file: "file"
      case .program: "program"
      }
    }

    /// The path; nil for what is bundled.
    package var path: String? {
      switch self {
      case .bundled: nil
      case .file(let path), .program(let path): path
      }
    }
  }

  /// A provider that is known.
  package struct Plugin: Equatable, Sendable {
    package var manifest: ProviderManifest
    package var origin: Origin
    /// What it stands for: the manifest of the same id that would count without it.
    package var replaced: Origin?
  }

  /// A manifest that is left out.
  package struct Broken: Equatable, Sendable {
    /// The id that its name promises.
    package var id: String
    package var origin: Origin
    /// What is wrong, as a phrase.
    package var reason: String
  }

  /// Sorted by id.
  package private(set) var plugins: [Plugin] = []
  /// Sorted by id, then path.
  package private(set) var broken: [Broken] = []

  /// Reads what is bundled, then the programs `purser-provider-NAME` of `PATH`, then the files. Throws `interrupted` and
  /// whatever keeps the folder from being read; a broken manifest only leaves itself out.
  package init(environment: Environment) throws(SystemError) {
    var known: [String: Plugin] = [:]
    /// What each manifest stands for, in order.
    var earlier: [String: [Plugin]] = [:]
    func add(_ id: String, _ origin: Origin, _ read: () throws(ManifestFault) -> ProviderManifest) {
      do throws(ManifestFault) {
        let manifest = try read()
        if let replaced = known[id] { earlier[id, default: []].append(replaced) }
        known[id] = Plugin(manifest: manifest, origin: origin, replaced: known[id]?.origin)
      } catch {
        broken.append(Broken(id: id, origin: origin, reason: error.phrase))
      }
    }
    for (name, text) in BundledManifests.files {
      add(name, .bundled) { () throws(ManifestFault) in
        try ProviderManifest(Array(text.description.utf8), expected: name)
      }
    }
    for program in PluginProgram.all(environment) {
      let answer = try program.ask(environment)
      add(program.name, .program(program.path)) { () throws(ManifestFault) in try answer.get() }
    }
    for (name, path) in try Self.files(environment) {
      let bytes = Result { () throws(SystemError) in try FileReader.read(path, limit: 65_536) }
      add(name, .file(path)) { () throws(ManifestFault) in
        guard case .success(let bytes) = bytes else { throw ManifestFault("it cannot be read") }
        return try ProviderManifest(bytes, expected: name)
      }
    }
    dropTakenAliases(&known, earlier)
    plugins = known.values.sorted { $0.manifest.id < $1.manifest.id }
    broken.sort { ($0.id, $0.origin.path ?? "") < ($1.id, $1.origin.path ?? "") }
  }

  /// The provider of that id or alias; nil when none is known.
  package func plugin(_ name: String) -> Plugin? {
    plugins.first { $0.manifest.id == name } ?? plugins.first { $0.manifest.aliases.contains(name) }
  }

  /// An admin's alias must not take another provider's name: its manifest is left out, and the one it stands for counts.
  private mutating func dropTakenAliases(
    _ known: inout [String: Plugin], _ earlier: [String: [Plugin]]
  ) {
    var owners: [String: String] = [:]
    for (id, plugin) in known.sorted(by: { $0.key < $1.key }) where plugin.origin == .bundled {
      for name in plugin.manifest.aliases { owners[name] = id }
    }
    let later = known.filter { $0.value.origin != .bundled }.keys.sorted()
    for id in later {
      var rest = earlier[id] ?? []
      while let plugin = known[id], plugin.origin != .bundled {
        let taken = plugin.manifest.aliases.first { alias in
          known[alias] != nil || owners[alias].map { $0 != id } ?? false
        }
        guard let taken else {
          for name in plugin.manifest.aliases { owners[name] = id }
          break
        }
        known[id] = rest.popLast()
        broken.append(
          Broken(
            id: id, origin: plugin.origin,
            reason: "its alias '\(taken)' is the name of another provider"))
      }
    }
  }

  /// Where the admin's manifests stand.
  static func folder(_ environment: Environment) -> String {
    Directories.configuration(environment) + "/purser/providers"
  }

  /// Name without ending, and path, of each manifest of the admin, sorted; at most 1,000.
  static func files(
    _ environment: Environment
  ) throws(SystemError) -> [(name: String, path: String)] {
    let folder = folder(environment)
    let entries: [Directories.Entry]
    do throws(SystemError) {
      entries = try Directories.list(folder)
    } catch {
      guard error.code == .notFound else { throw error }
      return []
    }
    return entries.filter { $0.isText && $0.name.hasSuffix(".json") && !$0.name.hasPrefix(".") }
      .map { (String($0.name.dropLast(5)), folder + "/" + $0.name) }
      .sorted { $0.0 < $1.0 }.prefix(1000).map { (name: $0.0, path: $0.1) }
  }
}
