import CommandKit
import JSONKit
import PurserStore

/// `purser store migrate`
struct StoreMigrate: Command {
  var dryRun: Bool

  static let declaration = Declaration<Self>(
    "migrate", "Lead a store of an older version to this program's schema.",
    Flag("dry-run", "Only say which steps there would be."),
    examples: ["purser store migrate", "purser store migrate --dry-run"],
    discussion: """
      A verified copy of the state before is written beside the store. To take the migration back: stop every \
      program that uses the store, remove the files with its name and -wal or -shm behind it, which belong to the \
      newer state, and put the copy in its place. With PURSER_AUTO_MIGRATE=1 every command that writes does this by itself.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> StoreMigrateView {
    try context.refuseMoment()
    let path = try context.storePlace().path
    let outcome =
      try dryRun
      ? context.composition.stores.migrationPreview(path) : context.migrate(path)
    return StoreMigrateView(
      outcome: outcome, isDryRun: dryRun, shownCopy: outcome.copy.map { context.shortened($0) })
  }
}

/// What a migration did.
struct StoreMigrateView: View {
  let outcome: MigrationOutcome
  let isDryRun: Bool
  let shownCopy: String?

  var text: Text {
    guard outcome.from != outcome.to else { return ["The schema is up to date: \(outcome.to)"] }
    if isDryRun { return ["Would migrate from schema \(outcome.from) to \(outcome.to)"] }
    var text: Text = ["Migrated from schema \(outcome.from) to \(outcome.to)"]
    if let shownCopy { text.append("The state before: \(shownCopy)") }
    return text
  }

  var plain: Text { [.row(["\(outcome.from)", "\(outcome.to)", "\(outcome.copy ?? "-")"])] }

  var json: JSON {
    [
      "from": .number(JSONNumber(outcome.from)), "to": .number(JSONNumber(outcome.to)),
      "copy": outcome.copy.map { .string($0) } ?? .null, "dryRun": .bool(isDryRun),
    ]
  }
}
