import Foundation
import JSONKit
import PurserDomain
import PurserTestSupport

@testable import PurserCLI

// MARK: - What files mean

extension CommandDeparture {
  static let files = [
    CommandDeparture(
      "issue 2, item 4: old and new spellings are read, and what cannot be used is listed",
      in: ["cli-status", "cli-edit"]
    ) { command, _ in command.wasRefused && command.isUsablePart },
    CommandDeparture(
      "issue 2, item 4: an empty fallback cannot be used", in: ["cli-edit"]
    ) { command, difference in
      let fallbacks = command.defaults?["model"]?["fallbacks"]?.array ?? []
      guard fallbacks.contains("") else { return false }
      if difference.place == "json.fallbacks" {
        return difference.texts.expected.filter { !$0.isEmpty } == difference.texts.actual
      }
      if difference.place == "state.fallbacks" {
        return difference.expected?.split(separator: " ")
          == difference.actual?.split(separator: " ")
      }
      let isLine = difference.isRemoved && ["", "- "].contains(difference.text)
      return isLine
        || command.isRewritten(difference) { line in
          line.replacingOccurrences(
            of: "Fallbacks (\(fallbacks.count)):",
            with: "Fallbacks (\(fallbacks.count { $0 != "" })):"
          ).replacingOccurrences(of: ", ,", with: ",").replacing(/, $/, with: "")
        }
    },
    CommandDeparture(
      "12.2: variables of the file's env block are those of the gateway's own process",
      in: ["cli-status", "cli-edit"]
    ) { command, difference in
      let block = command.config?["env"]
      var names = block?.object?.filter { $0.value.string != nil }.map(\.key) ?? []
      names += block?["vars"]?.object?.keys ?? []
      if difference.place.hasPrefix("state.") {
        return names.contains { name in
          difference.isFromTo("${\(name)}", block?["vars"]?[name]?.string, at: "state.primary")
        }
      }
      return command.isHidden(difference, sources: names.map { "env: \($0)" })
    },
    CommandDeparture("12.5: no login shell is started", in: ["cli-status"]) { command, difference in
      guard command.environment["SHELL"] != nil else { return false }
      if command.expected["timedOutAfterMs"] != nil {
        return difference.isFromTo(nil, "0", at: "exit") || difference.isInserted
      }
      switch difference.place {
      case "json.auth.shellEnvFallback.enabled": return difference.isFromTo("true", "false")
      case "json.auth.shellEnvFallback.appliedKeys": return difference.actual == "[]"
      default: break
      }
      if command.isRewritten(
        difference,
        { line in
          line.hasPrefix("Shell env     : on") ? "Shell env     : off" : line
        })
      {
        return true
      }
      return command.isHidden(
        difference, sources: command.shellVariables.map { "shell env: \($0)" })
    },
    CommandDeparture("a store into which nothing was imported has no agent", in: ["cli-status"]) {
      command, difference in
      guard command.report == nil else { return false }
      let folder = "state/agents/main/agent"
      return difference.isFromTo("\"\(command.folder.path(folder))\"", "null", at: "json.agentDir")
        || command.isRewritten(difference) {
          $0 == "Agent dir     : ~/\(folder)" ? "Agent dir     : -" : $0
        }
    },
  ]
}

extension CommandCase {
  /// Variables that the peer took from a login shell.
  var shellVariables: [String] {
    let document = expected["stdoutJson"]?["auth"]?["shellEnvFallback"]?["appliedKeys"]
    if let keys = document?.array { return keys.compactMap(\.string) }
    let line = (expected["stdout"]?.string ?? "").split(separator: "\n")
      .first { $0.hasPrefix("Shell env     : on (applied: ") }
    return line?.drop { $0 != ":" }.dropFirst().drop { $0 != ":" }.dropFirst(2).dropLast()
      .components(separatedBy: ", ") ?? []
  }

  /// Whether a point follows from credentials that only the peer found, in `sources`.
  func isHidden(_ difference: Difference, sources: [String]) -> Bool {
    guard !sources.isEmpty else { return false }
    func isOfSource(_ text: String) -> Bool {
      sources.contains { text.hasSuffix("source=\($0)") || text.contains("\"source\":\"\($0)\"") }
    }
    let rows = found.filter { $0.actual == nil && isOfSource($0.text) }
    let providers = Set(
      rows.map { row in
        row.place == "output"
          ? String(row.text.dropFirst(2).prefix { $0 != " " })
          : String(row.place.dropFirst("json.auth.providers.".count))
      })
    return rows.contains { $0.place == difference.place && $0.text == difference.text }
      && difference.actual == nil
      || isLack(difference, of: providers)
  }

  /// Whether a point says that `providers`, and no others, lack credentials on one side.
  func isLack(_ difference: Difference, of providers: Set<String>) -> Bool {
    guard !providers.isEmpty else { return false }
    switch difference.place {
    case "json.auth.missingProvidersInUse":
      let (old, new) = difference.texts
      return Set(old).symmetricDifference(new).isSubset(of: providers) && new == new.sorted()
    case "exit":
      return has("--check") && Set([difference.expected, difference.actual]) == ["0", "1"]
    case "output":
      let isHeading = ["", "Missing auth"].contains(difference.text)
      return providers.contains { difference.text.hasPrefix("- \($0) Run `") }
        || (isHeading
          && found.contains { row in
            row.place == "output" && (row.actual == nil) == (difference.actual == nil)
              && providers.contains { row.text.hasPrefix("- \($0) Run `") }
          })
    default:
      let row = difference.expectedJSON ?? difference.actualJSON
      return (difference.expected == nil || difference.actual == nil)
        && row?["status"] == "missing" && row?["profiles"]?.array?.isEmpty == true
        && providers.contains { difference.place == "json.auth.oauth.providers.\($0)" }
    }
  }
}
