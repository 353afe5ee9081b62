import Foundation
import HTTPKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SystemKit

@testable import PurserCLI

/// One vector of whole commands: its files in a home of their own, imported into a fresh store, and its words run on it.
struct CommandCase {
  let area: String
  let vector: JSONVector
  let folder: TemporaryFolder
  let harness: ProgramHarness
  /// What the import found; nil when it was refused or there was nothing to import.
  private(set) var report: ImportReport?
  /// Why the import was refused.
  private(set) var refusal: StoreError?
  /// Every point in which the run differs, once it was made.
  private(set) var found: [Difference] = []
  /// Whether the run says what one on the usable part of a refused configuration says.
  private(set) var isUsablePart = false

  init(
    _ vector: JSONVector, area: String, transport: any HTTPTransport = ScriptedTransport([])
  ) throws {
    self.area = area
    self.vector = vector
    folder = try TemporaryFolder()
    var harness = ProgramHarness(in: folder)
    harness.transport = transport
    let now = vector.input["now"]?.int64 ?? 0
    harness.clock = .fixed(Timestamp(milliseconds: now))
    for (name, value) in vector.input["env"]?.object ?? [:] {
      let text = (value.string ?? "").replacingOccurrences(of: "{{HOME}}", with: folder.path)
      harness.environment = harness.environment.setting(name, text)
    }
    self.harness = harness
    for (path, content) in vector.input["files"]?.object ?? [:] {
      let text = content.string ?? content.text(.pretty)
      try folder.write(text.replacingOccurrences(of: "{{HOME}}", with: folder.path), to: path)
    }
    _ = harness.run("init")
    try importState()
  }

  private mutating func importState() throws {
    let state = harness.environment.nonEmpty("CLAWDBOT_STATE_DIR") ?? folder.path("state")
    guard FileManager.default.fileExists(atPath: state) else { return }
    let context = harness.context(words: ["import", state])
    do {
      report = try ImportState(
        store: context.storeForWriting(), vault: context.vault, environment: harness.environment
      ).run(state, context.intent())
    } catch let error as StoreError {
      refusal = error
    }
  }

  var words: [String] { vector.input["args"]?.array?.compactMap(\.string) ?? [] }
  var files: [String] { vector.input["files"]?.object?.keys ?? [] }
  var environment: JSONObject { vector.input["env"]?.object ?? [:] }
  var expected: JSON { vector.expected }

  /// A text of the vector in words of this program: paths of files that became the store.
  func mapped(_ text: String) -> String {
    let store = ".local/share/purser/purser.db"
    var text = text
    for state in ["state", "st2"] {
      for file in [
        "\(state)/moltbot.json", "\(state)/clawdbot.json",
        "\(state)/agents/main/agent/auth-profiles.json",
      ] {
        text = text.replacingOccurrences(of: file, with: store)
      }
    }
    return text.replacingOccurrences(of: "{{HOME}}", with: folder.path)
  }

  func mapped(_ json: JSON) -> JSON {
    switch json {
    case .string(let text): return .string(mapped(text))
    case .array(let values): return .array(values.map(mapped))
    case .object(let object):
      var result = JSONObject()
      for (key, value) in object { result[key] = mapped(value) }
      return .object(result)
    default: return json
    }
  }
}

/// One point in which a run differs from its vector.
struct Difference: CustomStringConvertible {
  /// `exit`, `error`, `output`, `json.auth.providers[0].env.value`, `state.models`, …
  let place: String
  let expected: String?
  let actual: String?

  var description: String { "\(place): \(expected ?? "(nothing)") -> \(actual ?? "(nothing)")" }
}

extension CommandCase {
  /// Runs the words and keeps every point in which the run differs, for the rules.
  mutating func run() throws {
    let result: RunResult
    (result, found) = try comparison()
    if wasRefused { isUsablePart = try agreesWithUsablePart(result) }
  }

  /// Runs the words and returns every point in which the run differs.
  func differences() throws -> [Difference] { try comparison().found }

  private func comparison() throws -> (result: RunResult, found: [Difference]) {
    let allowed = try allowlist()
    let result = harness.run(words: words)
    var found = try differences(of: result)
    if try allowlist() != allowed {
      found.append(Difference(place: "state.allow", expected: "unchanged", actual: "changed"))
    }
    return (result, found)
  }

