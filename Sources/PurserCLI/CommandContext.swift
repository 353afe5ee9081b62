package import CommandKit
package import PurserDomain
package import PurserServices
package import PurserStore
package import SystemKit

/// What a command is handed when it runs: the world, the options of the whole program, and the store,
/// opened when first asked for.
package final class CommandContext {
  package let options: GlobalOptions
  package let environment: Environment
  package let streams: Streams
  package let composition: Composition
  /// Words of the command for the record, without values that may be secret.
  package let words: [String]

  /// Seals and opens the store's secrets; reads its key when first needed.
  package var vault: Vault { composition.vault }
  private lazy var requestID = composition.newRequestID()
  private var readingStore: Store?
  private var writingStore: Store?
  private var pastStore: Store?
  private var pastMoment: (event: Int64, instant: Timestamp)?
  private let heldNotes: HeldNotes
  /// Whether anything has asked for what `--at` says.
  private var hasAskedForMoment = false

  /// Makes a context. `words` is what the trail will say was run; `heldNotes` takes the notes of a run that answers in JSON.
  package init(
    options: GlobalOptions, environment: Environment, streams: Streams, composition: Composition,
    words: [String], heldNotes: HeldNotes = HeldNotes()
  ) {
    self.heldNotes = heldNotes
    self.options = options
    self.environment = environment
    self.streams = streams
    self.composition = composition
    self.words = words
  }

  /// The present instant.
  package var now: Timestamp { composition.clock.now() }

  /// The instant that an answer is about, by which ends and expiries are judged: that of `--at`, else the present one. Throws as
  /// `store`, from which the moment is read once.
  package func judgedInstant() throws -> Timestamp {
    _ = try moment()
    return pastMoment?.instant ?? now
  }

  /// Which store this run works on. Throws a usage error when the option names none.
  package func storePlace() throws(UsageError) -> StorePlace {
    try StorePlace(option: options.store, environment: environment)
  }

  /// Who acts: `--actor`, then `PURSER_ACTOR`, then the user; a blank text names nobody.
  package var actor: String {
    [options.actor, environment["PURSER_ACTOR"]].lazy.compactMap { $0 }.first {
      !$0.trimmed.isEmpty
    }
      ?? composition.userName()
  }

  /// What the trail will say of a write of this run.
  package func intent() -> Intent {
    Intent(
      actor: actor, host: composition.hostName(), command: recordedCommand,
      reason: options.reason.flatMap { $0.trimmed.isEmpty ? nil : $0 }, requestID: requestID,
      programVersion: ProgramVersion.text)
  }

  /// The words as a line that a shell would read the same way.
  private var recordedCommand: String {
    words.map { word in
      // Stars that stand for a secret are no pattern.
      guard word.hasSuffix("***") else { return word.shellWord }
      let front = String(word.dropLast(3))
      return front.isEmpty || front.shellWord == front ? word : word.shellWord
    }.joined(separator: " ")
  }
}

// MARK: - The store

extension CommandContext {
  /// The store opened for reading, which never changes a byte of it; with `--at` the configuration of
  /// that moment, with what came later undone. Throws as `Store.open`.
  package func store() throws -> Store {
    if let pastStore { return pastStore }
    guard let (event, present) = try moment() else { return try openedStore() }
    let store = try present.state(after: event)
    pastStore = store
    return store
  }

  /// With `--at` the number of that moment's newest event and the store of the present, which has the trail; nil without.
  private func moment() throws -> (event: Int64, present: Store)? {
    hasAskedForMoment = true
    guard let moment = options.at else { return nil }
    let present = try openedStore()
    if let pastMoment { return (pastMoment.event, present) }
    let now = now
    let found = try present.read {
      (event: try moment.event(in: $0, now: now), instant: try moment.instant(in: $0, now: now))
    }
    pastMoment = found
    return (found.event, present)
  }

  /// The store for what has no past of its own, such as the trail. Throws a usage error with `--at`.
  package func presentStore() throws -> Store {
    try refuseMoment()
    return try openedStore()
  }

  /// For a command that was run and has not read the store at all: `--at` would have been passed over in silence. Throws as
  /// `refuseMoment`.
  func refuseUnusedMoment() throws(UsageError) {
    if !hasAskedForMoment { try refuseMoment() }
  }

  /// Whether the run had a store to write to.
  var hasWritingStore: Bool { writingStore != nil }

