import CommandKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser probes stats`
struct ProbesStats: Command {
  var filter: ProbeFilterOptions
  var scope: ScopeSelection
  var since: InstantText?
  var until: InstantText?
  var csv: Bool
  var check: Bool

  static let declaration = Declaration<Self>(
    "stats", "Show what works, since when, how often and how quickly.",
    ProbeFilterOptions.parameters, ScopeSelection.parameters,
    Option("since", "Count results at or after this instant.", value: "instant"),
    Option("until", "Count results before this instant.", value: "instant"),
    Flag("csv", "Print comma separated values."),
    Flag("check", "Exit with 1 when something that agents use does not work."),
    examples: [
      "purser probes stats", "purser probes stats --provider anthropic --since '7d ago'",
      "purser probes stats --csv", "purser probes stats --check --json",
    ],
    discussion: """
      One line for each model that was asked with a credential. Works means that the newest answer was good; since \
      is when that began. What was never sent, such as an expired credential, is no answer and changes neither. \
      Latencies are those of good answers. In use is a model in the route of an agent, asked with a credential \
      that still exists.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> ProbeStatsView {
    guard !csv || !context.options.json else {
      throw UsageError(
        .conflict, "Give either --csv or --json.", subject: "--csv",
        hint: "purser probes stats --csv")
    }
    var wanted = try filter.filter(scope, in: context)
    wanted.since = try since?.instant(now: context.now)
    wanted.until = try until?.instant(now: context.now)
    return try context.presentStore().read { session in
      let showsRecent = context.options.json || context.streams.isOutputTerminal && !csv
      let used = try check ? UsedTargets(of: scope.checkedAgents(in: session), in: session) : nil
      return ProbeStatsView(
        summaries: try session.probeSummaries(
          wanted, recent: showsRecent ? ProbeStatsView.recent : 0),
        used: used, now: context.now, isCSV: csv,
        isTerminal: context.streams.isOutputTerminal)
    }
  }
}

extension ScopeSelection {
  /// The selected agents; all of them when nothing was selected.
  fileprivate func checkedAgents(in session: Session<some Any>) throws -> [Agent] {
    isEmpty ? try session.agents.list() : try selectedAgents(in: session)
  }
}
