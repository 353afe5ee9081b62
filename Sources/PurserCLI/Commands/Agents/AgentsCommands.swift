import CommandKit

extension RootCommand.Node {
  /// `purser agents …`
  static var agentsGroup: RootCommand.Node {
    .group("agents", "The agents, their folders and labels.", bare: "list") {
      [
        .command("list", AgentsList.self),
        .command("show", AgentsShow.self),
        .command("add", AgentsAdd.self),
        .command("set", AgentsSet.self),
        .command("label", AgentsLabel.self),
        .command("remove", AgentsRemove.self),
        .command("copy", AgentsCopy.self),
        .command("set-default", AgentsSetDefault.self),
      ]
    }
  }
}
