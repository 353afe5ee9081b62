import CommandKit
import PurserDomain
import PurserServices
import PurserStore

/// Which call a report is about.
struct ReportCall: Equatable, Sendable {
  var agent: String?
  var profile: ProfileIDText?
  var model: String?
  var latency: Int64?
  var tokensIn: Int64?
  var tokensOut: Int64?

  static let parameters = ParameterGroup(
    title: "Call",
    Option(
      "agent", "The agent that made the call; otherwise the current one.", value: "id",
      completion: .agents),
    Option("profile", "The profile it was made with.", value: "id", completion: .profiles),
    Option("model", "The model that was asked.", value: "ref"),
    Option("latency-ms", "How long it took, in milliseconds.", value: "n"),
    Option("tokens-in", "Tokens sent.", value: "n"),
    Option("tokens-out", "Tokens received.", value: "n"),
    build: ReportCall.checked)

  private static func checked(
    agent: ReportingAgent, profile: ProfileIDText?, model: String?, latency: Int64?,
    tokensIn: Int64?,
    tokensOut: Int64?
  ) throws(UsageError) -> ReportCall {
    var named: String?
    if let model {
      try UsageError.refuseKey(in: "--model", name: model)
      guard let name = ReportedName.fit(model) else {
        throw UsageError(
          .invalidValue, "The value of '--model <ref>' is no model.", subject: "--model",
          hint: "Give a name of at most \(TextLimit.name) bytes, or leave it out.")
      }
      named = name
    }
    for (name, value) in [
      ("--latency-ms", latency), ("--tokens-in", tokensIn), ("--tokens-out", tokensOut),
    ] {
      if let value, value < 0 {
        throw UsageError(
          .invalidValue, "The value '\(value)' is invalid for '\(name) <n>'.", subject: name,
          hint: "Give a number that is not negative.")
      }
    }
    return ReportCall(
      agent: try agent.name(), profile: profile, model: named, latency: latency, tokensIn: tokensIn,
      tokensOut: tokensOut)
  }

  /// Returns the report of a call that went well. Throws a usage error without a profile, `not_found` for an agent
  /// that is none.
  func report(
    in session: Session<ReadWrite>, _ context: CommandContext
  ) throws -> RecordOutcome.Report {
    guard let profile else {
      throw UsageError(
        .missingOption, "Missing --profile.", subject: "--profile",
        hint: "Name it; see: purser models auth list")
    }
    let agent = try CurrentAgent.reporting(agent, in: session, context.environment)
    var report = RecordOutcome.Report(agent: agent, profile: try profile.known())
    report.model = model
    report.latencyMilliseconds = latency
    report.tokensIn = tokensIn
    report.tokensOut = tokensOut
    return report
  }
}
