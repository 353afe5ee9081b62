import CommandKit
import JSONKit
import PurserServices

/// `purser init`
struct InitRun: Command {
  static let declaration = Declaration<Self>(
    "init", "Make the store and the key that seals its secrets.",
    examples: ["purser init", "purser --store ~/fleet.db init"],
    discussion: """
      The store is made where --store or $PURSER_STORE says, otherwise in the user's data folder. The \
      key is read from $PURSER_KEY, $PURSER_KEY_FILE or $PURSER_KEY_COMMAND, whichever is set first; \
      otherwise it is made in the user's configuration folder. Keep a copy of it: without it the secrets \
      in the store cannot be read.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> InitView {
    try context.refuseMoment()
    let made = try InitStore(source: context.composition.stores, vault: context.vault)
      .run(at: context.storePlace().path, context.intent())
    return InitView(
      made: made, shownStore: context.shortened(made.store),
      shownKey: context.shortened(made.keyPlace))
  }
}

/// What was made, and where.
struct InitView: View {
  let made: InitStore.Outcome
  let shownStore: String
  let shownKey: String

  var text: Text {
    [
      "Store         : \(shownStore)",
      "Key           : \(shownKey)\(made.isNewKey ? " (new; keep a copy)" : " (was there)")",
      "",
      "Next: purser import DIR",
    ]
  }

  var plain: Text { ["\(made.store)", "\(made.keyPlace)"] }

  var json: JSON {
    [
      "store": .string(made.store), "key": .string(made.keyPlace),
      "keyCreated": .bool(made.isNewKey),
    ]
  }
}
