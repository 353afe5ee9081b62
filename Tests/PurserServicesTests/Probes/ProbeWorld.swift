import HTTPKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import Synchronization
import SystemKit

/// A world with providers at addresses that a script answers for.
struct ProbeWorld {
  var calls: CallWorld
  var options = ProbeOptions()

  init() throws {
    calls = try CallWorld()
  }

  /// A provider of the kind `openai-completions` with models of known prices.
  func lab(_ id: String = "lab", models: [String] = ["m1"], key: KeyReference = .none) throws {
    try calls.provider(
      id, "https://\(id).example/v1", api: "openai-completions", key: key,
      models: models.enumerated().map { position, name in
        ModelDefinition(
          id: name, position: position,
          cost: ModelCost(inputMicroUSD: 1_000_000, outputMicroUSD: 2_000_000))
      })
  }

  func prepare(agents: [String] = ["main"], variables: [String: String] = [:]) throws
    -> PreparedProbes
  {
    let environment = variables.reduce(calls.base.environment) { $0.setting($1.key, $1.value) }
    return try calls.base.store.read { session in
      try PrepareProbes(
        options, environment: environment, vault: calls.base.vault,
        plugins: ProviderPlugins(environment: environment), userAgent: "purser/test"
      ).run(
        for: agents.compactMap { try session.agents.find(Agent.ID($0)) }, now: calls.base.now,
        in: session)
    }
  }

  func run(
    agents: [String] = ["main"], variables: [String: String] = [:],
    through transport: any HTTPTransport
  ) throws -> ProbeReport {
    let clock = calls.base.stored.clock
    return try RunProbes(
      network: Network { transport },
      clock: WallClock { Timestamp(milliseconds: clock.milliseconds) }
    ).run(try prepare(agents: agents, variables: variables), options)
  }

  func record(_ report: ProbeReport, outcomes: Bool = false) throws {
    try calls.base.write { session in
      try RecordProbes(recordsOutcomes: outcomes).run(report, in: session)
    }
  }
}

/// Answers so many requests of a batch; the others end as a run that was stopped does.
struct StoppedTransport: HTTPTransport {
  let answered: Int
  let code: HTTPError.Code
  /// How many of those without an answer were under way.
  var underWay = 1

  func send(
    _ requests: [HTTPRequest], limits: HTTPLimits, ended: (Int, HTTPOutcome) -> Void
  ) throws(HTTPError) -> [HTTPOutcome] {
    requests.indices.map { place in
      let outcome =
        place < answered
        ? HTTPOutcome.good
        : HTTPOutcome(
          .failure(HTTPError(code, "Stopped.")),
          timings: place < answered + underWay ? HTTPTimings(totalMicroseconds: 9000) : nil)
      ended(place, outcome)
      return outcome
    }
  }
}

extension HTTPOutcome {
  /// A good answer of `openai-completions`: 10 tokens in, 2 out.
  static let good = HTTPOutcome.answer(
    200,
    #"{"choices":[{"message":{"content":"OK"}}],"usage":{"prompt_tokens":10,"completion_tokens":2}}"#,
    milliseconds: 120)
}

extension ProbeReport {
  /// `lab/m1 lab:a ok 120`, `lab/- lab:b unknown - expired`, …, in order.
  var told: [String] {
    rows.map { row in
      let name =
        "\(row.item.probe.model?.key ?? row.item.probe.provider + "/-") \(row.item.probe.label)"
      guard let result = row.result else { return "\(name) \(row.leftOut?.rawValue ?? "?")" }
      let latency = result.latencyMilliseconds.map { "\($0)" } ?? "-"
      return "\(name) \(result.status.rawValue) \(latency)"
        + (result.reasonCode.map { " \($0)" } ?? "")
    }
  }
}
