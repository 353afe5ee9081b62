package import JSONKit
package import PurserDomain
package import SystemKit

/// The configuration of a gateway as its files say it: JSON5 read, includes in place, old shapes in
/// their new places, unusable parts left out and listed, `${NAME}` references kept as text but in names, which are
/// filled in.
///
/// `load` never throws for what a file says: an unreadable configuration is an error among the
/// findings and `isLoaded` is false, so that an import can name it and still use the files beside
/// it.
package struct GatewayConfig {
  /// Which gateway a configuration belongs to, by the name of its file, newest first.
  package enum Generation: String, CaseIterable, Sendable {
    case openclaw
    case moltbot
    case clawdbot
    case fased

    /// The name of the configuration in a state directory.
    package var fileName: String { rawValue + ".json" }
  }

  /// An agent or a provider as the configuration says it.
  package struct Entry: Equatable, Sendable {
    /// The id as written: of an agent the member `id` or the key, of a provider the key.
    package let id: String
    /// All its members, known and unknown.
    package let value: JSONObject
    /// Its place in `root`, for `place(of:)` and findings.
    package let path: JSONPath
  }

  /// A variable that the configuration sets itself, without its value.
  package struct Variable: Equatable, Sendable {
    /// The variable's name.
    package let name: String
    /// Where it is set.
    package let path: JSONPath
  }

  /// The main file that counted; nil when there was none or none could be read.
  package let file: String?
  /// The gateway by the name of `file`; nil for a file of another name.
  package let generation: Generation?
  /// The effective configuration without its `env` block, whose values may be secrets; empty when
  /// nothing was loaded.
  package let root: JSONObject
  /// The variables that the `env` block sets, in file order.
  package let variables: [Variable]
  /// Where the configuration asks its gateway to take variables from a login shell; nil when it does not.
  let loginShell: JSONPath?
  /// Whether the file has a policy for models itself, and not one that stands for older members.
  let hasOwnPolicy: Bool
  /// What there is to say, in the order of the steps; errors name files that could not be used.
  package let findings: [ImportFinding]

  private let tree: ConfigTree
  /// The configuration with all its references.
  private let written: ConfigTree
  private let sources: SourceFiles
  private let environmentBlock: EnvironmentBlock

  /// Whether there is a configuration; false with an error among the findings when it could not be
  /// used, false without one when there is no file.
  package var isLoaded: Bool { file != nil }

  /// All files that were read for it, the main one first.
  package var files: [String] { sources.files.map(\.path) }

  /// The version that last wrote the file (`meta.lastTouchedVersion`); nil when it does not say.
  package var version: String? { root["meta"]?["lastTouchedVersion"]?.string }

  init(
    file: String?, tree: ConfigTree, written: ConfigTree, hasOwnPolicy: Bool, sources: SourceFiles,
    findings: [ImportFinding]
  ) {
    self.file = file
    self.hasOwnPolicy = hasOwnPolicy
    self.tree = tree
    self.written = written
    self.sources = sources
    self.findings = findings
    let name = file.map(SystemPath.name)
    generation = Generation.allCases.first { $0.fileName == name }
    environmentBlock = EnvironmentBlock(tree.value["env"])
    variables = environmentBlock.variables
    loginShell = environmentBlock.asksLoginShell ? ["env", "shellEnv", "enabled"] : nil
    var root = tree.value.object ?? [:]
    root["env"] = nil
    self.root = root
  }

  /// `config` with `others` after its own findings.
  init(_ config: GatewayConfig, adding others: [ImportFinding]) {
    self.init(
      file: config.file, tree: config.tree, written: config.written,
      hasOwnPolicy: config.hasOwnPolicy, sources: config.sources, findings: config.findings + others
    )
  }

  /// The agents in order: those of `agents.list`, then those of `agents.entries`. The same id may
  /// come twice; the first counts. [research/cli-and-formats.md 12.3]
  package var agents: [Entry] {
    let list = (root["agents"]?["list"]?.array ?? []).enumerated().compactMap { place, value in
      entry(value["id"]?.string, value, ["agents", "list", .index(place)])
    }
    let entries = (root["agents"]?["entries"]?.object ?? [:]).compactMap { key, value in
      entry(key, value, ["agents", "entries", .key(key)])
    }
    return list + entries
  }

  /// The providers of `models.providers` in order.
  package var providers: [Entry] {
    (root["models"]?["providers"]?.object ?? [:]).compactMap { key, value in
      entry(key, value, ["models", "providers", .key(key)])
    }
  }

  private func entry(_ id: String?, _ value: JSON, _ path: JSONPath) -> Entry? {
    guard let id, let object = value.object else { return nil }
    return Entry(id: id, value: object, path: path)
  }

  /// The file and place that the part at `path` of `root` came from, or the nearest part around it;
  /// nil when it came from no file.
  package func place(of path: JSONPath) -> (file: String, position: JSONPosition?)? {
    guard let source = tree.origin.part(path.elements).source else { return nil }
    return (sources.files[source.file].path, sources.position(source.file, source.path))
  }

  /// A finding about the part at `path` of `root`, with its file, line and column.
  package func finding(
    _ kind: ImportFinding.Kind, _ path: JSONPath, _ message: String, hint: String? = nil
  ) -> ImportFinding {
    let place = place(of: path)
    return ImportFinding(
      kind, file: place?.file ?? file ?? "", position: place?.position, path: path, message,
      hint: hint)
  }

  /// The value of a variable as a running gateway has it: that of `environment` before that of the `env`
  /// block; nil when it is not set or blank. It may be a secret.
  func variable(_ name: String, _ environment: Environment) -> String? {
    environmentBlock.variable(name, environment)
  }

  /// The effective configuration as a running gateway sees it: with the values of variables, those
  /// of `environment` before those of the `env` block, and with the fields and short names that it
  /// fills in. For comparing, never for storing. Throws on the first variable that is not set.
  package func resolved(
    environment: Environment, naming: ModelNaming = .standard
  ) throws(MissingVariable) -> JSONObject {
    var environment = environment
    for (name, value) in environmentBlock.values
    where environment[name]?.trimmed.isEmpty != false {
      environment = environment.setting(name, value)
    }
    var value = try EnvironmentText.substituted(written.value, environment).object ?? [:]
    value["env"] = nil
    return ConfigModelDefaults.applied(to: value, naming: naming)
  }
}

