import Foundation
import HTTPKit
import JSONKit
import PurserDomain
import PurserTestSupport
import Synchronization
import Testing

@testable import PurserCLI

/// Whole scans of the gateway of January 2026, run on this program with the same answers; each class of vectors that
/// differs has a rule.
@Suite(.enabled(if: Shared.isPresent, "no shared material"))
struct ScanCommandVectorTests {
  private struct Rule: Sendable {
    let rule: String
    let explains: @Sendable (ScanCase, Difference) -> Bool

    init(_ rule: String, _ explains: @escaping @Sendable (ScanCase, Difference) -> Bool) {
      self.rule = rule
      self.explains = explains
    }
  }

  private static let rules: [Rule] = [
    Rule("3.10: always an object at the top") { scan, difference in
      scan.words.contains("--no-probe") && difference.place.hasPrefix("json")
        && scan.hasSameResults
    },
    Rule("architecture 3.8: wrong use is 64") { _, difference in
      difference.place == "exit" && difference.expected == "1" && difference.actual == "64"
    },
    Rule("10.1 (O9): numbers are strict, and nothing is no number") { scan, difference in
      scan.words.contains("")
        || (difference.place == "error"
          && difference.actual?.contains("positive integer") == true)
    },
    Rule("oracle 32: an image probe that fails has failed, and a tool probe says why") {
      scan, difference in
      if scan.imageFails { return true }
      return scan.toolFails
        && (difference.place.hasPrefix("json.results") || difference.place == "output")
    },
    Rule("issue 4, item 5: fallbacks that are there are only replaced when asked") {
      scan, difference in
      scan.vector.input["files"]?.text(.compact).contains("\"fallbacks\":[\"old") == true
        && difference.place.hasPrefix("state.")
    },
    Rule("3.10: the document says what was written, too") { _, difference in
      ["json.tested", "json.dryRun", "json.event", "json.changes", "json.scopes"]
        .contains(difference.place)
    },
    Rule("wording of this program") { _, difference in
      difference.place == "output"
        && ["Updated ", "Found ", "Fallbacks", "Image fallbacks"].contains {
          difference.text.hasPrefix($0)
        }
    },
  ]

  @Test func `scans answer as the vectors say`() throws {
    var used: [String: Int] = [:]
    var same = 0
    for vector in try Shared.jsonVectors("cli-scan") {
      let scan = try ScanCase(vector)
      let differences = try scan.differences()
      if differences.isEmpty { same += 1 }
      for difference in differences {
        if let rule = Self.rules.first(where: { $0.explains(scan, difference) }) {
          used[rule.rule, default: 0] += 1
        } else {
          Issue.record("\(vector.name)\n  \(difference)")
        }
      }
    }
    print("cli-scan: \(same) the same; \(used)")
    #expect(Self.rules.filter { used[$0.rule] == nil }.map(\.rule) == [])
  }
}

/// One scan, with the scripted list and completions of its vector.
private struct ScanCase {
  let vector: JSONVector
  private let command: CommandCase

  init(_ vector: JSONVector) throws {
    self.vector = vector
    let fetch = vector.input["fetch"] ?? .null
    command = try CommandCase(
      vector, area: "cli-scan", transport: ScriptedTransport { Self.answer($0, fetch) })
  }

  var words: [String] { command.words }

  var imageFails: Bool { fails("image", of: ["status", "hang", "network"]) }
  var toolFails: Bool { fails("tool", of: ["status", "hang", "network", "text"]) }

  private func fails(_ part: String, of kinds: [String]) -> Bool {
    let probes = vector.input["fetch"]?["probes"]?.object?.values ?? []
    return probes.contains { kinds.contains($0[part]?["kind"]?.string ?? "") }
  }

  /// Whether a bare array of the vector says the same as our member.
  var hasSameResults: Bool {
    let document = try? JSON.parse(command.harness.run(words: words).output)
    return document?["results"] == command.expected["stdoutJson"]
  }

  func differences() throws -> [Difference] {
    var found = try command.differences()
    if words.contains("--json"), command.expected["exitCode"] != 0 { return found }
    found.removeAll { $0.place == "output" && $0.text.isEmpty }
    return found
  }

  private static func answer(_ request: HTTPRequest, _ fetch: JSON) -> HTTPOutcome {
    guard request.method == .post else {
      let catalog = fetch["catalog"]
      let status = Int(catalog?["status"]?.int64 ?? 200)
      return .answer(status, (catalog?["body"] ?? [:]).text(.compact))
    }
    guard case .plain(let bytes) = request.body, let body = try? JSON.parse(bytes) else {
      return .answer(400, "{}")
    }
    let part = body["tools"] == nil ? "image" : "tool"
    let probe = fetch["probes"]?[body["model"]?.string ?? ""]?[part]
    let latency = probe?["latencyMs"]?.int64 ?? 0
    switch probe?["kind"]?.string {
    case "tool":
      return .answer(
        200,
        #"{"choices":[{"message":{"tool_calls":[{"id":"1","function":{"name":"ping","arguments":"{}"}}]}}]}"#,
        milliseconds: latency)
    case "text":
      return .answer(
        200, #"{"choices":[{"message":{"content":"OK"}}]}"#, milliseconds: latency)
    case "hang": return .fault(.timedOut, "It took too long.", milliseconds: latency)
    case "status":
      return .answer(
        Int(probe?["status"]?.int64 ?? 500), #"{"error":{"message":"scripted"}}"#,
        milliseconds: latency)
    default: return .fault(.closed, "It was closed.", milliseconds: latency)
    }
  }
}
