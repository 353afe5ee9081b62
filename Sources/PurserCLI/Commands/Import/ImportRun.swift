import CommandKit
import PurserServices
import PurserStore
import SystemKit

/// `purser import`
struct ImportRun: Command {
  var directory: String
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "import", "Take over what a gateway's state directory holds.",
    Argument("dir", "The state directory, or its configuration file.", completion: .directories),
    WriteOptions.parameters,
    examples: ["purser import ~/.openclaw --dry-run", "purser import ~/.openclaw"],
    discussion: """
      Reads the configuration (openclaw.json, moltbot.json, clawdbot.json or fased.json, with its \
      includes), the agents it lists and those that have a folder, and every agent's models.json. Literal \
      keys go sealed into the store; names of variables and other references stay what they are. \
      Everything is one transaction and one event; a second import of the same directory changes nothing.

      What the directory does not mention stays as it is. With no store yet, one is made first. The exit \
      code is 65 when the configuration itself could not be read, although what lies beside it was used.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> ImportView {
    let path = AgentPath.absolute(directory, context)
    let made = try makeStore(context)
    let importing = ImportState(
      store: try context.storeForWriting(), vault: context.vault, environment: context.environment)
    let report =
      write.dryRun
      ? try importing.preview(path, context.intent(), ifRevision: write.ifRevision)
      : try importing.run(path, context.intent(), ifRevision: write.ifRevision)
    return ImportView(report: report, made: made, shorten: context.shortened)
  }

  /// Makes the store when there is none, and says so; a dry run needs one as well, since it is a real
  /// transaction that is taken back.
  private func makeStore(_ context: CommandContext) throws -> InitStore.Outcome? {
    let place = try context.storePlace()
    guard try FileStatus.of(place.path) == nil else { return nil }
    guard !write.dryRun else {
      throw StoreError(
        .notSetUp, "There is no store at '\(place.path)' to try the import on.",
        subject: place.path, hint: "purser init")
    }
    // What cannot be read at all shall not leave an empty store behind.
    guard try FileStatus.of(AgentPath.absolute(directory, context)) != nil else { return nil }
    let made = try InitStore(source: context.composition.stores, vault: context.vault)
      .run(at: place.path, context.intent())
    context.note(
      "Made the store \(context.shortened(made.store)), its key is \(context.shortened(made.keyPlace))."
    )
    return made
  }
}
