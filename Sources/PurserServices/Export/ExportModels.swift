import JSONKit
package import PurserDomain
package import PurserStore
import SecretKit
package import SystemKit

/// Writes each agent's `models.json` from the store, or says what it would write.
///
/// A crash at any moment leaves every file whole and the record explainable, by this order:
/// 1. All new files are written and synced under temporary names. An error or interrupt until here
///    changes nothing.
/// 2. The event is committed with one row per file: digest, mode, revision.
/// 3. The files take their names; from here on interrupts wait.
///
/// So no file ever holds bytes that the record does not know. A file that was not renamed any more after a crash still
/// holds what an earlier row says, and shows as stale; of one that was edited, what was staged beside it tells. One that
/// somebody changed after it was read is read again before step 2 and left alone in step 3; what the record says of a file
/// that was left is taken back by a second event.
package struct ExportModels {
  private let store: Store
  private let vault: Vault
  private let environment: Environment
  private let past: PastExports

  /// Needs the vault for exports with secrets, and for the seal of an event.
  package init(store: Store, vault: Vault, environment: Environment) {
    self.store = store
    self.vault = vault
    self.environment = environment
    past = PastExports(vault: vault, environment: environment)
  }

  /// What is asked for.
  package struct Request: Equatable, Sendable {
    /// The agents, in the order of the report.
    package var agents: [Agent.ID]
    /// Absolute path of a folder for all files, as `FOLDER/AGENT/models.json`; nil for the agents' own.
    package var outputFolder: String?
    /// nil for each agent's setting.
    package var mode: ModelsDocument.Mode?
    /// nil for each agent's setting. When given, keys spelled otherwise are written anew.
    package var dialect: ModelsDocument.Dialect?
    /// Whether sealed values are written in plain text.
    package var includesSecrets: Bool
    /// Refuse when the store is at another revision.
    package var ifRevision: Int64?

    package init(
      agents: [Agent.ID], outputFolder: String? = nil, mode: ModelsDocument.Mode? = nil,
      dialect: ModelsDocument.Dialect? = nil, includesSecrets: Bool = false,
      ifRevision: Int64? = nil
    ) {
      self.agents = agents
      self.outputFolder = outputFolder
      self.mode = mode
      self.dialect = dialect
      self.includesSecrets = includesSecrets
      self.ifRevision = ifRevision
    }

    /// The folder of an agent's file; nil when it has none.
    func folder(of agent: Agent) -> String? { folder(of: agent.id, agent.agentDirectory) }

    /// The same for the agent of an id with what is stored as its folder.
    func folder(of id: Agent.ID, _ directory: String?) -> String? {
      if let outputFolder { return SystemPath.join(outputFolder, id.text) }
      return Agent.exportFolder(directory)
    }
  }

  /// Returns what an export would do; changes nothing. For `--check`, `--diff` and `--dry-run`.
  ///
  /// Throws `not_found` for an agent that does not exist, `conflict` when the store is at another
  /// revision than asked for, what the vault throws, `interrupted`. What is wrong with one file stands in
  /// that file.
  package func plan(_ request: Request) throws -> ExportPlan {
    while true {
      let made = try store.read { try plan(request, in: $0, at: $0.revision()) }
      guard past.isWanting else { return made }
      try past.read(from: store)
    }
  }

  /// The plan as it can be made in one transaction; not the last word while `past` is wanting.
  func plan(
    _ request: Request, in session: Session<ReadOnly>, at revision: Int64
  ) throws -> ExportPlan {
    let vault = vault
    // A key that cannot be read at all stops the export; one bad value is told beside its provider.
    let open: (StoredSecret) throws -> OpenedSecret = { secret in
      _ = try vault.key()
      return try vault.tryOpen(secret)
    }
    let sources = try ExportSources(
      session, at: revision, agents: request.agents,
      path: { id, directory in
        request.folder(of: id, directory).map { SystemPath.join($0, "models.json") }
      },
      vault: request.includesSecrets ? vault : nil)
    var planner = ExportPlanner(
      sources: sources, request: request, environment: environment,
      unseal: request.includesSecrets ? open : nil,
      records: ExportRecords(session), past: past,
      digest: { try? vault.digest(SecretBytes(text: $0), in: session) })
    let plan = try planner.plan()
    if let wanted = request.ifRevision, wanted != plan.revision {
      throw StoreError(
        .conflict, "The store is at revision '\(plan.revision)', not '\(wanted)'.",
        subject: String(plan.revision), hint: "purser audit log")
    }
    return plan
  }

  /// Returns the plan that `run` would carry out, with what stands in its way; changes nothing. Throws as
  /// `run` does before it writes.
  package func preview(_ request: Request) throws -> ExportPlan {
    try checked(plan(request))
  }

  private func checked(_ plan: ExportPlan) throws -> ExportPlan {
    var plan = plan
    plan.refuseUnwritable()
    if let fault = plan.blockingFault { throw fault }
    return plan
  }

  /// Writes the files that differ as one event, and none of them when one cannot be prepared. An agent that is set so that
  /// its file must not be written holds up no other, nor does a file that cannot be replaced once all are prepared; the
  /// fault stands in its file of the plan.
  ///
  /// Throws as `plan`, what the file system says of any one place before a file is replaced, the fault of a file when there
  /// is no other, and what writing throws; then every file is as before. `io` where what was written may not outlast a crash
  /// of the system. A store or a file that moves on meanwhile is planned anew.
  @discardableResult
  package func run(_ request: Request, _ intent: Intent) throws -> ExportOutcome {
    let outcome = try export(request, intent)
    let files = outcome.plan.files
    if files.count == 1, files[0].state == .refused, let fault = files[0].fault { throw fault }
    return outcome
  }

  private func export(_ request: Request, _ intent: Intent) throws -> ExportOutcome {
    for _ in 0..<2 {
      let plan = try preview(request)
      do {
        return try write(plan, request, intent)
      } catch is FilesMoved {
        continue
      } catch let error as StoreError
        where error.code == .conflict && request.ifRevision == nil
      {
        continue
      }
    }
    while true {
      do {
        return try writeAlone(request, intent)
      } catch is PastWanted {
        try past.read(from: store)
      }
    }
  }

  /// A plan went without a state of the past, which cannot be read while it is made.
  private struct PastWanted: Error {}

  /// Plans and writes while nobody else can change the store, which makes them wait: for a store that is written to all
  /// the time, such as by what runtimes report.
  private func writeAlone(_ request: Request, _ intent: Intent) throws -> ExportOutcome {
    var folders: MadeFolders?
    var staged: AtomicFile.Staged?
    let written: WriteOutcome<ExportPlan>
    vault.readBeforeWriting()
    do {
      written = try store.write(intent) { session in
        var plan = try checked(plan(request, in: session.readOnly, at: session.revision()))
        if past.isWanting { throw PastWanted() }
        let writes = plan.writes
        folders = try MadeFolders(for: writes.map(\.target))
        let all = try AtomicFile.stage(all: writes.map(\.item))
        staged = all
        // Whoever writes to a file all the time holds up no other.
        for file in try plan.movedFiles() {
          plan.refuse(file, Self.changed(file.path, file.agent, request))
        }
        staged = all.keeping(Set(plan.writes.map(\.target)))
        try record(plan, in: session)
        return plan
      }
    } catch {
      staged?.discard()
      folders?.remove()
      throw error
    }
    let replaced = staged?.commit() ?? AtomicFile.Outcome()
    if !replaced.failures.isEmpty { folders?.remove() }
    return try finish(written.value, written.eventID, replaced, request, intent)
  }

  /// Some files are not as they were read any more.
  private struct FilesMoved: Error {}

  private func write(
    _ plan: ExportPlan, _ request: Request, _ intent: Intent
  ) throws -> ExportOutcome {
    let writes = plan.writes
    if !writes.isEmpty || !plan.adoptions.isEmpty { vault.readBeforeWriting() }
    var eventID: Int64?
    var replaced = AtomicFile.Outcome()
    if !writes.isEmpty {
      let folders = try MadeFolders(for: writes.map(\.target))
      do {
        replaced = try AtomicFile.write(
          all: writes.map(\.item),
          beforeCommit: {
            eventID = try store.write(intent, ifRevision: plan.revision) { session in
              // Not before: others may have kept this write waiting for long.
              guard try plan.movedFiles().isEmpty else { throw FilesMoved() }
              try record(plan, in: session)
            }.eventID
          })
      } catch {
        if eventID == nil { folders.remove() }
        throw error
      }
      if !replaced.failures.isEmpty { folders.remove() }
    } else if !plan.adoptions.isEmpty {
      eventID = try store.write(intent, ifRevision: plan.revision) { session in
        try record(plan, in: session)
      }.eventID
    }
    return try finish(plan, eventID, replaced, request, intent)
  }

  private func finish(
    _ plan: ExportPlan, _ eventID: Int64?, _ replaced: AtomicFile.Outcome, _ request: Request,
    _ intent: Intent
  ) throws -> ExportOutcome {
    var plan = plan
    let left = plan.writes.filter { replaced.failures[$0.target] != nil }
    for file in left {
      guard let failure = replaced.failures[file.target] else { continue }
      plan.refuse(
        file,
        failure.code == .conflict ? Self.changed(file.path, file.agent, request) : failure)
    }
    if let eventID, !left.isEmpty { takeBack(left, of: eventID, intent) }
    // A stopped export may have left files beside one that is current by now.
    let targets = plan.files.filter { $0.fault == nil && !$0.target.isEmpty }.map(\.target)
    _ = Threads.map(targets, threads: 8) { _ = try? AtomicFile.removeLeftovers(beside: $0) }
    var narrowed: [PlannedFile] = []
    for file in plan.narrowings {
      do throws(SystemError) {
        try Directories.setMode(file.target, 0o600)
        narrowed.append(file)
      } catch {
        // What was written for others is written, and has to be told as well.
        plan.refuse(file, error)
      }
    }
    if let error = replaced.unsynced { throw error }
    return ExportOutcome(plan: plan, eventID: eventID, narrowed: narrowed.map(\.path))
  }

  private func record(_ plan: ExportPlan, in session: Session<ReadWrite>) throws {
    for file in plan.files where file.willWrite || file.adoption != nil {
      let bytes = file.generated?.bytes ?? []
      let kept = file.generated.map(Self.keptTexts) ?? []
      try session.exportFiles.insert(
        ExportFile(
          event: session.eventID, agent: file.agent.text, path: file.path,
          digest: file.adoption?.digest ?? ContentDigest.blake2b(bytes),
          bytes: file.adoption?.byteCount ?? bytes.count, mode: file.mode.rawValue,
          dialect: file.dialect.rawValue, withSecrets: plan.includesSecrets,
          keptJSON: JSON.array(kept.map(JSON.string)).text(.compact), revision: plan.revision,
          writtenAt: session.now))
    }
  }

  /// Makes the record of files that the event did not come to replace say again what it said before.
  private func takeBack(_ files: [PlannedFile], of event: Int64, _ intent: Intent) {
    var intent = intent
    let count = files.count == 1 ? "1 file" : "\(files.count) files"
    intent.command += " (\(count) of event \(event) not replaced)"
    // When this does not succeed either, the record is as after a crash, and the next export writes the files all the same.
    _ = try? store.write(intent) { session in
      for file in files {
        try session.exportFiles.takeBack(path: file.path, of: event, by: session.eventID)
      }
    }
  }

  private static func changed(
    _ path: String, _ agent: Agent.ID, _ request: Request
  ) -> StoreError {
    StoreError(
      .conflict,
      "'\(path.printable())' was changed by somebody else meanwhile, and was left alone.",
      subject: path, hint: request.command(for: agent))
  }

  /// What the record says of the file that was there: places whose value was kept, and providers whose
  /// spelling was.
  private static func keptTexts(_ file: GeneratedFile) -> [String] {
    file.kept.map(\.description) + file.adopted.map { "spelling of \($0)" }
  }
}

