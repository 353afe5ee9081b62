import CommandKit

extension RootCommand.Node {
  /// `purser plugins …`
  static var pluginsGroup: RootCommand.Node {
    .group(
      "plugins", "The providers that are known by themselves, and how each is asked.",
      discussion: """
        A provider is a manifest. Some come with the program; files in $XDG_CONFIG_HOME/purser/providers/NAME.json \
        and programs purser-provider-NAME on the PATH add to them or stand for them. A broken one is named \
        and left out.
        """,
      bare: "list"
    ) {
      [.command("list", PluginsList.self), .command("show", PluginsShow.self)]
    }
  }
}
