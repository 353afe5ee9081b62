import Foundation
import JSONKit
import PurserDomain
import PurserTestSupport

@testable import PurserCLI

// MARK: - Which models are known

extension CommandDeparture {
  static let catalogs = [
    CommandDeparture(
      "issue 4, item 6: known is what providers define and loaded catalogs list; none is built in",
      in: ["cli-list"]
    ) { command, difference in
      if difference.place.hasPrefix("json.models.") {
        guard let key = command.listed.first(where: difference.isAbout(model:)),
          !command.defines(key)
        else { return false }
        return difference.isUnknown(key)
          || (difference.place == "json.models.\(key)" && difference.actual == nil
            && (command.has("--local") || command.has("--all"))
            && difference.expectedJSON?["missing"] == false)
      }
      if difference.isRemoved, let key = OracleLine.model(difference.text) {
        let isLeftOut = command.has("--local") || command.has("--all")
        return !command.defines(key)
          && (isLeftOut
            || command.found.contains {
              $0.isInserted
                && command.isUnknown($0.text, insteadOf: difference.text)
            })
      }
      return difference.isInserted
        && command.found.contains {
          $0.isRemoved && command.isUnknown(difference.text, insteadOf: $0.text)
        }
    },
    CommandDeparture("the count is that of the rows", in: ["cli-list"]) { command, difference in
      guard difference.place == "json.count", let old = Int(difference.expected ?? "") else {
        return false
      }
      let rows = command.found.filter { difference in
        command.listed.contains { difference.place == "json.models.\($0)" }
      }
      let more = rows.count { $0.expected == nil } - rows.count { $0.actual == nil }
      return difference.actual == String(old + more)
    },
    CommandDeparture(
      "issue 2, item 4: an agent's models.json that differs or adds counts for the agent",
      in: ["cli-list"]
    ) { command, difference in
      guard command.config?["models"]?["mode"] != "replace", let file = command.modelsFile,
        let key = command.listed.first(where: difference.isAbout(model:)),
        let ref = ModelNaming.standard.reference(key, defaultProvider: "anthropic"),
        let own = file["providers"]?[ref.provider]
      else { return false }
      let isOwn = own["models"]?.array?.contains { $0["id"]?.string == ref.model } ?? false
      if isOwn {
        return difference.isFromTo("false", "true", at: "json.models.\(key).available")
          || (difference.place == "json.models.\(key)" && difference.expected == nil)
      }
      // The agent's own provider has other models than the one of the config.
      return difference.isUnknown(key)
        || (difference.place == "json.models.\(key)" && difference.actual == nil)
    },
    CommandDeparture("16: a provider with models needs no key (P9)", in: ["cli-list"]) {
      command, difference in
      guard let key = command.listed.first(where: difference.isAbout(model:)),
        let model = command.definition(key), !command.hasKey(key)
      else { return false }
      let member = difference.place.dropFirst("json.models.\(key).".count)
      let actual = difference.actualJSON
      switch member {
      case "name":
        return difference.expected == "\"\(key)\"" && actual == (model["name"] ?? model["id"])
      case "input":
        let input = model["input"]?.array?.compactMap(\.string).joined(separator: "+") ?? "text"
        return difference.isFromTo("\"-\"", "\"\(input)\"")
      case "contextWindow":
        return difference.expected == "null"
          && actual?.int64 == model["contextWindow"]?.int64 ?? 200_000
      case "local", "available":
        return difference.expected == "null" && actual?.bool != nil
      case "missing": return difference.isFromTo("true", "false")
      case "tags":
        return difference.texts.expected.filter { $0 != "missing" } == difference.texts.actual
      default: return false
      }
    },
  ]
}

extension CommandCase {
  /// Keys of the models that either side lists.
  var listed: [String] {
    let old = expectedModels.compactMap { $0["key"]?.string }
    let new = found.compactMap { difference -> String? in
      guard difference.expected == nil, difference.place.hasPrefix("json.models.") else {
        return nil
      }
      return difference.actualJSON?["key"]?.string
    }
    return (old + new).sorted { $0.utf8.count > $1.utf8.count }
  }

  private var expectedModels: [JSON] {
    if let models = expected["stdoutJson"]?["models"]?.array { return models }
    let text = expected["stdout"]?.string ?? ""
    guard let start = text.range(of: "{\n") else { return [] }
    return (try? JSON.parse(String(text[start.lowerBound...])))?["models"]?.array ?? []
  }

  /// The model as the config or the agent's `models.json` defines it.
  func definition(_ key: String) -> JSON? {
    guard let ref = ModelNaming.standard.reference(key, defaultProvider: "anthropic") else {
      return nil
    }
    let sources = [config?["models"]?["providers"], modelsFile?["providers"]]
    let models = sources.flatMap { $0?[ref.provider]?["models"]?.array ?? [] }
    return models.first { $0["id"]?.string == ref.model }
  }

  func defines(_ key: String) -> Bool { definition(key) != nil }

  func hasKey(_ key: String) -> Bool {
    let provider = String(key.prefix { $0 != "/" })
    let sources = [config?["models"]?["providers"], modelsFile?["providers"]]
    return sources.contains { $0?[provider]?["apiKey"] != nil }
  }

  /// Whether `line` says of a model that it is not known, where `old` describes it.
  func isUnknown(_ line: String, insteadOf old: String) -> Bool {
    guard let key = OracleLine.model(old), OracleLine.model(line) == key, !defines(key) else {
      return false
    }
    let (old, new) = (OracleLine.columns(old), OracleLine.columns(line))
    guard old.count >= 5, new.count >= 5 else { return false }
    let tags = (old.count > 5 ? old[5] : "").split(separator: ",").map(String.init)
    return new[1...4].allSatisfy { $0 == "-" }
      && new.last == OracleLine.unknownTags(tags).joined(separator: ",")
  }
}

extension Difference {
  /// Whether the place is the row of a model, or within it.
  func isAbout(model key: String) -> Bool {
    place == "json.models.\(key)" || place.hasPrefix("json.models.\(key).")
  }

  /// Whether a member of a model's row says that the model is not known.
  func isUnknown(_ key: String) -> Bool {
    switch place.dropFirst("json.models.\(key).".count) {
    case "name": actual == "\"\(key)\""
    case "input": actual == "\"-\""
    case "contextWindow", "local", "available": actual == "null"
    case "missing": isFromTo("false", "true")
    case "tags": texts.actual == OracleLine.unknownTags(texts.expected)
    default: false
    }
  }
}

extension OracleLine {
  /// The model a line of a list is about.
  static func model(_ line: String) -> String? {
    columns(line).first.flatMap { $0.contains("/") ? $0 : nil }
  }

  /// Tags of a row when its model is not known: such a row has no aliases (9.2).
  static func unknownTags(_ tags: [String]) -> [String] {
    tags.filter { !$0.hasPrefix("alias:") } + ["missing"]
  }

  static func columns(_ line: String) -> [String] {
    line.split(separator: " ").map(String.init)
  }
}
