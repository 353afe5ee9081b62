import JSONKit
import PurserDomain
package import SystemKit

extension GatewayConfig {
  /// The largest main file that is read.
  static let maximumBytes = 16 << 20

  /// Loads the configuration of the state directory: the first of `openclaw.json`, `moltbot.json`,
  /// `clawdbot.json` and `fased.json` that is there.
  ///
  /// One that cannot be used is an error among the findings, and none of an older generation takes its place: that would
  /// be what the gateway was told years ago. Each that is left is a note. A file that a link leads to must lie in the
  /// directory. `environment` is asked for `OPENCLAW_INCLUDE_ROOTS`, the home, and the variables that names stand for.
  package static func load(directory: String, environment: Environment) -> GatewayConfig {
    var findings: [ImportFinding] = []
    var first: (path: String, config: GatewayConfig)?
    for generation in Generation.allCases {
      let path = SystemPath.join(directory, generation.fileName)
      let status: FileStatus
      do throws(SystemError) {
        guard let found = try FileStatus.of(path, followLinks: false) else { continue }
        status = found
      } catch {
        findings.append(
          ImportFinding(unreadable: directory, "The folder cannot be looked into.", error))
        break
      }
      if let first {
        findings.append(
          ImportFinding(
            .note, file: path,
            "'\(generation.fileName)' was not read: '\(SystemPath.name(of: first.path))' beside it counts.",
            hint: "Remove the one that is out of date."))
        continue
      }
      let root = status.kind == .symbolicLink ? directory : nil
      first = (path, load(path, within: root, environment))
    }
    guard let first else { return GatewayConfig(findings: findings) }
    return GatewayConfig(first.config, adding: findings)
  }

  /// Loads the configuration in `file`, whatever its name; links are followed. What is wrong with
  /// it, a missing file included, is an error among the findings.
  package static func load(file: String, environment: Environment) -> GatewayConfig {
    load(file, within: nil, environment)
  }

  private static func load(
    _ path: String, within root: String?, _ environment: Environment
  ) -> GatewayConfig {
    let sources = SourceFiles()
    let current = (try? Directories.current()) ?? "/"
    let absolute = SystemPath.absolute(path, from: current)
    do throws(SourceFiles.Fault) {
      let file = try sources.read(absolute, limit: maximumBytes, within: root)
      var loader = ConfigLoader(
        path: absolute, sources: sources, environment: environment,
        includes: ConfigIncludes(
          sources: sources, folder: SystemPath.parent(of: absolute), environment: environment))
      return loader.load(file)
    } catch {
      let message =
        switch error {
        case .read: "'\(SystemPath.name(of: absolute))' cannot be read."
        case .parse: "'\(SystemPath.name(of: absolute))' is not valid JSON5."
        }
      var finding = ImportFinding(
        .error, file: absolute, position: error.position, message, hint: error.hint,
        cause: error.cause)
      finding.isForbidden = error.isForbidden
      return GatewayConfig(findings: [finding])
    }
  }

  init(findings: [ImportFinding]) {
    self.init(
      file: nil, tree: ConfigTree([:], ConfigOrigin(nil)),
      written: ConfigTree([:], ConfigOrigin(nil)), hasOwnPolicy: false, sources: SourceFiles(),
      findings: findings)
  }
}

/// The steps between the main file's text and the effective configuration, and what they find.
private struct ConfigLoader {
  let path: String
  let sources: SourceFiles
  let environment: Environment
  var includes: ConfigIncludes
  var findings: [ImportFinding] = []

