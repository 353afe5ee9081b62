import Foundation
import JSONKit
import PurserDomain

@testable import PurserCLI
@testable import PurserTestSupport

// MARK: - What a vector's files say

extension CommandCase {
  private var contents: JSONObject { vector.input["files"]?.object ?? [:] }

  /// Text of the config file, as the vector has it.
  var configText: String {
    let file = contents.first { $0.key.hasSuffix("moltbot.json") }?.value
    return file.map { $0.string ?? $0.text(.compact) } ?? ""
  }

  /// The config file; nil when there is none that can be read.
  var config: JSON? { try? JSON.parse(configText, syntax: .json5) }

  /// The default settings of the config file.
  var defaults: JSON? { config?["agents"]?["defaults"] }

  /// The profiles of the main agent, and what else its file says.
  var profileFile: JSON {
    let file = contents.first { $0.key.hasSuffix("main/agent/auth-profiles.json") }?.value
    return file.flatMap { file in file.string.map { try? JSON.parse($0) } ?? file } ?? .null
  }

  var profiles: [OracleProfile] {
    (profileFile["profiles"]?.object ?? [:]).map { OracleProfile(id: $0.key, value: $0.value) }
  }

  /// The agent's `models.json`.
  var modelsFile: JSON? {
    let file = contents.first { $0.key.hasSuffix("agent/models.json") }?.value
    return file.flatMap { file in file.string.map { try? JSON.parse($0) } ?? file }
  }

  var now: Int64 { vector.input["now"]?.int64 ?? 0 }

  func has(_ word: String) -> Bool { words.contains(word) }
}

/// A profile as its file has it.
struct OracleProfile {
  let id: String
  let value: JSON

  var provider: String { value["provider"]?.string ?? "" }
  var canonical: String { ModelNaming.standard.provider(provider) }
  var type: String { value["type"]?.string ?? "" }
  var expires: Int64? { value["expires"]?.double.flatMap { Int64(exactly: $0.rounded(.down)) } }

  /// Whether the key or token is there and empty (6.6, O9: missing).
  var isBlank: Bool {
    let member = type == "token" ? "token" : "key"
    return type != "oauth" && (value[member]?.string ?? "").trimmed.isEmpty
      && value[member + "Ref"] == nil
  }

  /// Whether an end is named that is no instant (6.6, O9: `invalid_expires`).
  var hasInvalidEnd: Bool {
    type != "api_key" && value["expires"] != nil && !((expires ?? 0) > 0)
  }

  /// Whether it is a login without an end.
  var hasNoEnd: Bool { type == "oauth" && value["expires"] == nil }

  /// Whether it renews itself and ends later than in five minutes, within the day of the peer.
  func isMilder(at now: Int64) -> Bool {
    guard type == "oauth", !(value["refresh"]?.string ?? "").isEmpty, let expires else {
      return false
    }
    return expires - now > 300_000 && expires - now <= 86_400_000
  }

  func isExpired(at now: Int64) -> Bool { type != "api_key" && (1...now).contains(expires ?? 0) }
}

// MARK: - Refused configurations

extension CommandCase {
  /// Whether the gateway refused to start on the files.
  var wasRefused: Bool {
    guard expected["exitCode"]?.int64 == 1 else { return false }
    let text = expected["stderr"]?.string ?? ""
    return ["Invalid config", "Config invalid", "Failed to read config"].contains {
      text.hasPrefix($0)
    }
  }

  /// Whether `result` is what the same words say on the part of the configuration that can be used.
  func agreesWithUsablePart(_ result: RunResult) throws -> Bool {
    var input = vector.input.object ?? [:]
    input["files"] = usableFiles()
    let twin = try CommandCase(
      JSONVector(name: vector.name, input: .object(input), expected: .null), area: area)
    let wanted = twin.harness.run(words: words)
    func placed(_ text: String) -> String {
      text.replacingOccurrences(of: twin.folder.path, with: folder.path)
    }
    return try [0, 1, 65].contains(result.exitCode) && result.exitCode == wanted.exitCode
      && result.output == placed(wanted.output) && result.errors == placed(wanted.errors)
      && hasState(of: twin)
  }

  /// The files without what the gateway complains of, its old spellings as new ones.
  private func usableFiles() -> JSON {
    var files = contents
    guard report != nil, let name = files.keys.first(where: { $0.hasSuffix("moltbot.json") })
    else { return [:] }
    var config = self.config ?? [:]
    if config.object == nil { config = [:] }
    for (path, message) in issues {
      if let key = message.split(separator: "\"").dropFirst().first,
        message.hasPrefix("Unrecognized key")
      {
        config = config.replacing(path + [String(key)]) { _ in nil }
      } else if path == ["agent"], let model = config["agent"]?["model"]?.string {
        config = ["agents": ["defaults": ["model": ["primary": .string(model)]]]]
      } else if path.last?.lowercased().hasSuffix("model") == true {
        config = config.replacing(path) { $0?.string.map { ["primary": .string($0)] } }
      } else {
        config = config.replacing(path) { _ in nil }
      }
    }
    files[name] = config
    return .object(files)
  }

  /// Where the gateway found fault, and with what.
  private var issues: [(path: [String], message: String)] {
    let lines = (expected["stderr"]?.string ?? "").split(separator: "\n").map(String.init)
    return lines.compactMap { line in
      guard line.hasPrefix("  - "), let end = line.range(of: ": ") else { return nil }
      let path = line[..<end.lowerBound].dropFirst(4)
      let keys = path == "<root>" ? [] : keys(of: String(path))
      return (keys, String(line[end.upperBound...]))
    }
  }

  /// The keys of a path; those of the models map hold dots themselves.
  private func keys(of path: String) -> [String] {
    for key in defaults?["models"]?.object?.keys ?? [] {
      let prefix = "agents.defaults.models."
      guard path.hasPrefix(prefix + key) else { continue }
      let rest = path.dropFirst((prefix + key).count).split(separator: ".").map(String.init)
      return ["agents", "defaults", "models", key] + rest
    }
    return path.split(separator: ".").map(String.init)
  }
}

extension JSON {
  /// The value with what is at `path` changed; nil leaves it out.
  fileprivate func replacing(_ path: [String], _ change: (JSON?) -> JSON?) -> JSON {
    guard let key = path.first, var object else { return self }
    object[key] =
      path.count == 1
      ? change(object[key]) : object[key].map { $0.replacing(Array(path.dropFirst()), change) }
    return .object(object)
  }
}
