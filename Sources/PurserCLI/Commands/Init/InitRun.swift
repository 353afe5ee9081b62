import CommandKit
import JSONKit
import PurserServices

/// `purser init`
struct InitRun: Command {
  var dryRun: Bool

  static let declaration = Declaration<Self>(
    "init", "Make the store and the key that seals its secrets.",
    Flag("dry-run", "Only say what would be made."),
    examples: ["purser init", "purser --store ~/fleet.db init --dry-run"],
    discussion: """
      The store is made where --store or $PURSER_STORE says, otherwise in the user's data folder. The \
      key is read from $PURSER_KEY, $PURSER_KEY_FILE or $PURSER_KEY_COMMAND, whichever is set first; \
      otherwise it is made in the user's configuration folder. Keep a copy of it: without it the secrets \
      in the store cannot be read.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> InitView {
    try context.refuseMoment()
    let initialization = InitStore(source: context.composition.stores, vault: context.vault)
    let path = try context.storePlace().path
    let made =
      try dryRun
      ? initialization.preview(at: path) : initialization.run(at: path, context.intent())
    return InitView(
      made: made, isDryRun: dryRun, shownStore: context.shortened(made.store),
      shownKey: context.shortened(made.keyPlace))
  }
}

/// What was made, and where.
struct InitView: View {
  let made: InitStore.Outcome
  let isDryRun: Bool
  let shownStore: String
  let shownKey: String

  var text: Text {
    let newKey = isDryRun ? " (would be new)" : " (new; keep a copy)"
    var text: Text = [
      "Store         : \(shownStore)\(isDryRun ? " (would be made)" : "")",
      "Key           : \(shownKey)\(made.isNewKey ? newKey : " (was there)")",
    ]
    if !isDryRun { text.append(["", "Next: purser import DIR"] as Text) }
    return text
  }

  var plain: Text { ["\(made.store)", "\(made.keyPlace)"] }

  var json: JSON {
    [
      "store": .string(made.store), "key": .string(made.keyPlace),
      "keyCreated": .bool(made.isNewKey), "dryRun": .bool(isDryRun),
    ]
  }
}