  /// For what is only about the present. Throws a usage error with `--at`.
  func refuseMoment() throws(UsageError) {
    hasAskedForMoment = true
    guard options.at == nil else {
      throw UsageError(
        .unsupported, "This command is about the present and cannot take --at.", subject: "--at",
        hint: "Leave --at out; it goes with commands that read configuration.")
    }
  }

  private func openedStore() throws -> Store {
    if let store = writingStore ?? readingStore { return store }
    vault.readAhead()
    let store = try opened(storePlace().path, .read)
    readingStore = store
    return store
  }

  private func opened(_ path: String, _ access: StoreSource.Access) throws -> Store {
    do {
      return try composition.stores.open(path, access)
    } catch let error as StoreError {
      throw directed(error, at: path)
    }
  }

  /// A bare 'purser init' or 'purser store migrate' would mean another store than the one that was asked for.
  private func directed(_ error: StoreError, at path: String) -> StoreError {
    var error = error
    if options.store != nil, [.notSetUp, .olderSchema].contains(error.code),
      let command = error.hint?.droppingPrefix("purser "),
      ["init", "store migrate"].contains(command)
    {
      error.hint = "purser --store \(path.shellWord) \(command)"
    }
    return error
  }

  /// The store opened for writing. One of an older schema is first migrated when
  /// `PURSER_AUTO_MIGRATE` is 1. Throws as `Store.open`.
  package func storeForWriting() throws -> Store {
    try refuseMoment()
    if let writingStore { return writingStore }
    vault.readAhead()
    let path = try storePlace().path
    let store: Store
    do {
      store = try opened(path, .write)
    } catch let error as StoreError where error.code == .olderSchema {
      guard environment["PURSER_AUTO_MIGRATE"] == "1" else { throw error }
      let outcome = try migrate(path)
      if outcome.from != outcome.to {
        note("Migrated '\(path)' from schema \(outcome.from) to \(outcome.to).")
      }
      store = try opened(path, .write)
    }
    writingStore = store
    return store
  }

  /// Leads the store at `path` to this program's schema; a copy of the state before lies beside it.
  package func migrate(_ path: String) throws -> MigrationOutcome {
    let stamp = now.description.filter { $0 != ":" && $0 != "-" }
    // What is wrong with the store is said by the migration itself.
    if let preview = try? composition.stores.migrationPreview(path), preview.from != preview.to {
      vault.readBeforeWriting()
    }
    do {
      let outcome = try composition.stores.migrate(path, intent(), copy: "\(path).before-\(stamp)")
      if let copy = outcome.uselessCopy { try Directories.removeFile(copy) }
      return outcome
    } catch let error as StoreError {
      throw directed(error, at: path)
    }
  }

  /// Runs `body` over one state of the store.
  @discardableResult
  package func read<Value>(_ body: (Session<ReadOnly>) throws -> Value) throws -> Value {
    try store().read(body)
  }

  /// Throws `conflict` when `--if-revision` names another revision than the store's: for commands that ask somebody or send
  /// something before they write.
  package func requireRevision(_ options: WriteOptions) throws {
    guard let revision = options.ifRevision else { return }
    try presentStore().require(revision: revision)
  }

  /// Runs `body` as one write with one event, or as a preview when `--dry-run` was given. Honours
  /// `--if-revision`. With `usesSecrets` it may seal or open some. Where a command prints the master key, `body` may run twice,
  /// the first time for nothing.
  @discardableResult
  package func write<Value>(
    _ options: WriteOptions, usesSecrets: Bool = false,
    _ body: (Session<ReadWrite>) throws -> Value
  ) throws -> Written<Value> {
    let store = try storeForWriting()
    try readKey(for: options, usesSecrets: usesSecrets, store, body)
    if options.dryRun {
      let preview = try store.preview(intent(), ifRevision: options.ifRevision, body)
      return Written(
        value: preview.value, store: store.name, isDryRun: true, event: nil,
        changes: preview.changes)
    }
    let outcome = try store.write(intent(), ifRevision: options.ifRevision, body)
    let changes = try outcome.eventID.map { event in
      try store.read { try $0.trail.changes(of: event) }
    }
    return Written(
      value: outcome.value, store: store.name, isDryRun: false, event: outcome.eventID,
      changes: changes ?? [])
  }
}

