import CommandKit
import JSONKit
import PurserDomain
import PurserServices

/// `purser plugins show`
struct PluginsShow: Command {
  var id: String

  static let declaration = Declaration<Self>(
    "show", "Show what is known about one provider.",
    Argument("plugin", "Its id or an alias.", completion: .providers),
    examples: ["purser plugins show anthropic", "purser plugins show z.ai --json"],
    discussion: "Of headers that a manifest adds, only the names are shown.",
    build: Self.init)

  func run(in context: CommandContext) throws -> PluginView {
    let plugins = try ProviderPlugins(environment: context.environment)
    let name = id.trimmed.lowercased()
    if let plugin = plugins.plugin(name) {
      return PluginView(plugin: plugin, shorten: context.shortened)
    }
    if let broken = plugins.broken.first(where: { $0.id == name }) {
      throw DomainError(
        .invalid, "The manifest of '\(name)' is left out: \(broken.reason).", subject: name,
        hint: broken.origin.path.map { "Mend '\($0)'." })
    }
    let near = KnownProviders.nearest(to: name, or: plugins.plugins.map(\.manifest.id))
    let shown = name.printable(limit: 60)
    throw DomainError(
      .notFound, "No plugin for '\(shown)'.", subject: shown,
      hint: near.map { "Did you mean '\($0)'?" } ?? "purser plugins list")
  }
}

/// One provider.
struct PluginView: View {
  let plugin: ProviderPlugins.Plugin
  let shorten: (String) -> String

  var text: Text {
    let manifest = plugin.manifest
    func list(_ values: [String]) -> String {
      values.isEmpty ? "-" : values.joined(separator: ", ")
    }
    var text: Text = [
      StatusLine.line("Plugin", "\(manifest.name, .bold) (\(manifest.id))"),
      StatusLine.line("From", "\(plugin.origin.path.map(shorten) ?? plugin.origin.word)"),
      StatusLine.line("Aliases", "\(list(manifest.aliases))"),
      StatusLine.line("Base URL", "\(manifest.baseURL ?? "-")"),
      StatusLine.line("API", "\(manifest.api ?? "-")"),
      StatusLine.line("Environment", "\(list(manifest.environment))"),
      StatusLine.line("Log in with", "\(list(manifest.loginMethods.map(\.rawValue)))"),
      StatusLine.line("Probe model", "\(manifest.probeModel ?? "-")"),
    ]
    if !manifest.headers.isEmpty {
      text.append(StatusLine.line("Headers", "\(list(manifest.headers.map(\.name)))"))
    }
    if let usage = manifest.usage { text.append(StatusLine.line("Usage", "\(usage.url)")) }
    if let reason = manifest.notCheckable {
      text.append(StatusLine.line("Not checkable", "\(reason)"))
    }
    return text
  }

  var plain: Text {
    let manifest = plugin.manifest
    let lists = [
      ("alias", manifest.aliases), ("environment", manifest.environment),
      ("login", manifest.loginMethods.map(\.rawValue)), ("header", manifest.headers.map(\.name)),
    ]
    let values = [
      ("id", manifest.id), ("name", manifest.name),
      ("from", plugin.origin.path ?? plugin.origin.word), ("baseUrl", manifest.baseURL),
      ("api", manifest.api), ("probeModel", manifest.probeModel), ("usage", manifest.usage?.url),
      ("notCheckable", manifest.notCheckable),
    ]
    return Text(
      values.compactMap { name, value in value.map { .row(["\(name)", "\($0)"]) } }
        + lists.flatMap { name, values in values.map { .row(["\(name)", "\($0)"]) } })
  }

  var json: JSON {
    var json = PluginText.row(plugin).object ?? [:]
    var manifest = plugin.manifest.json.object ?? [:]
    if !plugin.manifest.headers.isEmpty {
      manifest["headers"] = .array(plugin.manifest.headers.map { .string($0.name) })
    }
    json["replaces"] = plugin.replaced.map { .string($0.word) }
    json["manifest"] = .object(manifest)
    return ["plugin": .object(json)]
  }
}
