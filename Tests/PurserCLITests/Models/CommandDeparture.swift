import Foundation
import JSONKit
import PurserDomain
import PurserTestSupport

@testable import PurserCLI

/// A rule by which this program answers otherwise than a vector.
///
/// A rule excuses one point: it looks at the place, both sides and the input, and says of each what it must be.
struct CommandDeparture: Sendable {
  /// Where the rule stands and what it says.
  let rule: String
  /// The areas it is about; in each it must excuse something, unless no vector at hand shows it.
  let areas: Set<String>
  let explains: @Sendable (CommandCase, Difference) -> Bool

  init(
    _ rule: String, in areas: Set<String>,
    _ explains: @escaping @Sendable (CommandCase, Difference) -> Bool
  ) {
    self.rule = rule
    self.areas = areas
    self.explains = explains
  }

  static let all = seen + unseen

  static let seen = catalogs + files + output + names + credentials + rests + orders
}

// MARK: - What is printed

extension CommandDeparture {
  private static let output = [
    CommandDeparture(
      "architecture 3.8: wrong use is 64, bad data 65", in: ["cli-status", "cli-list", "cli-edit"]
    ) { _, difference in
      difference.place == "exit" && difference.expected == "1"
        && ["64", "65"].contains(difference.actual)
    },
    CommandDeparture(
      "1.1: wrong options are refused in the words of the parser", in: ["cli-status"]
    ) { command, difference in
      command.words.contains { word in
        difference.isFromTo(
          "error: unknown option '\(word)'", "Error: Unknown option '\(word)'.", at: "error")
      }
    },
    CommandDeparture(
      "8.2 (O9): numbers of probes and of their tokens are whole ones", in: ["cli-status"]
    ) { command, difference in
      ["--probe-concurrency", "--probe-max-tokens"].contains { option in
        command.has(option)
          && difference.isFromTo(
            "Error: \(option) must be > 0.", "Error: \(option) must be a positive integer.",
            at: "error")
      }
    },
    CommandDeparture("cli.md: a bare noun is its list", in: ["cli-edit"]) { command, difference in
      guard command.words.count == 2 else { return false }
      let list = command.harness.run(words: command.words + ["list"])
      return difference.isFromTo("1", "0", at: "exit")
        || (difference.isInserted && list.exitCode == 0
          && list.output.split(separator: "\n").contains { $0 == difference.text })
    },
    CommandDeparture(
      "1.1: standard output carries the answer alone", in: ["cli-status", "cli-list"]
    ) { _, difference in
      difference.isRemoved && ["│", "◇", "├"].contains { difference.text.hasPrefix($0) }
    },
    CommandDeparture("9.6 (recommended): no models is a document, too", in: ["cli-list"]) {
      command, difference in
      guard command.has("--json"), difference.place == "output" else { return false }
      let lines = command.found.filter { $0.place == "output" }.map(\.text)
      return Set(lines) == ["No models found.", "(a document)"]
    },
    CommandDeparture("hints name commands of this program", in: ["cli-status"]) {
      command, difference in
      guard difference.place == "output", let hint = Hint(difference.text) else { return false }
      let other = command.found.contains {
        $0.place == "output" && ($0.actual == nil) != (difference.actual == nil)
          && Hint($0.text)?.provider == hint.provider
      }
      return other && (difference.isRemoved || hint.isOurs)
    },
    CommandDeparture("16: keys up to 16 characters are masked, too (newest)", in: ["cli-status"]) {
      command, difference in
      let secrets = command.environment.values.compactMap(\.string)
      return secrets.contains { secret in
        guard (1...16).contains(secret.trimmed.count) else { return false }
        let masked = SecretMask.masked(secret)
        let isMember = [".effective.detail", ".env.value"].contains {
          difference.place.hasPrefix("json.auth.providers.") && difference.place.hasSuffix($0)
        }
        if isMember { return difference.isFromTo("\"\(secret)\"", "\"\(masked)\"") }
        return command.isRewritten(difference) { line in
          guard line.hasPrefix("- ") else { return line }
          return line.replacingOccurrences(of: "env:\(secret) ", with: "env:\(masked) ")
            .replacingOccurrences(of: "env=\(secret) ", with: "env=\(masked) ")
        }
      }
    },
  ]
}

/// A line that says what to do for a provider without credentials.
private struct Hint {
  let provider: String
  let isOurs: Bool

  init?(_ line: String) {
    guard line.hasPrefix("- "), let start = line.range(of: " Run `") else { return nil }
    provider = String(line[..<start.lowerBound].dropFirst(2))
    let command = "purser models auth login --provider \(provider)` or set "
    isOurs = line[start.upperBound...].hasPrefix(command)
    let theirs = ["claude setup-token`", "moltbot configure`"]
    guard isOurs || theirs.contains(where: line[start.upperBound...].hasPrefix) else { return nil }
  }
}

extension Difference {
  /// The line or value on the side that has one.
  var text: String { actual ?? expected ?? "" }

  /// Whether a line is printed that the vector does not have.
  var isInserted: Bool { place == "output" && expected == nil }

  /// Whether a line of the vector is not printed.
  var isRemoved: Bool { place == "output" && actual == nil }

  func isFromTo(_ expected: String?, _ actual: String?, at place: String? = nil) -> Bool {
    self.expected == expected && self.actual == actual && (place ?? self.place) == self.place
  }

  /// Both sides as lists of texts.
  var texts: (expected: [String], actual: [String]) {
    func list(_ text: String?) -> [String] {
      (text.flatMap { try? JSON.parse($0) })?.array?.compactMap(\.string) ?? []
    }
    return (list(expected), list(actual))
  }

  var expectedJSON: JSON? { expected.flatMap { try? JSON.parse($0) } }
  var actualJSON: JSON? { actual.flatMap { try? JSON.parse($0) } }
}

extension CommandCase {
  /// Whether a line was printed as `rewrite` makes it of the vector's; numbers of profiles are in our words in either.
  func isRewritten(_ difference: Difference, _ rewrite: (String) -> String) -> Bool {
    guard difference.place == "output" else { return false }
    func ours(_ line: String) -> String? {
      let line = OracleLine.counted(line)
      return rewrite(line) == line ? nil : rewrite(line)
    }
    if let old = difference.expected {
      guard let new = ours(old) else { return false }
      return found.contains { $0.isInserted && $0.actual == new }
    }
    return found.contains { $0.isRemoved && ours($0.text) == difference.actual }
  }
}

enum OracleLine {
  /// The line with kinds of profiles counted in words (6.4, O9).
  static func counted(_ line: String) -> String {
    line.replacing(/\(oauth=(\d+), token=(\d+), api_key=(\d+)\)/) {
      "(\($0.1) oauth, \($0.2) token, \($0.3) api-key)"
    }
  }
}
