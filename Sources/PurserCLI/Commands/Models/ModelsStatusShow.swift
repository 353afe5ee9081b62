import CommandKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser models status`
struct ModelsStatusShow: Command {
  var check: Bool
  var inUse: Bool
  var probe: StatusProbeFlags
  var scope: ScopeSelection

  static let declaration = Declaration<Self>(
    "status", "Show the models in use and the credentials behind them.",
    Flag(
      "check", "Exit with 1 when credentials are missing or expired, with 2 when they expire soon."),
    Flag("in-use", "With --check, look only at profiles of providers in use."),
    StatusProbeFlags.parameters,
    ScopeSelection.parameters,
    examples: [
      "purser models status", "purser models status --agent research --json",
      "purser models status --all-agents", "purser models status --check --in-use --plain",
      "purser models status --probe --probe-provider openai --probe-timeout 3000",
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
    if probe.isAsked, context.options.plain {
      // One line has no room for what a probe found, and a probe costs money.
      throw UsageError(
        .conflict, "--probe cannot be used with --plain output.",
        hint: "Leave out --plain, or use: purser probes run --plain")
    }
    if let detail = probe.firstDetail, !probe.isAsked {
      context.note("Note: '\(detail)' says how '--probe' works; nothing is probed.")
    }
    context.remarkOnPast()
    let report = try probe.isAsked ? probed(in: context) : nil
    return try context.read { session in
      try answer(report, scope.readAgents(in: session, context.environment), context, session)
    }
  }

  private func answer(
    _ report: ProbeReport?, _ agents: [Agent], _ context: CommandContext,
    _ session: Session<ReadOnly>
  ) throws -> ModelsStatusAnswer {
    let checked: StatusCheck = !check ? .none : inUse ? .inUse : .all
    let store = try context.storePlace().path
    let isOne = scope.isEmpty || scope.isOneAgent
    let probes = report.map {
      ProbeReportText(report: $0, width: context.streams.width, showsAgents: !isOne)
    }
    guard isOne else {
      let status = try FleetStatus(
        of: agents, credentials: context.credentials, in: session)
      return .fleet(FleetStatusView(status: status, check: checked, probes: probes))
    }
    let agent = agents.first
    let status = try ModelsStatus(
      of: agent, credentials: context.credentials,
      storePath: context.shortened(store),
      modelsPath: agent?.modelsPath.map { context.shortened($0) } ?? "-", in: session)
    context.warn(of: status.models)
    if let warning = status.startWarning { context.note("[purser] \(warning)") }
    return .one(
      ModelsStatusView(
        status: status, store: store, isAgentNamed: !scope.isEmpty, check: checked,
        probes: probes, now: try context.judgedInstant(), shorten: { context.shortened($0) }))
  }

  /// Tries the credentials. That the results cannot be kept is told and no more: the status is still of use.
  private func probed(in context: CommandContext) throws -> ProbeReport {
    let (agents, prepared) = try context.prepareProbes(probe.options, renews: true) {
      try scope.readAgents(in: $0, context.environment)
    }
    let filter = probe.options.filter
    for id in prepared.unknownProfiles(of: filter) {
      context.note("Note: there is no profile '\(KeyLikeText.shown(id, limit: 80))' to try.")
    }
    if let provider = filter.provider, filter.profiles.isEmpty, prepared.items.isEmpty {
      context.note(
        "Note: there is no credential of provider '\(provider.printable(limit: 80))' to try.")
    }
    let report = try context.send(
      prepared, probe.options, agent: agents.count == 1 ? agents.first?.id : nil)
    context.warn(of: context.keep(report, recordsOutcomes: false))
    return report
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
