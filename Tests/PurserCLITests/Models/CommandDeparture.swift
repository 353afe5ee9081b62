import JSONKit
import PurserTestSupport

@testable import PurserCLI

/// A rule by which this program answers otherwise than a vector.
struct CommandDeparture: Sendable {
  /// Where the rule stands and what it says.
  let rule: String
  /// The areas it is about; in each it must excuse something.
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

  static let all = catalogs + files + output + names + credentials + orders
}

// MARK: - Which models are known

extension CommandDeparture {
  private static let catalogs = [
    CommandDeparture(
      "issue 4, item 6: known is what providers define and loaded catalogs list; none is built in",
      in: ["cli-list"]
    ) { command, difference in
      // Models that the gateway's built-in catalog had and no file of the vector defines.
      let catalog = [
        "anthropic/claude", "openai/gpt-", "google/gemini", "amazon-bedrock/anthropic",
      ]
      return catalog.contains { difference.holds($0) }
        || (difference.place == "json.count" && command.words.contains("--local")
          && command.configText.contains("openai/gpt-"))
    }
  ]
}

// MARK: - What files mean

extension CommandDeparture {
  private static let files = [
    CommandDeparture(
      "issue 2, item 4: old and new spellings are read, and what cannot be used is listed",
      in: ["cli-status", "cli-edit"]
    ) { command, difference in
      command.wasRefused
        || (command.configText.contains("\"nope\",\"\"") && difference.isBlankFallback)
    },
    CommandDeparture(
      "issue 2, item 4: an agent's models.json that differs or adds counts for the agent",
      in: ["cli-list"]
    ) { command, difference in
      command.files.contains { $0.hasSuffix("agent/models.json") }
        && (difference.holds("lab/") || difference.holds("other/")
          || difference.place == "json.count")
        && command.configText.contains("\"merge\"")
    },
    CommandDeparture("16: a provider with models needs no key (P9)", in: ["cli-list"]) {
      command, difference in
      difference.holds("lab/m1")
        && !(command.configText + command.modelsText).contains("\"apiKey\"")
    },
    CommandDeparture(
      "12.2: variables of the file's env block are those of the gateway's own process",
      in: ["cli-status", "cli-edit"]
    ) { command, difference in
      let config = command.configText
      return (config.contains("\"env\"") && difference.isAboutCredentials)
        || (config.contains("MM:") && difference.place == "state.primary")
    },
    CommandDeparture("12.5: no login shell is started", in: ["cli-status"]) { command, difference in
      command.environment["SHELL"] != nil
        && (difference.isAboutCredentials || command.expected["timedOutAfterMs"] != nil)
    },
    CommandDeparture("a store into which nothing was imported has no agent", in: ["cli-status"]) {
      command, difference in
      command.report == nil
        && (difference.place == "json.agentDir" || difference.text.hasPrefix("Agent dir"))
    },
  ]
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
    ) {
      _, difference in
      difference.place == "error" && difference.holds("nknown option '--nope'")
    },
    CommandDeparture("8.2 (O9): a number of probes at once is a whole one", in: ["cli-status"]) {
      command, difference in
      command.words.contains("--probe-concurrency") && difference.place == "error"
    },
    CommandDeparture("cli.md: a bare noun is its list", in: ["cli-edit"]) { command, _ in
      command.words == ["models", "fallbacks"]
    },
    CommandDeparture(
      "1.1: standard output carries the answer alone", in: ["cli-status", "cli-list"]
    ) { _, difference in
      guard difference.place == "output", let line = difference.expected else { return false }
      return ["│", "◇", "├"].contains { line.hasPrefix($0) }
    },
    CommandDeparture("9.6 (recommended): no models is a document, too", in: ["cli-list"]) {
      command, difference in
      command.words.contains("--json") && difference.place == "output"
        && ["No models found.", "(a document)"].contains(difference.text)
    },
    CommandDeparture("hints name commands of this program", in: ["cli-status"]) { _, difference in
      difference.place == "output" && difference.text.hasPrefix("- ")
        && difference.text.contains(" Run `")
    },
    CommandDeparture(
      "6.1 (recommended): every provider of table 15.1 is looked for", in: ["cli-status"]
    ) { command, difference in
      let isListed = ["moonshot", "venice", "minimax", "amazon-bedrock"].contains {
        difference.holds($0)
      }
      return (isListed && difference.place.hasPrefix("json.auth."))
        || (difference.place == "exit" && command.environment["AWS_PROFILE"] != nil)
    },
    CommandDeparture("16: keys up to 16 characters are masked, too (newest)", in: ["cli-status"]) {
      command, difference in
      command.environment["OPENAI_API_KEY"] == "short"
        && (difference.text.hasPrefix("- openai effective=") || difference.expected == "\"short\"")
    },
  ]
}

