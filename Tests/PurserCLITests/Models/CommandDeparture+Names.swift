import Foundation
import JSONKit
import PurserDomain
import PurserTestSupport

@testable import PurserCLI

// MARK: - What names mean

extension CommandDeparture {
  static let names = [
    CommandDeparture(
      "A.4 (recommended): the built-in aliases are those of D, and never written back (3.4)",
      in: ["cli-status", "cli-edit"]
    ) { command, difference in
      difference.place == "state.aliases"
        ? command.isWithoutWrittenAliases(difference) : command.isOfFormerAlias(difference)
    },
    CommandDeparture("A6: a model is shown by its canonical key", in: ["cli-status"]) {
      command, difference in
      let bare = (command.defaults?["models"]?.object ?? [:]).filter { !$0.key.contains("/") }
      return bare.contains { key, entry in
        guard let alias = entry["alias"]?.string else { return false }
        return difference.isFromTo(
          "\"\(key)\"", "\"anthropic/\(key)\"", at: "json.aliases.\(alias)")
          || command.isRewritten(difference) { line in
            line.hasPrefix("Aliases (")
              ? (line + ",").replacingOccurrences(
                of: " \(alias) -> \(key),", with: " \(alias) -> anthropic/\(key),"
              ).dropLast().description : line
          }
      }
    },
    CommandDeparture("A.2 (recommended): qwen stays qwen", in: ["cli-list"]) {
      command, difference in
      let models = command.defaults?["models"]?.object?.keys ?? []
      guard models.contains(where: { $0.hasPrefix("qwen/") }) else { return false }
      return command.isRewritten(difference) {
        $0.hasPrefix("qwen-portal/") ? "qwen/" + $0.dropFirst("qwen-portal/".count) : $0
      }
    },
    CommandDeparture(
      "A18: the default stands in for a model that cannot be read, and is then in use",
      in: ["cli-status"]
    ) { command, difference in
      guard let primary = command.defaults?["model"]?["primary"]?.string?.trimmed, !primary.isEmpty,
        ModelNaming.standard.reference(primary, defaultProvider: "anthropic") == nil
      else { return false }
      return command.isLack(difference, of: ["anthropic"])
    },
    CommandDeparture("4 (O9): an unknown provider is refused", in: ["cli-edit"]) {
      command, difference in
      guard command.words.last?.hasPrefix("a/") == true else { return false }
      if difference.place.hasPrefix("state.") {
        return difference.actual == command.stateBefore(difference.place)
      }
      return difference.isFromTo("0", "1", at: "exit") || difference.isRemoved
    },
  ]
}

extension CommandCase {
  /// Aliases that the gateway of January built in for models of the file, and this program does not.
  var formerAliases: [BuiltInAlias] {
    let models = defaults?["models"]?.object ?? [:]
    return ModelNaming.january.builtInAliases.filter { alias in
      (models[alias.target.key].map { $0["alias"] == nil } ?? false)
        && !ModelNaming.standard.builtInAliases.contains(alias)
    }
  }

  /// Whether the only aliases that are not stored are those that the gateway wrote back by itself.
  func isWithoutWrittenAliases(_ difference: Difference) -> Bool {
    let named = words.count > 3 && words[1] == "aliases" ? words[3].trimmed : nil
    let written = ModelNaming.january.builtInAliases.filter { alias in
      let before = defaults?["models"]?[alias.target.key]?["alias"]?.string
      if alias.name == named { return words[2] == "remove" }
      return before != alias.name
    }
    let pairs = Set(written.map { "\($0.name)->\($0.target.key)" })
    func list(_ text: String?) -> [String] { (text ?? "").split(separator: " ").map(String.init) }
    return list(difference.expected).filter { !pairs.contains($0) } == list(difference.actual)
  }

  /// Whether a point follows from an alias that only the gateway of January built in.
  func isOfFormerAlias(_ difference: Difference) -> Bool {
    let aliases = formerAliases
    guard !aliases.isEmpty else { return false }
    let named = aliases.filter { $0.name == words.last || $0.name == primaryText }
    // The name is not known here; without a provider it is one of Anthropic's models.
    for alias in named {
      let name = "anthropic/\(alias.name)"
      let old = difference.expected ?? ""
      if difference.place == "state.models", old.contains(alias.target.key) {
        return difference.actual == "\(old) \(name)"
      }
      if [
        "json.resolvedDefault", "error", "state.primary", "state.image", "state.fallbacks",
        "state.imageFallbacks",
      ].contains(difference.place),
        old.contains(alias.target.key),
        old.replacing(alias.target.key, with: name) == difference.actual
      {
        return true
      }
      if isRewritten(difference, { $0.replacing(alias.target.key, with: name) }) { return true }
    }
    if let alias = named.first(where: { $0.name == primaryText }),
      words.dropFirst().first == "status",
      isLack(difference, of: ["anthropic", alias.target.provider])
    {
      return true
    }
    if words.prefix(3) == ["models", "aliases", "remove"], !named.isEmpty {
      return difference.isFromTo("0", "1", at: "exit") || difference.isRemoved
    }
    return isList(difference, without: aliases)
  }

  private var primaryText: String? { defaults?["model"]?["primary"]?.string }

  /// Whether a list of aliases lacks `aliases`.
  private func isList(_ difference: Difference, without aliases: [BuiltInAlias]) -> Bool {
    for alias in aliases {
      let (name, key) = (alias.name, alias.target.key)
      if difference.isFromTo("\"\(key)\"", nil, at: "json.aliases.\(name)")
        || (difference.isRemoved
          && ["- \(name) -> \(key)", "\(name) \(key)"].contains(difference.text))
      {
        return true
      }
    }
    if difference.place.hasSuffix(".tags") {
      let tags = aliases.map { "alias:\($0.name)" }
      return difference.texts.expected.filter { !tags.contains($0) } == difference.texts.actual
    }
    if difference.isInserted, difference.text == "- none" {
      return found.contains { $0.isInserted && $0.text == "Aliases (0):" }
    }
    return isRewritten(difference) { line in
      guard let match = line.wholeMatch(of: /Aliases \((\d+)\)( *): ?(.*)/) else { return line }
      let left = (Int(match.1) ?? 0) - aliases.count
      guard !match.3.isEmpty else { return "Aliases (\(left)):" }
      let shown = match.3.components(separatedBy: ", ").filter { part in
        !aliases.contains { part == "\($0.name) -> \($0.target.key)" }
      }
      return "Aliases (\(left))\(match.2): \(shown.isEmpty ? "-" : shown.joined(separator: ", "))"
    }
  }
}
