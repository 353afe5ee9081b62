import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SystemKit

@testable import PurserCLI

extension ProgramHarness {
  /// Records a run of live checks in the store of the harness, as `purser probes run` does.
  @discardableResult
  func record(_ results: [ProbeResult], interrupted: Bool = false) throws -> Int64 {
    let sources = StoreSource.files(clock: clock, environment: environment)
    let store = try sources.open(
      "\(environment["HOME"] ?? "")/.local/share/purser/purser.db", .write)
    let intent = Intent(
      actor: "lee", host: "ship", command: "probes run", requestID: "r1", programVersion: "1")
    return try store.write(intent) { session in
      try session.probes.record(
        ProbeRun(
          startedAt: results.map(\.at).min() ?? clock.now(),
          finishedAt: results.map(\.at).max() ?? clock.now(), targetCount: results.count,
          isInterrupted: interrupted), results)
    }.value
  }
}

extension ProbeResult {
  /// A result `ago` seconds before the harness's present.
  static func sample(
    _ ago: Int64, _ status: ProbeStatus = .ok, latency: Int64? = 80, provider: String = "openai",
    model: String? = "gpt-5", profile: String? = "openai:work", scope: ScopeID = .defaults,
    error: String? = nil
  ) -> ProbeResult {
    ProbeResult(
      ProbeTarget(
        scope: scope, provider: provider, model: model,
        source: profile == nil ? .environment : .profile, profile: profile),
      at: Timestamp(milliseconds: 1_770_000_000_000 - ago * 1000), status: status,
      httpStatus: status == .ok ? 200 : nil, latencyMilliseconds: latency,
      tokensIn: latency == nil ? nil : 9, tokensOut: latency == nil ? nil : 1, error: error)
  }
}
