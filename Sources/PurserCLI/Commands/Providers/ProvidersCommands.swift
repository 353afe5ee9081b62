import CommandKit

extension RootCommand.Node {
  /// `purser providers …`
  static var providersGroup: RootCommand.Node {
    .group(
      "providers", "Where models come from: endpoints, keys and the models they define.",
      discussion: """
        Readers answer for the current agent unless agents are named; writers change the defaults unless \
        agents are named. An agent's own provider stands for that of the defaults as a whole.
        """,
      bare: "list"
    ) {
      [
        .command("list", ProvidersList.self),
        .command("show", ProvidersShow.self),
        .command("add", ProvidersAdd.self),
        .command("set", ProvidersSet.self),
        .command("remove", ProvidersRemove.self),
      ]
    }
  }
}
