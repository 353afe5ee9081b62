import CommandKit
import JSONKit
import PurserDomain
import PurserStore

/// `purser probes prune`
struct ProbesPrune: Command {
  var olderThan: DurationText
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "prune", "Remove old results of live checks, and say so in the trail.",
    Option(
      "older-than",
      "Remove the runs that ended longer ago than this, in days unless a unit is named.",
      value: "duration"),
    WriteOptions.parameters,
    examples: [
      "purser probes prune --older-than 90d --dry-run", "purser probes prune --older-than 365",
    ],
    discussion: """
      Since when something works or does not, when it last did and how often that changed stays known. Runs go from \
      the oldest on, up to the first that ended later. The digest of what went stays in the trail, with how much it \
      was, so that purser audit verify goes on to hold.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    let cutoff = context.now + TimeSpan(milliseconds: -olderThan.span.milliseconds)
    let written = try context.write(write) { session in
      (try session.probes.prune(before: cutoff), try session.probes.runCount(before: cutoff))
    }
    let ((runs, results), held) = written.value
    let counted =
      "\(runs) \(runs == 1 ? "run" : "runs") with \(results) \(results == 1 ? "result" : "results")"
    return WriteView(
      written, in: context,
      lines: PrunedText.lines(
        removed: runs == 0 ? nil : counted,
        held: held == 0 ? nil : held == 1 ? "1 run" : "\(held) runs", cutoff,
        isDryRun: written.isDryRun),
      members: [
        "olderThanAt": .number(JSONNumber(cutoff.milliseconds)),
        "runs": .number(JSONNumber(runs)), "results": .number(JSONNumber(results)),
      ], prunedRows: runs + results)
  }
}