  private func differences(of result: RunResult) throws -> [Difference] {
    var found: [Difference] = []
    let code = expected["exitCode"]?.int64.map { Int32($0) }
    if code != result.exitCode {
      found.append(
        Difference(
          place: "exit", expected: code.map(String.init), actual: String(result.exitCode)))
    }
    if code != 0 { found += errorDifference(result) }
    let (lines, document) = expectedOutput()
    if let document {
      let actual = (try? JSON.parse(result.output)) ?? .string(result.output)
      compare(mapped(document), actual, "json", &found)
      found += outputDifferences(lines, "")
    } else {
      let isDocument = words.contains("--json") && (try? JSON.parse(result.output)) != nil
      found += outputDifferences(lines, isDocument ? "(a document)\n" : result.output)
    }
    if words.dropFirst().first != "status", words.dropFirst().first != "list" {
      found += try stateDifferences()
    }
    return found
  }

  private func allowlist() throws -> [ScopeID: StoredAllowlist] {
    try harness.context().read { try $0.allow.list() }
  }

  /// The lines and the document of standard output; the gateway may put the one before the other.
  private func expectedOutput() -> (lines: String, document: JSON?) {
    if let json = expected["stdoutJson"] { return ("", json) }
    let text = mapped(expected["stdout"]?.string ?? "")
    guard words.contains("--json"), let start = text.range(of: "{\n"),
      let document = try? JSON.parse(String(text[start.lowerBound...]))
    else { return (text, nil) }
    return (String(text[..<start.lowerBound]), document)
  }

  /// Errors are compared by their first line; both programs begin it with `Error: `.
  private func errorDifference(_ result: RunResult) -> [Difference] {
    func first(_ text: String) -> String? {
      text.split(separator: "\n").first { $0.lowercased().hasPrefix("error:") }.map(String.init)
    }
    guard let old = first(expected["stderr"]?.string ?? "") else { return [] }
    let document = try? JSON.parse(result.errors)
    let new = document?["error"]?["message"]?.string.map { "Error: \($0)" } ?? first(result.errors)
    guard mapped(old).trimmed != (new ?? "").trimmed else { return [] }
    return [Difference(place: "error", expected: old, actual: new)]
  }

  private func outputDifferences(_ expected: String, _ actual: String) -> [Difference] {
    func lines(_ text: String) -> [String] {
      var lines = text.components(separatedBy: "\n")
      if lines.last == "" { lines.removeLast() }
      return lines
    }
    return lines(actual).difference(from: lines(expected)).map { change in
      switch change {
      case .insert(_, let line, _): Difference(place: "output", expected: nil, actual: line)
      case .remove(_, let line, _): Difference(place: "output", expected: line, actual: nil)
      }
    }
  }

  private func compare(
    _ expected: JSON?, _ actual: JSON?, _ place: String, _ found: inout [Difference]
  ) {
    if expected == actual { return }
    switch (expected, actual) {
    case (.object(let old)?, .object(let new)?):
      for key in old.keys { compare(old[key], new[key], "\(place).\(key)", &found) }
      for key in new.keys where old[key] == nil {
        compare(nil, new[key], "\(place).\(key)", &found)
      }
      let order = new.keys.filter(old.contains)
      let wanted = old.keys.filter(new.contains)
      // A map of a person's own names has the order of the configuration; that is compared, too.
      if order != wanted {
        found.append(
          Difference(
            place: "\(place) (order)", expected: wanted.joined(separator: " "),
            actual: order.joined(separator: " ")))
      }
    case (.array(let old)?, .array(let new)?) where name(of: old + new) != nil:
      let member = name(of: old + new) ?? ""
      compare(keyed(old, by: member), keyed(new, by: member), place, &found)
    default:
      found.append(
        Difference(
          place: place, expected: expected?.text(.compact), actual: actual?.text(.compact)))
    }
  }

  /// The member that names the rows of a list; rows of profiles have a provider, too, which several share.
  private func name(of rows: [JSON]) -> String? {
    ["profileId", "provider", "key"].first { member in
      !rows.isEmpty && rows.allSatisfy { $0[member]?.string != nil }
    }
  }

  /// An array of rows as an object of rows, so that one more row does not shift the rest.
  private func keyed(_ values: [JSON], by member: String) -> JSON {
    var object = JSONObject()
    for value in values { object[value[member]?.string ?? ""] = value }
    return .object(object)
  }
}