/// The `env` block: `env.vars.*`, and beside it any text except under `shellEnv` and `vars`.
struct EnvironmentBlock {
  private(set) var variables: [GatewayConfig.Variable] = []
  private(set) var values: [String: String] = [:]
  /// Whether variables that are not set are to be taken from a login shell.
  let asksLoginShell: Bool

  init(_ block: JSON?) {
    asksLoginShell = block?["shellEnv"]?["enabled"]?.bool == true
    for (name, value) in block?["vars"]?.object ?? [:] {
      if let text = value.string, !text.isEmpty { set(name, text, ["env", "vars", .key(name)]) }
    }
    for (name, value) in block?.object ?? [:] where name != "vars" && name != "shellEnv" {
      if let text = value.string, !text.trimmed.isEmpty { set(name, text, ["env", .key(name)]) }
    }
    // Of a name that is there twice the later place counts.
    var known: Set<String> = []
    variables = variables.reversed().filter { known.insert($0.name).inserted }.reversed()
  }

  /// The value of a variable: that of `environment` before that of the block; nil when it is not set or blank.
  func variable(_ name: String, _ environment: Environment) -> String? {
    let value = environment[name]?.trimmed.isEmpty == false ? environment[name] : nil
    return value ?? values[name]
  }

  private mutating func set(_ name: String, _ value: String, _ path: JSONPath) {
    values[name] = value
    variables.append(GatewayConfig.Variable(name: name, path: path))
  }
}