extension ExportModels.Request {
  /// The command that exports the file of one agent in the same way.
  fileprivate func command(for agent: Agent.ID) -> String {
    var words = ["purser export --agent \(agent)"]
    if let outputFolder { words.append("--out \(outputFolder.shellWord)") }
    if let mode { words.append("--mode \(mode.rawValue)") }
    if let dialect { words.append("--dialect \(dialect.rawValue)") }
    if includesSecrets { words.append("--secrets") }
    return words.joined(separator: " ")
  }
}

extension PlannedFile {
  fileprivate var item: AtomicFile.Item {
    AtomicFile.Item(path: target, bytes: generated?.bytes ?? [], replaces: found)
  }
}

extension ExportPlan {
  /// The files to be written where something else is by now than what was read.
  fileprivate func movedFiles() throws(SystemError) -> [PlannedFile] {
    var moved: [PlannedFile] = []
    for file in files where file.willWrite {
      if try !file.found.isAt(file.target) { moved.append(file) }
    }
    return moved
  }

  /// Leaves a file as it is, with the reason.
  fileprivate mutating func refuse(_ file: PlannedFile, _ fault: any Error) {
    for index in files.indices where files[index].agent == file.agent {
      files[index].state = .refused
      files[index].willWrite = false
      files[index].adoption = nil
      files[index].fault = fault
    }
  }
}

/// Folders that were made for an export, to be removed when it does not come about.
private struct MadeFolders {
  private var made: [String] = []

  init(for files: [String]) throws {
    do {
      for folder in files.map(SystemPath.parent) {
        var above: [String] = []
        var path = folder
        while try FileStatus.of(path) == nil {
          above.append(path)
          path = SystemPath.parent(of: path)
        }
        made += above.reversed()
        try Directories.create(folder)
      }
    } catch {
      remove()
      throw error
    }
  }

  /// Removes those that are empty, the innermost first.
  func remove() {
    for folder in made.reversed() { try? Directories.removeEmpty(folder) }
  }
}
