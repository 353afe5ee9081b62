import JSONKit
import SystemKit

/// A program `purser-provider-NAME` that knows a provider, as credential helpers know hosts.
///
/// It reads `{"protocolVersion":1,"command":"manifest","provider":NAME}` from its standard input and answers
/// `{"protocolVersion":1,"manifest":{…}}`. What it writes to standard error is not shown.
struct PluginProgram {
  let name: String
  let path: String

  private static let prefix = "purser-provider-"
  private static let timeLimit: Int64 = 5_000
  private static let sizeLimit = 131_072

  /// The programs of `PATH`, the first of each name, sorted by name.
  static func all(_ environment: Environment) -> [PluginProgram] {
    var found: [String: PluginProgram] = [:]
    for folder in environment.searchPath {
      guard let entries = try? Directories.list(folder) else { continue }
      for entry in entries where entry.isText && entry.name.hasPrefix(prefix) {
        let name = String(entry.name.dropFirst(prefix.count))
        let path = "\(folder)/\(entry.name)"
        guard found[name] == nil, ProviderManifest.isCanonical(name),
          let status = try? FileStatus.of(path), status.kind == .regular, status.mode & 0o111 != 0
        else { continue }
        found[name] = PluginProgram(name: name, path: path)
      }
    }
    return found.values.sorted { $0.name < $1.name }
  }

  /// Asks for its manifest. Throws `interrupted` only; everything else is a fault of the program.
  func ask(
    _ environment: Environment
  ) throws(SystemError) -> Result<ProviderManifest, ManifestFault> {
    if let status = try? FileStatus.of(path), status.mode & 0o022 != 0 {
      return .failure(ManifestFault("the program can be changed by others"))
    }
    let request: JSON = [
      "protocolVersion": 1, "command": "manifest", "provider": .string(name),
    ]
    let outcome: Subprocess.Outcome
    do throws(SystemError) {
      outcome = try Subprocess.run(
        [path], input: Array((request.text(.compact) + "\n").utf8),
        environment: Self.passed(environment), timeoutMilliseconds: Self.timeLimit,
        outputLimit: Self.sizeLimit, isStranger: true)
    } catch {
      switch error.code {
      case .interrupted: throw error
      case .timedOut:
        return .failure(ManifestFault("the program did not end within \(Self.timeLimit) ms"))
      case .tooLarge: return .failure(ManifestFault("the program writes too much"))
      default: return .failure(ManifestFault("the program cannot be run"))
      }
    }
    guard outcome.succeeded else {
      let end = outcome.status.map { "ended with \($0)" } ?? "was ended by a signal"
      return .failure(ManifestFault("the program \(end)"))
    }
    return Result { () throws(ManifestFault) in try manifest(in: outcome.output) }
  }

  private func manifest(in output: [UInt8]) throws(ManifestFault) -> ProviderManifest {
    let limits = JSONLimits(bytes: Self.sizeLimit, depth: 16)
    guard let answer = try? JSON.parse(output, limits: limits), let members = answer.object else {
      throw ManifestFault("the program does not answer with a JSON object")
    }
    guard members["protocolVersion"]?.int64 == 1 else {
      throw ManifestFault("the program answers in another version of the protocol")
    }
    guard let manifest = members["manifest"] else {
      throw ManifestFault("the program's answer has no 'manifest'")
    }
    return try ProviderManifest(manifest, expected: name)
  }

  /// What a program may need to find its way, and no credential.
  private static func passed(_ environment: Environment) -> Environment {
    let names = ["PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "XDG_CONFIG_HOME", "XDG_DATA_HOME"]
    return names.reduce(Environment()) { $0.setting($1, environment[$1]) }
  }
}
