import CommandKit

extension RootCommand.Node {
  /// `purser sessions …`
  static var sessionsGroup: RootCommand.Node {
    .group(
      "sessions", "What sessions of agents were told to use: a model, a profile, or both.",
      discussion: """
        A model that a person chose is strict: its failures are shown, nothing else is tried. A profile that a \
        person pinned is tried first and stays pinned. What the runtime chose may move. Without a scope it is \
        about the current agent.
        """,
      bare: "list", carried: ScopeSelection.parameters.descriptions
    ) {
      [
        .command("list", SessionsList.self),
        .command("set", SessionsSet.self),
        .command("clear", SessionsClear.self),
      ]
    }
  }
}