extension CommandContext {
  /// Has the key at hand before a write begins that needs it, since others wait as long as that lasts. A command that prints the
  /// key may ask a person for it, so it does not run for what is refused, only tried or changes nothing.
  private func readKey<Value>(
    for options: WriteOptions, usesSecrets: Bool, _ store: Store,
    _ body: (Session<ReadWrite>) throws -> Value
  ) throws {
    guard vault.awaitsCommand else { return }
    if usesSecrets {
      if let revision = options.ifRevision { try store.require(revision: revision) }
      vault.readBeforeWriting()
    } else if !options.dryRun,
      // The seal of an event takes the key; whether there will be one shows only when it is tried.
      try store.preview(intent(), ifRevision: options.ifRevision, body).hasChanged
    {
      vault.readBeforeWriting()
    }
  }
}

/// What a write of a command did, or with `--dry-run` would do.
package struct Written<Value> {
  /// What the closure returned.
  package let value: Value
  /// What people call the store.
  package let store: String
  /// Whether everything was taken back.
  package let isDryRun: Bool
  /// The event in the trail; nil for a dry run and when nothing was changed.
  package let event: Int64?
  /// The changed rows in order.
  package let changes: [AuditChange]
}

// MARK: - People

extension CommandContext {
  /// Writes a line to standard error, unless `--quiet` was given.
  package func note(_ line: Line) {
    guard !options.quiet else { return }
    if options.format == .json {
      heldNotes.lines.append(line.plainText)
    } else {
      try? streams.writeError(Array((line.plainText + "\n").utf8))
    }
  }

  /// Writes the notes that `--json` holds back: before them, an error's document would not be the only thing there.
  func writeHeldNotes() {
    for note in heldNotes.lines { try? streams.writeError(Array((note + "\n").utf8)) }
    heldNotes.lines = []
  }

  /// Writes a line about what is going on to standard error, on a terminal only.
  package func progress(_ line: Line) {
    guard streams.isErrorTerminal, !options.quiet else { return }
    try? streams.writeError(Array((line.plainText + "\n").utf8))
  }

  /// Asks before something is done that cannot be undone. Returns the answer; true with `--yes`.
  /// Throws `confirmation_required` when nobody can be asked; `refusal` is then the message; and `interrupted`.
  package func confirm(_ question: String, refusal: String) throws -> Bool {
    if options.yes { return true }
    guard !options.noInput, streams.isInputTerminal, streams.isErrorTerminal else {
      throw UsageError(.confirmation, refusal, hint: "Add --yes to do it without being asked.")
    }
    let answer = try streams.ask("\(Line(question).plainText) [y/N] ")?.trimmed.lowercased()
    return answer == "y" || answer == "yes"
  }

  /// Runs `body`, which asks something, anew while what is answered is refused, three times at most, and tells why. Throws what the
  /// last answer was refused with, and at once what no other answer would change.
  func askingAgain<Value>(_ body: () throws -> Value) throws -> Value {
    for _ in 1..<3 {
      do {
        return try body()
      } catch {
        guard let (message, hint) = error.refusalOfAnswer else { throw error }
        note("\(message)\(hint.map { " \($0)" } ?? "")")
      }
    }
    return try body()
  }

  /// Returns `path` with the user's home as `~`, for people.
  package func shortened(_ path: String) -> String {
    let home = Directories.home(environment)
    guard home != "/", SystemPath.contains(folder: home, path) else { return path }
    return path.droppingPrefix(home).map { "~" + $0 } ?? path
  }

  /// Returns the whole of standard input as text, at most 16 MB. Throws `invalid` when it is not UTF-8, unless it `isRepaired`:
  /// then U+FFFD stands for what is not.
  package func standardInput(isRepaired: Bool = false) throws -> String {
    let bytes = try streams.readInput(16 << 20)
    if isRepaired { return String(decoding: bytes, as: UTF8.self) }
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw DomainError(
        .invalid, "Standard input is not UTF-8.", subject: "standard input",
        hint: "Give the text in UTF-8.")
    }
    return text
  }
}

extension Error {
  /// What to tell a person whose answer was refused; nil for any other error.
  fileprivate var refusalOfAnswer: (message: String, hint: String?)? {
    switch self {
    case let error as DomainError where error.code == .invalid: (error.message, error.hint)
    case let error as UsageError where error.code == .invalidValue: (error.message, error.hint)
    default: nil
    }
  }
}

/// Notes of a run that answers in JSON, until it has ended.
package final class HeldNotes {
  /// In the order they were made.
  package var lines: [String] = []

  /// Makes an empty list.
  package init() {}
}
