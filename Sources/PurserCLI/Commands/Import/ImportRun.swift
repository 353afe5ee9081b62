import CommandKit
import PurserServices
import PurserStore
import SystemKit

/// `purser import`
struct ImportRun: Command {
  var directory: PathText
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "import", "Take over what a gateway's state directory holds.",
    Argument("dir", "The state directory, or its configuration file.", completion: .files),
    WriteOptions.parameters,
    examples: ["purser import ~/.openclaw --dry-run", "purser import ~/.openclaw"],
    discussion: """
      Reads the configuration (the first of openclaw.json, moltbot.json, clawdbot.json and fased.json that is \
      there, with its includes), the agents it lists and those that have a folder, every agent's models.json, and the \
      credentials: auth-profiles.json with auth-state.json, the older auth.json and oauth.json, and the \
      databases of newer gateways. Keys and tokens go sealed into the store; names of variables and other \
      references stay what they are. \
      The credentials of agent main are shared with all agents; copies of them are not stored again. \
      Everything is one transaction and one event; a second import of the same directory changes nothing.

      What the directory does not mention stays as it is. With no store yet, one is made first. A configuration \
      that cannot be used stops the import before anything is stored. Of the agents' files, one that is broken is \
      listed as an error and left out; the rest is stored, and the exit code is 0. A file or folder that may not be read is \
      left out the same way, and makes the exit code 77, so that no script takes the import for whole: once it may be \
      read, another import adds it. What is listed are notes, then what was skipped, then errors; --quiet leaves out the notes.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> ImportView {
    let path = AgentPath.absolute(directory.text, context)
    guard try FileStatus.of(path) != nil else {
      throw StoreError(
        .notFound, "There is nothing at '\(path)' to import.", subject: path,
        hint: "Name the state directory of the gateway, such as ~/.openclaw.")
    }
    try context.refuseMoment()
    if write.dryRun { return try preview(path, context) }
    let made = try makeStore(for: path, context)
    context.vault.readBeforeWriting()
    let importing = ImportState(
      store: try context.storeForWriting(), vault: context.vault, environment: context.environment,
      databases: context.composition.stores.gatewayDatabases)
    let report = try importing.run(
      path, context.intent(), ifRevision: write.ifRevision.map { made ?? $0 },
      withChanges: context.options.json)
    return ImportView(report: report, isQuiet: context.options.quiet, shorten: context.shortened)
  }

  /// A dry run is a real transaction that is taken back; where there is no store yet, one in memory
  /// serves, so that the first look leaves nothing behind.
  private func preview(_ path: String, _ context: CommandContext) throws -> ImportView {
    let hasStore = try hasStore(context)
    if !hasStore { try requireNoRevision(context) }
    let vault = hasStore ? context.vault : .passing()
    let store =
      hasStore
      ? try context.storeForWriting()
      : try context.composition.stores.scratchStore(context.intent()) { session in
        try session.trailKey.save(vault.makeTrailKey(at: session.now))
      }
    vault.readBeforeWriting()
    let importing = ImportState(
      store: store, vault: vault, environment: context.environment,
      databases: context.composition.stores.gatewayDatabases)
    return ImportView(
      report: try importing.preview(
        path, context.intent(), ifRevision: hasStore ? write.ifRevision : nil),
      isQuiet: context.options.quiet, shorten: context.shortened)
  }

  /// Whether there is a store: the beginning of one, which a run left that was stopped, is none.
  private func hasStore(_ context: CommandContext) throws -> Bool {
    guard try FileStatus.of(context.storePlace().path) != nil else { return false }
    do {
      _ = try context.storeForWriting()
      return true
    } catch let error as StoreError {
      guard error.code == .notSetUp else { throw error }
      return false
    }
  }

  /// Throws `conflict` when `--if-revision` expects a store where there is none.
  private func requireNoRevision(_ context: CommandContext) throws {
    guard let revision = write.ifRevision, revision != 0 else { return }
    throw try StoreError.noRevision(revision, store: context.storePlace().path)
  }

  /// Makes the store when there is none, or only the beginning of one, and says so. Nothing is made where
  /// nothing can be imported.
  ///
  /// Returns the revision of a store that it made, nil when there is one already.
  private func makeStore(for path: String, _ context: CommandContext) throws -> Int64? {
    guard try !hasStore(context) else { return nil }
    try requireNoRevision(context)
    try ImportState.check(path, environment: context.environment)
    let made: InitStore.Outcome
    do {
      made = try InitStore(source: context.composition.stores, vault: context.vault)
        .run(at: context.storePlace().path, context.intent())
    } catch let error as StoreError {
      // Another process made it meanwhile.
      guard error.code == .conflict else { throw error }
      return nil
    }
    context.note(
      "Made the store \(context.shortened(made.store)), its key is \(context.shortened(made.keyPlace))."
    )
    return made.revision
  }
}
