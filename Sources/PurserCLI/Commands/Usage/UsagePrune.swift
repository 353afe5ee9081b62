import CommandKit
import JSONKit
import PurserDomain
import PurserStore

/// `purser usage prune`
struct UsagePrune: Command {
  var olderThan: DurationText
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "prune", "Remove old snapshots of usage, and say so in the trail.",
    Option(
      "older-than", "Remove what was seen longer ago than this, in days unless a unit is named.",
      value: "duration"),
    WriteOptions.parameters,
    examples: ["purser usage prune --older-than 90d --dry-run"],
    discussion: """
      Whole writes go, from the oldest on, up to the first that holds something younger. The digest of what went stays \
      in the trail, with how much it was, so that purser audit verify goes on to hold.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    let cutoff = context.now + TimeSpan(milliseconds: -olderThan.span.milliseconds)
    let written = try context.write(write) { session in
      (try session.usage.prune(before: cutoff), try session.usage.count(before: cutoff))
    }
    let ((snapshots, windows), held) = written.value
    let counted = "\(snapshots) \(snapshots == 1 ? "snapshot" : "snapshots")"
    return WriteView(
      written, in: context,
      lines: PrunedText.lines(
        removed: snapshots == 0 ? nil : counted,
        held: held == 0 ? nil : held == 1 ? "1 snapshot" : "\(held) snapshots", cutoff,
        isDryRun: written.isDryRun),
      members: [
        "olderThanAt": .number(JSONNumber(cutoff.milliseconds)),
        "snapshots": .number(JSONNumber(snapshots)), "windows": .number(JSONNumber(windows)),
      ], prunedRows: snapshots + windows)
  }
}