// MARK: - What names mean

extension CommandDeparture {
  private static let names = [
    CommandDeparture(
      "A.4 (recommended): the built-in aliases are those of D, and never written back (3.4)",
      in: ["cli-status", "cli-edit"]
    ) { command, difference in
      difference.place == "state.aliases" || command.dependsOnFormerAlias(difference)
    },
    CommandDeparture("A6: a model is shown by its canonical key", in: ["cli-status"]) {
      _, difference in
      difference.place.hasPrefix("json.aliases.")
        && difference.actual == "\"anthropic/" + (difference.expected ?? "").dropFirst()
    },
    CommandDeparture("A.2 (recommended): qwen stays qwen", in: ["cli-list"]) { _, difference in
      difference.place == "output" && difference.text.hasSuffix("/coder-model")
    },
    CommandDeparture(
      "A18: the default stands in for a model that cannot be read, and is then in use",
      in: ["cli-status"]
    ) { command, difference in
      command.configText.contains("\"primary\":\"/\"") && difference.isAboutCredentials
    },
    CommandDeparture("4 (O9): an unknown provider is refused", in: ["cli-edit"]) { command, _ in
      command.words.contains("a//b")
    },
  ]
}

extension CommandCase {
  /// Text of the agent's `models.json`, as the vector has it.
  var modelsText: String {
    let files = vector.input["files"]?.object ?? [:]
    return files.first { $0.key.hasSuffix("agent/models.json") }?.value.text(.compact) ?? ""
  }

  /// Whether a point is about an alias that only the gateway of January built in.
  func dependsOnFormerAlias(_ difference: Difference) -> Bool {
    let names = formerAliases
    guard !names.isEmpty else { return false }
    if words.prefix(3) == ["models", "aliases", "remove"] {
      return names.contains(words.last ?? "")
    }
    let isPrimary = names.contains {
      configText.contains("primary:\"\($0)\"") || configText.contains("\"primary\":\"\($0)\"")
    }
    switch difference.place {
    case "json.resolvedDefault": return isPrimary
    case "error": return names.contains(words.last ?? "")
    case let place where place.hasPrefix("json.aliases"): return true
    case let place where place.hasPrefix("json.auth"): return isPrimary
    case let place where place.hasSuffix(".tags"): return true
    case "output":
      let text = difference.text
      return text.hasPrefix("Aliases (") || text == "- none" || isPrimary
        || names.contains { text.hasPrefix("- \($0) -> ") || text.hasPrefix("\($0) ") }
    default: return false
    }
  }
}

extension Difference {
  /// The line or value on the side that has one.
  var text: String { actual ?? expected ?? "" }

  /// Whether the place or one of the sides holds `part`.
  func holds(_ part: String) -> Bool {
    place.contains(part) || (expected ?? "").contains(part) || (actual ?? "").contains(part)
  }

  var isBlankFallback: Bool {
    place == "state.fallbacks" || (place == "output" && expected == "")
  }

  var isAboutCredentials: Bool {
    if place.hasPrefix("json.auth") || place == "exit" { return true }
    guard place == "output" else { return false }
    return text.isEmpty || text == "Missing auth" || text == "OAuth/token status"
      || text == "Unavailable auth profiles"
      || ["- ", "  - ", "Providers w/", "Shell env", "[agents/"].contains { text.hasPrefix($0) }
  }
}
