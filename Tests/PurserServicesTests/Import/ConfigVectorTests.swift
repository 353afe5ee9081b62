import Foundation
import JSONKit
import PurserDomain
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserServices

/// The loaded configuration beside what the gateway of January 2026 made of the same files.
///
/// Where the two differ on purpose, `Departure` has the rule; a vector that differs without one
/// fails.
@Suite(.enabled(if: Shared.isPresent)) struct ConfigVectorTests {
  @Test func `a text of nothing but beginnings of variables kept an import for minutes`() {
    let text = String(repeating: "${", count: 100_000)
    #expect(EnvironmentText.pieces(text) == [.literal(text)])
    #expect(EnvironmentText.pieces("a$${B}${C}") == [.literal("a${B}"), .reference("C")])
  }

  enum Departure: String, CaseIterable {
    case lenient = "formats 12.2: unknown keys and wrong types are findings, the rest is used"
    case textModel = "formats 12.6: a model as text is its primary one"
    case oldShapes = "formats 12.6: old shapes are moved while loading"
    case references = "formats 12.4: the reference is kept, not the value"
    case agentFolders = "formats 12.2: agents that share a folder are decided when they are stored"
    case confinement = "formats 12.3: includes stay below the configuration's folder"
  }

  struct Case: CustomTestStringConvertible, Sendable {
    let name: String
    let input: JSON
    let expected: JSON
    var testDescription: String { name }
  }

  static func cases(_ area: String) -> [Case] {
    guard Shared.isPresent, let bytes = try? Shared.vectorBytes(area),
      let vectors = try? JSON.parse(bytes).array
    else { return [] }
    return vectors.map {
      Case(
        name: $0["case"]?.string ?? "", input: $0["input"] ?? nil, expected: $0["expected"] ?? nil)
    }
  }

  @Test(arguments: cases("env-substitution"))
  func `a reference to a variable is replaced as the gateway does`(vector: Case) throws {
    let environment = Environment(vector.input["env"]?.texts ?? [:])
    let value = vector.input["value"] ?? nil
    if let message = vector.expected["throws"]?.string {
      let error = #expect(throws: MissingVariable.self) {
        try EnvironmentText.substituted(value, environment)
      }
      #expect(error?.description == message)
    } else {
      #expect(try EnvironmentText.substituted(value, environment) == vector.expected)
    }
  }

  @Test(arguments: cases("config-model-defaults"))
  func `what a gateway fills in about models is known`(vector: Case) {
    let config = vector.input["config"]?.object ?? [:]
    #expect(
      ConfigModelDefaults.applied(to: config, naming: .january)
        == (vector.expected.object ?? [:]))
  }

  @Test(arguments: cases("config-load"))
  func `a configuration is read as the gateway reads it, or as a rule says`(
    vector: Case
  ) throws {
    let folder = try TemporaryFolder()
    func placed(_ text: String) -> String { text.replacing("{{HOME}}", with: folder.path) }
    try folder.write(placed(vector.input["text"]?.string ?? ""), to: "state/moltbot.json")
    for (name, text) in vector.input["files"]?.object ?? [:] {
      try folder.write(placed(text.string ?? text.text(.pretty)), to: "state/" + name)
    }
    let environment = Environment(vector.input["env"]?.texts ?? [:])
    let config = GatewayConfig.load(
      directory: folder.path("state"), environment: environment)
    let issues = vector.expected["snapshot"]?["issues"]?.array ?? []
    if let departure = departure(vector, config) {
      try check(departure, config, issues, environment)
    } else if vector.expected["snapshot"]?["valid"] == false {
      // Refused by both, for the same reason at the same place.
      #expect(!config.isLoaded)
      let finding = try #require(config.findings.first { $0.kind == .error })
      let message = placed(try #require(issues.first?["message"]?.string))
      if message.hasPrefix("JSON5 parse failed") {
        let place = Self.place(ofFault: vector.input["text"]?.string ?? "", message)
        #expect(finding.position?.description == place)
      } else if message.hasPrefix("Invalid input: expected object") {
        #expect(finding.message.hasPrefix("Expected an object"))
      } else {
        #expect(finding.message == message)
      }
    } else {
      let effective = try config.resolved(environment: environment, naming: .january)
      #expect(projection(.object(effective)) == normal(vector.expected["effective"] ?? nil))
      #expect(config.findings.allSatisfy { $0.kind == .note })
    }
  }

  /// Where a fault of JSON5 is found: where the gateway finds it, but what has no end where it starts.
  private static func place(ofFault text: String, _ message: String) -> String? {
    let place = message.components(separatedBy: " at ").last
    if message.contains("invalid end of input"),
      let start = text.range(of: "/*", options: .backwards),
      !text[start.upperBound...].contains("*/")
    {
      return position(of: start.lowerBound, in: text)
    }
    // A string ends with its line; the gateway says the start of the next one.
    guard message.contains("invalid character '\\n'"),
      let line = place?.split(separator: ":").first,
      let number = Int(line), number > 1
    else { return place }
    let ended = text.split(separator: "\n", omittingEmptySubsequences: false)[number - 2]
    return "\(number - 1):\(ended.count + 1)"
  }

  private static func position(of index: String.Index, in text: String) -> String {
    let before = text[..<index].split(separator: "\n", omittingEmptySubsequences: false)
    return "\(before.count):\((before.last?.count ?? 0) + 1)"
  }

  private func departure(_ vector: Case, _ config: GatewayConfig) -> Departure? {
    let snapshot = vector.expected["snapshot"]
    let issues = snapshot?["issues"]?.array ?? []
    let message = issues.first?["message"]?.string ?? ""
    if config.findings.last?.message.hasPrefix("Include path escapes") == true {
      return .confinement
    }
    if snapshot?["valid"] == true { return nil }
    if snapshot?["legacyIssues"]?.array?.isEmpty == false { return .oldShapes }
    if message.hasPrefix("Missing env var") { return .references }
    if message.hasPrefix("Duplicate agentDir") { return .agentFolders }
    let isText = issues.allSatisfy {
      $0["path"]?.string?.lowercased().hasSuffix("model") == true
        && $0["message"]?.string == "Invalid input: expected object, received string"
    }
    if issues.first?["path"] == "", !message.hasPrefix("Unrecognized key") { return nil }
    return isText ? .textModel : .lenient
  }

  private func check(
    _ departure: Departure, _ config: GatewayConfig, _ issues: [JSON], _ environment: Environment
  ) throws {
    let found = Set(config.findings.map { "\($0.path)".dotted })
    switch departure {
    case .confinement:
      #expect(!config.isLoaded)
      #expect(
        config.findings.first?.message.hasPrefix("Include path escapes config directory") == true)
    case .agentFolders: #expect(config.isLoaded)
    case .references:
      let error = #expect(throws: MissingVariable.self) {
        try config.resolved(environment: environment)
      }
      #expect(error?.description == issues.first?["message"]?.string)
      #expect(JSON.object(config.root).text(.compact).contains("${"))
    case .textModel:
      #expect(config.isLoaded && config.findings.isEmpty)
      for issue in issues {
        let keys = issue["path"]?.string?.split(separator: ".").map { String($0) } ?? []
        let model = JSON.object(config.root)[JSONPath(keys.map { .key($0) })]
        #expect(model?["primary"]?.string != nil)
      }
    case .oldShapes, .lenient:
      #expect(config.isLoaded)
      for issue in issues {
        let path = issue["path"]?.string ?? ""
        let message = issue["message"]?.string ?? ""
        let section = path.split(separator: ".").first.map { String($0) } ?? ""
        // Sections that are not read are not looked at, and what is missing has a default.
        guard Self.sections.contains(section) else { continue }
        if message.hasSuffix("received undefined"), !path.hasSuffix(".id") { continue }
        // An unknown key is named itself here, and an entry without an id as a whole.
        let key = message.split(separator: "\"").dropFirst().first.map { path + "." + $0 }
        let parent = path.split(separator: ".").dropLast().joined(separator: ".")
        let known: Set<String> =
          message.hasPrefix("Unrecognized key")
          ? [key ?? ""] : path.hasSuffix(".id") ? [path, parent] : [path]
        #expect(!found.isDisjoint(with: known), "\(issue.text(.compact)) / \(config.findings)")
      }
    }
  }

  /// Those the loader itself checks; `auth` is read, and its values refused, by `ConfigAuthReader`.
  static let sections = ["agent", "agents", "models", "routing", "identity"]

  /// The part of a configuration that the vectors show.
  private func projection(_ config: JSON) -> JSON {
    var result: JSONObject = [:]
    var defaults: JSONObject = [:]
    for key in ["model", "imageModel", "models"] {
      defaults[key] = config["agents"]?["defaults"]?[key]
    }
    var agents: JSONObject = ["defaults": .object(defaults)]
    agents["list"] = config["agents"]?["list"]
    result["agents"] = .object(agents)
    for key in ["models", "auth"] { result[key] = config[key] }
    return normal(.object(result))
  }

  /// The value with sorted keys and JavaScript's spelling of numbers.
  private func normal(_ value: JSON) -> JSON {
    switch value {
    case .number(let number): .number(JSONNumber(number.double))
    case .array(let elements): .array(elements.map(normal))
    case .object(let object):
      .object(
        JSONObject(
          object.sorted { $0.key < $1.key }.map { (key: $0.key, value: normal($0.value)) }))
    default: value
    }
  }
}

extension JSON {
  fileprivate var texts: [String: String] {
    Dictionary(uniqueKeysWithValues: (object ?? [:]).map { ($0.key, $0.value.string ?? "") })
  }
}

extension String {
  /// A path with `.0` for `[0]`, as the gateway writes it.
  fileprivate var dotted: String {
    replacing("[", with: ".").replacing("]", with: "")
  }
}
