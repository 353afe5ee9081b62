import Foundation
import JSONKit
import PurserDomain
import PurserTestSupport

@testable import PurserCLI

// MARK: - Rules for vectors of the same generator that are not at hand

extension CommandDeparture {
  /// Those that need not excuse anything in the vectors that are here.
  static let unseen = [
    CommandDeparture(
      "selection 0.3, row 18: a bare name is the one configured model of that name",
      in: ["cli-status"]
    ) { command, difference in
      guard let name = command.defaults?["model"]?["primary"]?.string?.trimmed,
        let key = command.configuredModel(name)
      else { return false }
      let former = "anthropic/\(name)"
      return difference.isFromTo("\"\(former)\"", "\"\(key)\"", at: "json.resolvedDefault")
        || command.isRewritten(difference) { $0.replacing(former, with: key) }
    },
    CommandDeparture(
      "6.1: aliases and bare names are resolved before their providers are in use",
      in: ["cli-status"]
    ) { command, difference in
      let routes = [command.defaults?["model"], command.defaults?["imageModel"]]
      let names = routes.flatMap { route in
        (route?["fallbacks"]?.array ?? []).compactMap(\.string)
          + [route?["primary"]?.string].compactMap { $0 }
      }
      let keys = names.map(\.trimmed).compactMap {
        command.aliasTarget($0) ?? command.configuredModel($0)
      }
      let providers = keys.compactMap {
        ModelNaming.standard.reference($0, defaultProvider: "anthropic")?.provider
      }
      return !providers.isEmpty
        && command.isLack(difference, of: Set(providers).union(["anthropic"]))
    },
    CommandDeparture(
      "data-model, alias: a name is unique without regard to case", in: ["cli-edit"]
    ) { command, difference in
      guard command.words.prefix(3) == ["models", "aliases", "add"], command.words.count == 5,
        case let name = command.words[3].trimmed,
        let entries = command.defaults?["models"]?.object,
        entries.contains(where: {
          let alias = $0.value["alias"]?.string
          return alias != name && alias?.lowercased() == name.lowercased()
        })
      else { return false }
      if difference.place == "state.aliases" {
        return difference.actual == command.stateBefore(difference.place)
      }
      return difference.isFromTo("0", "1", at: "exit") || difference.isRemoved
    },
  ]
}

extension CommandCase {
  /// The one model of the models map that a bare name stands for.
  func configuredModel(_ name: String) -> String? {
    guard !name.isEmpty, !name.contains("/"), aliasTarget(name) == nil else { return nil }
    let keys = (defaults?["models"]?.object?.keys ?? []).filter {
      $0.lowercased().hasSuffix("/" + name.lowercased())
    }
    return keys.count == 1 ? keys[0] : nil
  }

  /// What the file has the name as an alias of.
  func aliasTarget(_ name: String) -> String? {
    (defaults?["models"]?.object ?? [:]).first {
      $0.value["alias"]?.string?.lowercased() == name.lowercased()
    }?.key
  }
}
