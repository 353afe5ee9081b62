import CommandKit
import JSONKit
import PurserServices
import PurserStore
import SystemKit

/// `purser store rekey`
struct StoreRekey: Command {
  var newKeyFile: PathText?
  var skipsUndecryptable: Bool
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "rekey", "Seal every secret under a new master key.",
    Option(
      "new-key-file",
      "Take the new key from this file; default: $PURSER_NEW_KEY_FILE, or one is made.",
      value: "path", completion: .files),
    Flag("skip-undecryptable", "Leave values that do not open as they are."),
    WriteOptions.parameters,
    examples: ["purser store rekey --dry-run", "purser store rekey"],
    discussion: """
      Everything is sealed anew in one transaction. Where the key is a file, the new one takes its place and \
      the old one stays beside it under its own name: copies of the store made before need it, and other \
      stores under the same key go on with it until they are given a new one. Where the key comes from $PURSER_KEY or $PURSER_KEY_COMMAND, name a file with the new key and change the \
      variable afterwards. A run that is stopped leaves the store with the old key or with the new one; \
      the next command finishes what is left.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> StoreRekeyView {
    let file = (newKeyFile?.text ?? context.environment.nonEmpty("PURSER_NEW_KEY_FILE"))
      .map { Directories.expandHome($0, context.environment) }
    let rekey = RekeyStore(store: try context.storeForWriting(), vault: context.vault)
    let outcome =
      write.dryRun
      ? try rekey.preview(
        newKeyFile: file, skipsUndecryptable: skipsUndecryptable, ifRevision: write.ifRevision)
      : try rekey.run(
        context.intent(), newKeyFile: file, skipsUndecryptable: skipsUndecryptable,
        ifRevision: write.ifRevision)
    if !write.dryRun, !outcome.isInstalled {
      context.note("Note: from now on the store needs the new key; change \(outcome.place).")
    }
    return StoreRekeyView(
      outcome: outcome, isDryRun: write.dryRun, shownPlace: context.shortened(outcome.place),
      shownKept: outcome.keptKey.map { context.shortened($0) })
  }
}

/// What a change of the master key did, or would do.
struct StoreRekeyView: View {
  let outcome: RekeyStore.Outcome
  let isDryRun: Bool
  let shownPlace: String
  let shownKept: String?

  var text: Text {
    let count = outcome.resealed == 1 ? "1 secret" : "\(outcome.resealed) secrets"
    let key = outcome.newKeyID.map { "key \($0)" } ?? "a new key"
    var text: Text = [
      isDryRun
        ? "Dry run: \(count) and the key of the trail would be sealed under \(key)."
        : "Sealed \(count) and the key of the trail under \(key)."
    ]
    for bad in outcome.undecryptable {
      text.append(
        "Left as it is: '\(bad.field)' of \(bad.owner) (undecryptable: \(bad.reason.phrase))")
    }
    guard !isDryRun else { return text }
    if outcome.isInstalled { text.append("Key           : \(shownPlace) (new; keep a copy)") }
    if let shownKept {
      text.append(
        "Old key       : \(shownKept) (for copies made before, and for other stores under it)")
    }
    return text
  }

  var plain: Text {
    var rows: [[Line]] = [
      ["resealed", "\(outcome.resealed)"], ["newKeyId", "\(outcome.newKeyID ?? "-")"],
      ["key", "\(outcome.place)"], ["oldKey", "\(outcome.keptKey ?? "-")"],
    ]
    rows += outcome.undecryptable.map {
      ["undecryptable", "\($0.owner)", "\($0.field)", "\($0.reason.rawValue)"]
    }
    return Text(rows.map(Line.row))
  }

  var json: JSON {
    [
      "dryRun": .bool(isDryRun),
      "event": outcome.eventID.map { .number(JSONNumber($0)) } ?? .null,
      "oldKeyId": .string(outcome.oldKeyID),
      "newKeyId": outcome.newKeyID.map { .string($0) } ?? .null,
      "resealed": .number(JSONNumber(outcome.resealed)),
      "undecryptable": .array(
        outcome.undecryptable.map {
          [
            "owner": .string($0.owner), "field": .string($0.field),
            "reason": .string($0.reason.rawValue),
          ]
        }),
      "key": .string(outcome.place), "installed": .bool(outcome.isInstalled),
      "oldKey": outcome.keptKey.map { .string($0) } ?? .null,
    ]
  }
}
