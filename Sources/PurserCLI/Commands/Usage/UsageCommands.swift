import CommandKit

extension RootCommand.Node {
  /// `purser usage …`
  static var usageGroup: RootCommand.Node {
    .group(
      "usage", "How full the windows of accounts are, and were.",
      discussion: """
        Snapshots come from providers (refresh), from the headers of live checks (probes run) and from runtimes \
        (record). Each is kept with when it was taken, so that what is old is told from what is.
        """,
      bare: "list"
    ) {
      [
        .command("list", UsageList.self),
        .command("refresh", UsageRefresh.self),
        .command("record", UsageRecord.self),
        .command("prune", UsagePrune.self),
      ]
    }
  }
}
