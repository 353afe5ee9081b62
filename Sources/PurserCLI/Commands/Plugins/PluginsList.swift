import CommandKit
import JSONKit
import PurserServices

/// `purser plugins list`
struct PluginsList: Command {
  var enabled: Bool
  var verbose: Bool

  static let declaration = Declaration<Self>(
    "list", "List the providers that are known, and the manifests that are left out.",
    Flag("enabled", "Only those that could be loaded."),
    Flag("verbose", "Say more about each."),
    examples: ["purser plugins list", "purser plugins list --enabled --json"],
    build: Self.init)

  func run(in context: CommandContext) throws -> PluginsView {
    let plugins = try ProviderPlugins(environment: context.environment)
    return PluginsView(
      plugins: plugins.plugins, broken: plugins.broken, showsBroken: !enabled, isVerbose: verbose,
      shorten: context.shortened)
  }
}

/// Providers as rows.
struct PluginsView: View {
  let plugins: [ProviderPlugins.Plugin]
  let broken: [ProviderPlugins.Broken]
  /// Whether the broken ones have rows too.
  let showsBroken: Bool
  let isVerbose: Bool
  let shorten: (String) -> String

  var text: Text {
    let all = plugins.count + broken.count
    var text: Text = ["Plugins (\(plugins.count)/\(all) loaded)"]
    text.space()
    text.append(isVerbose ? details : table.text)
    if showsBroken, !broken.isEmpty {
      text.space()
      for plugin in broken {
        text.append("\(plugin.id, .bold) is left out: \(plugin.reason)")
        if let path = plugin.origin.path { text.append("  \(shorten(path))") }
      }
    }
    return text
  }

  private var table: Table {
    var table = Table("Name", "ID", "Status", "Source", "API")
    for plugin in plugins {
      table.append([
        "\(plugin.manifest.name)", "\(plugin.manifest.id)", "loaded",
        "\(source(plugin.origin))", "\(plugin.manifest.api ?? "-")",
      ])
    }
    if showsBroken {
      for plugin in broken {
        table.append(["-", "\(plugin.id)", "error", "\(source(plugin.origin))", "-"])
      }
    }
    return table
  }

  private var details: Text {
    var text: Text = []
    for plugin in plugins {
      text.space()
      text.append("\(plugin.manifest.name, .bold) (\(plugin.manifest.id)) loaded")
      text.append("  source: \(source(plugin.origin))")
      if let replaced = plugin.replaced { text.append("  stands for: \(source(replaced))") }
      text.append("  base URL: \(plugin.manifest.baseURL ?? "-")")
      text.append("  API: \(plugin.manifest.api ?? "-")")
      let variables = plugin.manifest.environment.joined(separator: ", ")
      text.append("  environment: \(variables.isEmpty ? "-" : variables)")
    }
    return text
  }

  private func source(_ origin: ProviderPlugins.Origin) -> String {
    origin.path.map(shorten) ?? origin.word
  }

  var plain: Text { Text(plugins.map { "\($0.manifest.id)" }) }

  var json: JSON {
    let faulty = showsBroken ? broken : []
    return [
      "plugins": .array(plugins.map { PluginText.row($0) } + faulty.map { PluginText.row($0) }),
      "diagnostics": .array(
        broken.map { plugin in
          var json: JSONObject = ["level": "error", "pluginId": .string(plugin.id)]
          json["source"] = plugin.origin.path.map { .string($0) }
          json["message"] = .string("The manifest is left out: \(plugin.reason).")
          return .object(json)
        }),
    ]
  }
}

/// The members that rows of plugins have in every document.
enum PluginText {
  static func row(_ plugin: ProviderPlugins.Plugin) -> JSON {
    var json: JSONObject = [
      "id": .string(plugin.manifest.id), "name": .string(plugin.manifest.name),
    ]
    add(plugin.origin, to: &json)
    json["enabled"] = true
    json["status"] = "loaded"
    json["providerIds"] = .array(
      ([plugin.manifest.id] + plugin.manifest.aliases).map { .string($0) })
    return .object(json)
  }

  static func row(_ plugin: ProviderPlugins.Broken) -> JSON {
    var json: JSONObject = ["id": .string(plugin.id), "name": .string(plugin.id)]
    add(plugin.origin, to: &json)
    json["enabled"] = false
    json["status"] = "error"
    json["error"] = .string(plugin.reason)
    json["providerIds"] = []
    return .object(json)
  }

  static func add(_ origin: ProviderPlugins.Origin, to json: inout JSONObject) {
    json["source"] = origin.path.map { .string($0) }
    json["origin"] = .string(origin.word)
  }
}
