import CommandKit

extension RootCommand.Node {
  /// `purser probes …`
  static var probesGroup: RootCommand.Node {
    .group(
      "probes", "Live checks of credentials and models, and what they found over time.",
      discussion: """
        Each run is one event of the trail, with its results. What a check finds changes nothing by itself: no \
        profile is disabled by it unless --record-outcome asks for that.
        """,
      bare: "list"
    ) {
      [
        .command("run", ProbesRun.self), .command("list", ProbesList.self),
        .command("show", ProbesShow.self),
        .command("stats", ProbesStats.self), .command("prune", ProbesPrune.self),
      ]
    }
  }
}
