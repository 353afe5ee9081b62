import JSONKit
import PurserDomain
import PurserStore

@testable import PurserCLI

/// What a config file and a store both say of the defaults, as texts.
private struct Defaults: Equatable {
  var primary: String?
  var fallbacks: [String] = []
  var imagePrimary: String?
  var imageFallbacks: [String] = []
  /// Keys of the models map, canonical.
  var models: [String] = []
  /// `name -> key`, sorted.
  var aliases: [String] = []
}

extension CommandCase {
  /// Compares what an edit left with what the vector's config file has afterwards.
  func stateDifferences() throws -> [Difference] {
    guard let config = configAfterwards() else { return [] }
    let old = Self.defaults(of: config)
    let new = try stored()
    var found: [Difference] = []
    func compare(_ place: String, _ old: [String], _ new: [String]) {
      guard old != new else { return }
      found.append(
        Difference(
          place: "state.\(place)", expected: old.joined(separator: " "),
          actual: new.joined(separator: " ")))
    }
    compare("primary", [old.primary].compactMap { $0 }, [new.primary].compactMap { $0 })
    compare("fallbacks", old.fallbacks, new.fallbacks)
    compare(
      "image", [old.imagePrimary].compactMap { $0 }, [new.imagePrimary].compactMap { $0 })
    compare("imageFallbacks", old.imageFallbacks, new.imageFallbacks)
    compare("models", old.models, new.models)
    compare("aliases", old.aliases, new.aliases)
    return found
  }

  /// What the file said of `place` before the command.
  func stateBefore(_ place: String) -> String {
    let before = Self.defaults(of: config ?? [:])
    return switch place {
    case "state.primary": before.primary ?? ""
    case "state.fallbacks": before.fallbacks.joined(separator: " ")
    case "state.image": before.imagePrimary ?? ""
    case "state.imageFallbacks": before.imageFallbacks.joined(separator: " ")
    case "state.models": before.models.joined(separator: " ")
    default: before.aliases.joined(separator: " ")
    }
  }

  /// Whether both stores say the same of the defaults.
  func hasState(of other: CommandCase) throws -> Bool { try stored() == other.stored() }

  /// The file as the command left it, or as it was when the command changed nothing; nil when it cannot be read.
  private func configAfterwards() -> JSON? {
    let changed = expected["filesChanged"]?.object ?? [:]
    if let file = changed.first(where: { $0.key.hasSuffix("moltbot.json") }) { return file.value }
    guard !configText.isEmpty else { return [:] }
    return try? JSON.parse(configText, syntax: .json5)
  }

  private static func defaults(of config: JSON) -> Defaults {
    let naming = ModelNaming.standard
    let section = config["agents"]?["defaults"]
    var defaults = Defaults()
    defaults.primary = section?["model"]?["primary"]?.string
    defaults.fallbacks = texts(section?["model"]?["fallbacks"])
    defaults.imagePrimary = section?["imageModel"]?["primary"]?.string
    defaults.imageFallbacks = texts(section?["imageModel"]?["fallbacks"])
    for (key, entry) in section?["models"]?.object ?? [:] {
      guard let ref = naming.reference(key, defaultProvider: "anthropic") else { continue }
      defaults.models.append(ref.key)
      if let alias = entry["alias"]?.string, !alias.isEmpty {
        defaults.aliases.append("\(alias)->\(ref.key)")
      }
    }
    defaults.aliases.sort()
    return defaults
  }

  private static func texts(_ value: JSON?) -> [String] {
    value?.array?.compactMap(\.string) ?? []
  }

  private func stored() throws -> Defaults {
    let scope = try harness.context().read { try $0.configuration(at: .defaults) }
    var defaults = Defaults()
    defaults.primary = scope.routes[.text]?.primary
    defaults.fallbacks = scope.routes[.text]?.fallbacks ?? []
    defaults.imagePrimary = scope.routes[.image]?.primary
    defaults.imageFallbacks = scope.routes[.image]?.fallbacks ?? []
    defaults.models = scope.modelSettings.map(\.ref.key)
    defaults.aliases = scope.aliases.filter { !$0.name.isEmpty }
      .map { "\($0.name)->\($0.ref.key)" }.sorted()
    return defaults
  }
}
