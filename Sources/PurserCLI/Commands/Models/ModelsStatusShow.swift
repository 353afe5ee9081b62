import CommandKit
import PurserServices

/// `purser models status`
struct ModelsStatusShow: Command {
  var check: Bool
  var inUse: Bool
  var scope: ScopeSelection

  static let declaration = Declaration<Self>(
    "status", "Show the models in use and the credentials behind them.",
    Flag(
      "check", "Exit with 1 when credentials are missing or expired, with 2 when they expire soon."),
    Flag("in-use", "With --check, look only at profiles of providers in use."),
    ScopeSelection.parameters,
    examples: [
      "purser models status", "purser models status --agent research --json",
      "purser models status --all-agents", "purser models status --check --in-use --plain",
    ],
    discussion: """
      Without a scope it is about the current agent; with one agent named also about where each value comes \
      from; with several there is one row per agent. --plain prints the default model alone.

      --check exits with 1 when a provider in use has no credential or a token or login has expired or cannot be \
      read, with 2 when one expires soon, else with 0. It looks at every stored token and login; with --in-use \
      only at those of providers in use. API keys do not expire and are not tried.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> ModelsStatusAnswer {
    if inUse, !check {
      throw UsageError(
        .missingOption,
        "'--in-use' says what '--check' looks at.", hint: "Add --check.")
    }
    let checked: StatusCheck = !check ? .none : inUse ? .inUse : .all
    let store = try context.storePlace().path
    let isOne = scope.isEmpty || scope.isOneAgent
    return try context.read { session in
      let agents = try scope.readAgents(in: session, context.environment)
      guard isOne else {
        let status = try FleetStatus(
          of: agents, credentials: context.credentials(opening: check), in: session)
        return .fleet(FleetStatusView(status: status, check: checked))
      }
      let agent = agents.first
      let status = try ModelsStatus(
        of: agent, credentials: context.credentials(opening: true),
        storePath: context.shortened(store),
        modelsPath: agent?.modelsPath.map { context.shortened($0) } ?? "-", in: session)
      context.warn(of: status.models)
      return .one(
        ModelsStatusView(
          status: status, store: store, isAgentNamed: !scope.isEmpty, check: checked,
          shorten: { context.shortened($0) }))
    }
  }
}

/// What decides the exit code of a status.
enum StatusCheck {
  case none
  /// Every token and login, used or not.
  case all
  /// Those of providers in use.
  case inUse
}

/// The status of one agent or of several.
enum ModelsStatusAnswer: Answer {
  case one(ModelsStatusView)
  case fleet(FleetStatusView)

  private var view: any Answer {
    switch self {
    case .one(let view): view
    case .fleet(let view): view
    }
  }

  var exitCode: ExitCode { view.exitCode }

  func write(to output: Output) throws { try view.write(to: output) }
}
