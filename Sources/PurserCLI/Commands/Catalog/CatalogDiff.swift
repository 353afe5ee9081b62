import CommandKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser models catalog diff`
struct CatalogDiff: Command {
  var file: TextSource?
  var since: InstantText?
  var request: CatalogRequest
  var scope: ScopeSelection

  static let declaration = Declaration<Self>(
    "diff",
    "Compare the loaded catalogs with a file, with what servers list now, or with an earlier time.",
    Argument(
      "file", "A list of models to compare with, or - for standard input.", completion: .files),
    Option(
      "since", "Tell what is new and what was retired since this instant; nothing is asked for.",
      value: "instant"),
    CatalogRequest.parameters, ScopeSelection.ofOneAgent,
    examples: [
      "purser models catalog diff", "purser models catalog diff ~/openrouter-models.json",
      "purser models catalog diff --since '7d ago' --json",
    ],
    discussion: """
      Nothing is stored. Lines begin with + for a model that is new or back, with - for one that is no longer listed, \
      and with ~ for one whose data differ.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> CatalogDiffView {
    let store = try context.presentStore()
    if let option = since != nil ? "--since" : file != nil ? "a file" : nil, !scope.isEmpty {
      throw UsageError(
        .conflict, "With \(option) no server is asked, so that no agent's credential is needed.",
        subject: "--agent", hint: "Leave the agent out; the catalogs are the same for all.")
    }
    if let since {
      guard file == nil, request.url == nil else {
        throw UsageError(
          .conflict, "--since looks at what is stored, and compares with nothing else.",
          subject: "--since", hint: "Leave the file and --url out.")
      }
      return try past(since.instant(now: context.now), store, context)
    }
    if let file {
      guard request.sources.count <= 1, request.providers.count <= 1, request.url == nil else {
        throw UsageError(
          .conflict, "A file is one list.", subject: "--source",
          hint: "Name one --source or one --provider, and no --url.")
      }
      let document = try CatalogFile.read(
        file, request.sources.first?.source, request.providers.first, in: context)
      return try store.read { session in
        CatalogDiffView(entries: [try Self.entry(document, session)], failures: [])
      }
    }
    let loaded = try store.read { try $0.catalog.loads() }.map(\.source)
    let otherwise = CatalogSource.allCases.filter { $0 != .provider && loaded.contains($0) }
    let checked = try request.checked(
      in: context, otherwise: otherwise.isEmpty ? [.openRouter, .modelsDev] : otherwise)
    return try fresh(checked, store, context)
  }

  private func fresh(
    _ request: RefreshCatalogs, _ store: Store, _ context: CommandContext
  ) throws -> CatalogDiffView {
    let plan = try context.plan(request, scope, for: "models catalog diff")
    let outcomes = try context.fetch(plan)
    return try store.read { session in
      var entries: [CatalogDiffView.Entry] = []
      var failures = plan.failures
      for (target, outcome) in zip(plan.targets, outcomes) {
        switch outcome {
        case .unchanged:
          entries.append(.init(source: target.source, provider: target.provider))
        case .failed(let failure): failures.append(failure)
        case .document(let document, _): entries.append(try Self.entry(document, session))
        }
      }
      return try CatalogDiffView(entries: entries, failures: failures).orFailure()
    }
  }

  private static func entry(
    _ document: CatalogDocument, _ session: Session<ReadOnly>
  ) throws -> CatalogDiffView.Entry {
    let stored = try session.catalog.list(of: document.source, document.provider)
    let difference = CatalogDifference(from: stored, to: document)
    return CatalogDiffView.Entry(
      source: document.source, provider: document.provider,
      added: difference.added + difference.returned, retired: difference.retired,
      changed: zip(difference.before, difference.changed).map { ($0, $1) })
  }

  private func past(
    _ since: Timestamp, _ store: Store, _ context: CommandContext
  ) throws -> CatalogDiffView {
    let wanted = Set(request.sources.map(\.source))
    let providers = try request.providers.map { try ProviderArgument.id($0, in: context).text }
    return try store.read { session in
      let entries = try session.catalog.loads().compactMap { load -> CatalogDiffView.Entry? in
        guard wanted.isEmpty || wanted.contains(load.source) else { return nil }
        let rows = try session.catalog.list(of: load.source, load.provider).filter {
          providers.isEmpty || providers.contains($0.model.ref.provider)
        }
        return CatalogDiffView.Entry(
          source: load.source, provider: load.provider,
          added: rows.filter { $0.retiredAt == nil && $0.firstSeenAt >= since }.map(\.model),
          retired: rows.filter { $0.retiredAt.map { $0 >= since } ?? false }.map(\.model))
      }
      return CatalogDiffView(entries: entries, failures: [])
    }
  }
}
