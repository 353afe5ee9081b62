import CommandKit
import JSONKit
import PurserDomain
import PurserStore

/// `purser probes show`
struct ProbesShow: Command {
  var run: Int64?

  static let declaration = Declaration<Self>(
    "show", "Show one run of live checks with all its results.",
    Argument("run", "The number of the run, which is that of its event; without it the newest."),
    examples: ["purser probes show", "purser probes show 3 --json"],
    build: Self.init)

  func run(in context: CommandContext) throws -> ProbesShowView {
    try context.presentStore().read { session in
      guard let run = try run.map(session.probes.run) ?? session.probes.newestRun() else {
        let text = run.map { "There is no run '\($0)'." } ?? "Nothing was checked yet."
        throw StoreError(
          .notFound, text, subject: run.map(String.init) ?? "",
          hint: run == nil ? "purser probes run" : "purser probes list")
      }
      return ProbesShowView(
        run: run, intent: try session.trail.intent(of: run.id),
        results: try session.probes.results(of: run.id))
    }
  }
}

/// A run with its results.
struct ProbesShowView: View {
  let run: ProbeRun
  /// Of the write that recorded it.
  let intent: Intent?
  let results: [StoredProbeResult]

  var text: Text {
    let length = ProbeText.length((run.finishedAt - run.startedAt).milliseconds)
    let asked = results.filter(\.result.wasAsked).count
    let good = results.filter { $0.result.status == .ok }.count
    var text: Text = [
      "Run \(run.id, .bold)  \(run.startedAt)  took \(length)",
      "\(asked) of \(run.targetCount) requests, \(good) ok"
        + (run.isInterrupted ? Line(", interrupted", .yellow) : ""),
    ]
    if let agent = run.agent { text.append("Agent: \(agent)") }
    if let intent {
      text.append("By \(intent.actor): \(intent.command)")
      if let reason = intent.reason { text.append("Reason: \(reason)") }
    }
    guard !results.isEmpty else { return text }
    text.space()
    var table = Table([
      .init("Model"), .init("Credential"), .init("Status"), .init("Latency", alignedRight: true),
      .init("HTTP", alignedRight: true), .init("Tokens", alignedRight: true),
      .init("Cost", alignedRight: true), .init("Error"),
    ])
    for result in results.map(\.result) {
      table.append([
        "\(ProbeText.model(result.target))", "\(ProbeText.credential(result.target))",
        ProbeText.status(result.status, result.reasonCode),
        "\(ProbeText.length(result.latencyMilliseconds))",
        "\(result.httpStatus.map(String.init) ?? "-")",
        "\(ProbeText.tokens(result.tokensIn, result.tokensOut))",
        "\(ProbeText.cost(result.cost))", "\(result.error ?? "")",
      ])
    }
    text.append(table.text)
    return text
  }

  var plain: Text { Text(results.map(ProbeText.row)) }

  var json: JSON {
    [
      "run": [
        "id": .number(JSONNumber(run.id)),
        "startedAt": .number(JSONNumber(run.startedAt.milliseconds)),
        "finishedAt": .number(JSONNumber(run.finishedAt.milliseconds)),
        "durationMs": .number(JSONNumber((run.finishedAt - run.startedAt).milliseconds)),
        "agentId": run.agent.map { .string($0.text) } ?? .null,
        "options": (try? JSON.parse(run.options)) ?? .object([:]),
        "totalTargets": .number(JSONNumber(run.targetCount)),
        "interrupted": .bool(run.isInterrupted),
        "actor": intent.map { .string($0.actor) } ?? .null,
        "reason": intent?.reason.map { .string($0) } ?? .null,
      ],
      "results": .array(results.map(ProbeText.json)),
    ]
  }
}
