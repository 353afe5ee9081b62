import CommandKit

extension RootCommand.Node {
  /// `purser models auth …`
  static var authGroup: RootCommand.Node {
    .group(
      "auth", "Credentials of providers: which there are, in which order, how they fare.",
      discussion: """
        A profile is one credential, named provider:name. Those of the defaults are shared by every \
        agent that has none of the same id. Writers act on the defaults unless agents are named.
        """,
      bare: "list"
    ) {
      [
        .command("list", AuthList.self),
        .command("add", AuthAdd.self),
        .command("login", AuthLogin.self),
        .command("setup-token", AuthSetupToken.self),
        .command("paste-token", AuthPasteToken.self),
        .command("paste-api-key", AuthPasteAPIKey.self),
        .command("refresh", AuthRefresh.self),
        .command("logout", AuthLogout.self),
        .command("history", AuthHistory.self),
        .group("cooldowns", "Which profiles rest after failures.", bare: "list") {
          [
            .command("list", CooldownsList.self),
            .command("explain", CooldownsExplain.self),
            .command("clear", CooldownsClear.self),
          ]
        },
        .group("order", "In which order a provider's profiles are tried.", bare: "get") {
          [
            .command("get", AuthOrderGet.self),
            .command("set", AuthOrderSet.self),
            .command("clear", AuthOrderClear.self),
          ]
        },
      ]
    }
  }
}