  mutating func load(_ file: Int) -> GatewayConfig {
    var tree: ConfigTree
    do throws(ConfigIncludes.Fault) {
      tree = try includes.resolve(file: file, path: path)
    } catch {
      return GatewayConfig(findings: [finding(error)])
    }
    duplicates()
    guard tree.value.object != nil else {
      return GatewayConfig(
        findings: findings + [
          ImportFinding(
            .error, file: path, position: JSONPosition(line: 1, column: 1),
            "Expected an object, found \(tree.value.kind).")
        ])
    }
    let hasOwnPolicy = [["agents", "defaults"], ["agent"]].contains { (place: JSONPath) in
      tree[place.appending("modelPolicy")] != nil
    }
    tree = migrate(tree)
    tree = storable(tree)
    let written = tree
    tree = check(named(tree))
    return GatewayConfig(
      file: path, tree: tree, written: written, hasOwnPolicy: hasOwnPolicy, sources: sources,
      findings: findings)
  }

  private func finding(_ fault: ConfigIncludes.Fault) -> ImportFinding {
    var found = ImportFinding(
      .error, file: sources.files[fault.source.file].path,
      position: sources.position(fault.source.file, fault.source.path), path: fault.source.path,
      fault.message, hint: fault.cause?.hint, cause: fault.cause?.cause)
    if let unreadable = fault.unreadable {
      found.file = unreadable
      found.position = fault.cause?.position
      found.path = .root
      found.isForbidden = fault.cause?.isForbidden ?? false
    }
    return found
  }

  private mutating func duplicates() {
    for file in sources.files {
      for duplicate in file.duplicates {
        findings.append(
          ImportFinding(
            .note, file: file.path, position: duplicate.position, path: duplicate.path,
            "The key is there twice; the last one counts.", hint: "Remove one of the two."))
      }
    }
  }

  private mutating func migrate(_ tree: ConfigTree) -> ConfigTree {
    let (migrated, changes) = LegacyShapes.migrated(tree)
    for change in changes { findings.append(finding(.note, change.path, tree, change.message)) }
    return migrated
  }

  private mutating func storable(_ tree: ConfigTree) -> ConfigTree {
    let bytes = sources.files.map(\.bytes).first(where: UnstorableTexts.mayOccur)
    let unstorable = UnstorableTexts(in: tree.value, readFrom: bytes ?? [])
    for part in unstorable.parts {
      findings.append(finding(.skipped, part.path, tree, part.message))
    }
    return unstorable.removed(from: tree)
  }

  private mutating func named(_ tree: ConfigTree) -> ConfigTree {
    guard sources.files.contains(where: { ConfigNames.mayOccur(in: $0.bytes) }) else { return tree }
    let block = EnvironmentBlock(tree.value["env"])
    var names = ConfigNames { [environment] in block.variable($0, environment) }
    let value = names.filled(tree.value)
    let removed = RemovedElements(findings)
    for remark in names.remarks {
      findings.append(
        finding(
          .note, remark.path, tree, remark.message, written: removed.written(remark.path),
          hint: remark.hint))
    }
    return value.map { ConfigTree($0, tree.origin) } ?? tree
  }

  private mutating func check(_ tree: ConfigTree) -> ConfigTree {
    let removed = RemovedElements(findings)
    var gone: [JSONPath] = []
    for (key, shape) in ConfigShape.configuration {
      guard let section = tree.value[key] else { continue }
      for fault in shape.faults(section, at: [.key(key)]) {
        findings.append(
          finding(
            fault.isRemoved ? .skipped : .note, fault.path, tree, fault.message,
            written: removed.written(fault.path)))
        if fault.isRemoved { gone.append(fault.path) }
      }
    }
    var result = tree
    result.remove(all: gone)
    return result
  }

  private func finding(
    _ kind: ImportFinding.Kind, _ path: JSONPath, _ tree: ConfigTree, _ message: String,
    written: JSONPath? = nil, hint: String? = nil
  ) -> ImportFinding {
    let source = tree.origin.part(path.elements).source
    return ImportFinding(
      kind, file: source.map { sources.files[$0.file].path } ?? self.path,
      position: source.flatMap { sources.position($0.file, $0.path) }, path: written ?? path,
      message, hint: hint)
  }
}
