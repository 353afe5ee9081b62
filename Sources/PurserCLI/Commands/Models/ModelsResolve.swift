import CommandKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser models resolve`
struct ModelsResolve: Command {
  var model: String?
  var purpose: RunPurpose
  var session: SessionKeyText?
  var compactions: Int64?
  var begins: Bool
  var withCredential: Bool
  var scope: ScopeSelection

  static let declaration = Declaration<Self>(
    "resolve",
    "List what a run tries, in order: models, their usable credentials, what is blocked and why.",
    Option(
      "model", "Ask for this model instead; a profile may stand behind it: REF@PROFILE.",
      value: "ref", completion: .models),
    Option("purpose", "What the run is for.", value: "purpose", default: RunPurpose.text),
    Option("session", "The session of the run, as the gateway names it.", value: "key"),
    Option("compactions", "How often the session was compacted.", value: "n"),
    Flag("new-session", "The session begins anew with this run."),
    Flag("with-credential", "Hand out the first usable credential; an event records it."),
    ScopeSelection.ofOneAgent,
    examples: [
      "purser models resolve", "purser models resolve --agent research --json",
      "purser models resolve --agent research --model openai/gpt-5.2@openai:work",
      "purser models resolve --model openai/gpt-5.2 --session agent:main:main --with-credential --plain",
    ],
    discussion: """
      Nothing is written, unless --with-credential says that a run begins now: then the secret of exactly one \
      credential is printed (alone with --plain), and the event 'revealed', the time of a probe and the pin of the \
      session are stored. Each hand-over is one event of the trail; the pin of a session adds to it only when it becomes \
      another one. The key that the configuration gives a provider is on record as 'inline-api-key:PROVIDER'. Without a \
      usable credential that exits with 1. Commands given as keys are never run here. With --at \
      what a run would have tried then.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> ResolveView {
    if let compactions, compactions < 0 {
      throw UsageError(
        .invalidValue, "The value '\(compactions)' is invalid for '--compactions <n>'.",
        subject: "--compactions", hint: "Give a number that is not negative.")
    }
    var request = ResolveModel.Request()
    request.purpose = purpose.purpose
    request.model = model
    request.session = session?.argumentText
    request.compactions = compactions.map { Int($0) }
    request.begins = begins
    guard withCredential else {
      context.remarkOnPast()
      let resolved = try resolve(request, in: context).resolved
      context.warn(of: resolved.models)
      return ResolveView(resolved: resolved)
    }
    try context.refuseMoment()
    // Somebody else may take the probe or report a failure in between.
    for _ in 0..<8 {
      let (resolved, opened) = try resolve(request, in: context)
      guard let handed = opened.handed else { throw resolved.nothingUsable(opened.refused) }
      let written = try context.write(WriteOptions(), usesSecrets: true) { session in
        try RecordHandOver(environment: context.environment, vault: context.vault)
          .run(handed, for: resolved, in: session)
      }
      guard written.value else { continue }
      context.warn(of: resolved.models)
      for refused in opened.refused {
        let hint = refused.hint.map { " Hint: \($0)" } ?? ""
        context.note("Left out \(refused.name): \(refused.message)\(hint)")
      }
      if let first = resolved.plan.steps.first, first.candidate.ref != handed.step.candidate.ref {
        context.note(
          "Note: what was handed out is for '\(handed.step.candidate.ref.key)': '\(first.candidate.ref.key)' is not called "
            + "(\(first.reason ?? "its credentials cannot be had")).")
      }
      if let passed = resolved.passedProfile(for: handed.credential) {
        context.note("Note: '\(passed.id)' is not what was handed out: \(passed.why).")
      }
      return ResolveView(
        resolved: resolved, handed: handed, refused: opened.refused, event: written.event)
    }
    throw StoreError(
      .busy, "Others use the same credentials faster than one could be chosen.",
      subject: scope.agents.first ?? "agent", hint: "Try again.")
  }

  private typealias Answered = (
    resolved: ResolveModel, opened: (handed: HandedCredential?, refused: [RefusedCredential])
  )

  private func resolve(
    _ request: ResolveModel.Request, in context: CommandContext
  ) throws -> Answered {
    let now = try context.judgedInstant()
    return try context.read { store in
      let agents = try scope.readAgents(in: store, context.environment)
      guard agents.count <= 1 else { throw ScopeSelection.tooMany(for: "models resolve") }
      let resolved = try ResolveModel(
        request, of: agents.first, environment: context.environment, vault: context.vault,
        now: now, in: store)
      guard withCredential else { return (resolved, (nil, [])) }
      let opener = CredentialOpener(
        resolved, environment: context.environment, vault: context.vault, in: store)
      return (resolved, try opener.open())
    }
  }
}

/// The purposes that runs are resolved for.
enum RunPurpose: String, CaseIterable, ArgumentValue {
  case text
  case image

  var purpose: Purpose { self == .text ? .text : .image }
}
