import CommandKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser probes run`
struct ProbesRun: Command {
  var request: ProbeRequestOptions
  var scope: ScopeSelection
  var recordOutcome: Bool
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "run", "Try credentials and models with the smallest real requests, and keep what they answer.",
    ProbeRequestOptions.parameters,
    ScopeSelection.parameters,
    Flag("record-outcome", "Let profiles rest and recover by the answers, as 'report' does."),
    WriteOptions.parameters(
      dryRun: "Show what would be sent and what it may cost; send nothing."),
    examples: [
      "purser probes run --all-agents --dry-run",
      "purser probes run --provider openai --auth-only",
      "purser probes run --agent research --every-model --max-cost 0.05",
      "purser probes run --model anthropic/claude-haiku-4-5 --deadline 30000 --json",
    ],
    discussion: """
      A credential is tried on one model of its provider: the first that the configuration names, else one that is \
      known; --model names others and --every-model takes all that the configuration names. --auth-only asks for \
      a listing instead, which costs no tokens. What many agents share is tried once.

      A login whose access has ended is renewed first where its provider's manifest says how, as a run would do it \
      and with an event of its own; --dry-run renews nothing.

      Each run is one event, its results are kept even when it is interrupted ('purser probes list'). A profile \
      changes by --record-outcome alone; a listing that is answered opens none, since it says nothing of credit.

      --max-cost counts what the requests may cost at most, by the prices that providers and catalogs name; with it \
      nothing is sent whose price nobody knows. Servers on this machine and listings cost nothing. Exit code 1: \
      a request failed.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> ProbesRunAnswer {
    let options = request.options
    // Once something was sent its results are kept whatever else is written.
    try context.requireRevision(write)
    let (agents, prepared) = try context.prepareProbes(options, renews: !write.dryRun) { session in
      let agents = try scope.readAgents(in: session, context.environment)
      if recordOutcome, agents.isEmpty {
        throw StoreError(
          .notFound, "There are no agents, and outcomes are recorded for one.", subject: "agents",
          hint: "purser agents add ID")
      }
      return agents
    }
    try refuseUnknown(in: prepared)
    let showsAgents = agents.count > 1
    guard !write.dryRun else {
      let ended = prepared.endedLogins.map(\.id)
      if !ended.isEmpty {
        context.note(
          "Note: renewed first, where the provider's manifest says how, and then tried: "
            + "\(ended.joined(separator: ", "))")
      }
      return .plan(ProbePlanView(prepared: prepared, showsAgents: showsAgents))
    }
    let report = try context.send(
      prepared, options, agent: agents.count == 1 ? agents.first?.id : nil)
    let kept = context.keep(report, recordsOutcomes: recordOutcome)
    context.warn(of: kept)
    return .done(
      ProbesRunView(
        report: report, kept: kept, showsAgents: showsAgents, width: context.streams.width))
  }
}

extension ProbesRun {
  /// Throws `not_found` for a profile that was named and is not there, and when a named provider, or that of a named
  /// model, has nothing to try.
  private func refuseUnknown(in prepared: PreparedProbes) throws(StoreError) {
    let filter = request.options.filter
    let suffix = filter.provider.map { " of provider '\($0.printable(limit: 80))'" } ?? ""
    if let missing = prepared.unknownProfiles(of: filter).first {
      let shown = missing.printable(limit: 80)
      throw StoreError(
        .notFound, "There is no profile '\(shown)'\(suffix) to try.", subject: shown,
        hint: "purser models auth list")
    }
    if let provider = filter.provider, prepared.items.isEmpty {
      let shown = provider.printable(limit: 80)
      throw StoreError(
        .notFound, "There is no credential\(suffix) to try.", subject: shown,
        hint: "purser models auth list; purser models status says which keys are found")
    }
    if let model = prepared.untriable {
      let provider = model.provider.printable(limit: 80)
      let isProgram = CLIBackend.contains(model.provider)
      throw StoreError(
        .notFound,
        isProgram
          ? "'\(provider)' is a program on this machine, and its models are not tried."
          : "There is no credential of provider '\(provider)' to try.",
        subject: model.key.printable(limit: 120),
        hint: isProgram
          ? "purser models status --probe" : "purser models auth login --provider \(provider)")
    }
  }
}

/// What was found, or what would be sent.
enum ProbesRunAnswer: Answer {
  case done(ProbesRunView)
  case plan(ProbePlanView)

  private var view: any Answer {
    switch self {
    case .done(let view): view
    case .plan(let view): view
    }
  }

  var exitCode: ExitCode { view.exitCode }

  func write(to output: Output) throws { try view.write(to: output) }
}
