import CommandKit
package import PurserDomain
import PurserServices
import PurserStore
import SystemKit

/// `purser export`
struct ExportRun: Command {
  var out: PathText?
  var mode: ModelsDocument.Mode?
  var dialect: ModelsDocument.Dialect?
  var secrets: Bool
  var check: Bool
  var diff: Bool
  var scope: ScopeSelection
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "export", "Write the models.json of agents from the store.",
    Option(
      "out", "Write DIR/<agent>/models.json instead of the agents' own files.", value: "dir",
      completion: .directories),
    Option(
      "mode",
      "Keep what a present file has beyond the store, or not; default: setting models.mode.",
      value: "mode"),
    Option(
      "dialect",
      "How a key that names a variable is written: NAME, $NAME or its value; default: setting export.dialect.",
      value: "dialect"),
    Flag("secrets", "Write sealed keys in plain text; an event records it."),
    Flag("check", "Write nothing; exit code 1 when a file is not as the store says."),
    Flag("diff", "Write nothing; show what would change in each file, secrets masked."),
    ScopeSelection.parameters,
    WriteOptions.parameters,
    examples: [
      "purser export --all-agents --dry-run", "purser export --agent coder --diff",
      "purser export --all-agents --out ~/issued",
    ],
    discussion: """
      Without a scope the file of the current agent is written. A file that says the same already is not \
      touched. Files get mode 0600 and are replaced whole: at any moment each is the old or the new one. \
      Sealed keys are written as the word secretref-managed unless --secrets is given. An agent whose \
      settings forbid its file, such as one that has the folder of another, is named and left out, and the \
      exit code says so; a place that cannot be written stops the export before anything is written. A file that \
      cannot be replaced in the end, or that somebody changes at that very moment, is named and left, too.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> ExportView {
    if check && diff {
      throw UsageError(
        .conflict, "Choose either --check or --diff, not both.", subject: "--check",
        hint: "--check names what differs, --diff shows the text.")
    }
    let isReading = check || diff || write.dryRun
    let store = try isReading ? context.presentStore() : context.storeForWriting()
    let agents = try store.read { try scope.readAgents(in: $0, context.environment) }
    guard !agents.isEmpty else {
      throw StoreError(
        .notFound, "There are no agents to export.", subject: "agents",
        hint: "purser import DIR, or purser agents add ID")
    }
    let export = ExportModels(
      store: store, vault: context.vault, environment: context.environment)
    let request = ExportModels.Request(
      agents: agents.map(\.id), outputFolder: out.map { AgentPath.absolute($0.text, context) },
      mode: mode, dialect: dialect, includesSecrets: secrets, ifRevision: write.ifRevision)
    let purpose: ExportView.Purpose =
      check ? .check : diff ? .diff : write.dryRun ? .dryRun : .write
    if isReading {
      let plan = try purpose == .dryRun ? export.preview(request) : export.plan(request)
      return ExportView(
        purpose: purpose, plan: plan, narrowed: plan.narrowings.map(\.path),
        isQuiet: context.options.quiet, shorten: context.shortened)
    }
    let outcome = try export.run(request, context.intent())
    return ExportView(
      purpose: purpose, plan: outcome.plan, eventID: outcome.eventID, narrowed: outcome.narrowed,
      isQuiet: context.options.quiet, shorten: context.shortened)
  }
}

extension ModelsDocument.Mode: ArgumentValue {}
extension ModelsDocument.Dialect: ArgumentValue {}
