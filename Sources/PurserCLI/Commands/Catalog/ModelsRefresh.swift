import CommandKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser models refresh`
struct ModelsRefresh: Command {
  var request: CatalogRequest
  var scope: ScopeSelection
  var options: WriteOptions

  static let declaration = Declaration<Self>(
    "refresh", "Load the lists of models of OpenRouter, models.dev and providers.",
    CatalogRequest.parameters, ScopeSelection.ofOneAgent, WriteOptions.parameters,
    examples: [
      "purser models refresh", "purser models refresh --source openrouter --dry-run",
      "purser models refresh --provider openai --agent research --json",
    ],
    discussion: """
      What a list says goes into the store: names, sizes, prices, when a model was first and last seen, and whether \
      it is retired. No route, alias or allowlist is ever changed by it. A server is asked only for what is new where it \
      can tell; a list that says the same again changes nothing.

      The list of a provider is asked for with the credentials and the address of the agent, by default the current \
      one; --source provider alone asks every provider in use. When one list cannot be had the others are kept, and the \
      exit code is 69.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> CatalogLoadsView {
    let request = try request.checked(in: context)
    try context.requireRevision(options)
    let plan = try context.plan(request, scope, for: "models refresh")
    let outcomes = try context.fetch(plan)
    let written = try context.write(options) { session in
      try zip(plan.targets, outcomes).map { target, outcome -> CatalogLoadsView.Row in
        switch outcome {
        case .unchanged: .unchanged(target.source, target.provider)
        case .failed(let failure): .failed(failure)
        case .document(let document, let origin):
          .loaded(try LoadCatalog.run(document, from: origin, in: session))
        }
      } + plan.failures.map { .failed($0) }
    }
    return try CatalogLoadsView(written, in: context).orFailure()
  }
}

extension CommandContext {
  /// Plans `request` for the one agent that is selected, else the current one.
  func plan(
    _ request: RefreshCatalogs, _ scope: ScopeSelection, for command: String
  ) throws -> RefreshCatalogs.Plan {
    try presentStore().read { session in
      let agents = try scope.readAgents(in: session, environment)
      guard agents.count <= 1 else { throw ScopeSelection.tooMany(for: command) }
      return try request.plan(
        for: session.models(of: agents.first), environment: environment, vault: vault, now: now,
        in: session)
    }
  }

  /// Asks for everything of `plan`. Throws the first failure when there is nothing else, and `interrupted`.
  func fetch(_ plan: RefreshCatalogs.Plan) throws -> [CatalogFetch.Outcome] {
    for target in plan.targets {
      progress("Asking for the list of \(target.name) …")
    }
    return try CatalogFetch.run(plan.targets, over: composition.network)
  }
}
