import CommandKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser report failure`
struct ReportFailure: Command {
  var call: ReportCall
  var status: Int64?
  var code: String?
  var message: String?
  var retryAfter: RetryAfterText?
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "failure",
    "Record a call that failed; what kind of failure it was decides how long the profile rests.",
    ReportCall.parameters,
    Option("status", "HTTP status of the answer; 0: there was none.", value: "n"),
    // A script that passes on what it got may have got nothing.
    Option(
      "code", "Error code of the answer or of the connection.", value: "code", allowsEmpty: true),
    // Not for the record of the command: providers repeat keys in it.
    Option(
      "message", "Text of the error; - reads it from standard input.", value: "text",
      allowsEmpty: true, isSensitive: true),
    Option(
      "retry-after", "Seconds after which the provider says it will serve again, or the date.",
      value: "s"),
    WriteOptions.parameters,
    examples: [
      "purser report failure --profile openai:work --status 429 --retry-after 60",
      "purser report failure --profile openai:work --model openai/gpt-5.2 --code ETIMEDOUT --json",
    ],
    discussion: """
      The text of the error tells what failed. It is kept for 'purser models auth history' without what may be \
      a credential, cut to 300 characters; not at all when the credential was refused, since providers repeat \
      it then. What --retry-after says counts up to 31 days. Many reports at once: purser report batch.

      The key that the configuration gives a provider is reported on as 'inline-api-key:PROVIDER'. Such failures are \
      on record ('purser models auth history --profile inline-api-key:PROVIDER') and open no window: a provider \
      without profiles is always tried.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> ReportView {
    if let code { try UsageError.refuseKey(in: "--code", name: code) }
    if let status, status != 0, !(100...999).contains(status) {
      throw UsageError(
        .invalidValue, "The value '\(status)' is invalid for '--status <n>'.", subject: "--status",
        hint: "Give an HTTP status such as 429, or 0 when there was no answer.")
    }
    let text = try message == "-" ? context.standardInput(isRepaired: true) : message
    let written = try context.write(write, usesSecrets: text?.isEmpty == false || code != nil) {
      session in
      var report = try call.report(in: session, context)
      report.failure = FailureEvidence(
        reportedStatus: status.map { Int($0) }, code: code, message: text)
      report.retryAfter = retryAfter?.reset
      return try RecordOutcome(vault: context.vault).run(report, in: session)
    }
    if retryAfter?.isLong(now: context.now) == true, written.value.hasReportedReset {
      context.note(
        "Note: '--retry-after' is longer than 31 days, the longest a profile rests; it was taken as 31 days."
      )
    }
    return ReportView(written, now: context.now)
  }
}

extension RetryAfterText {
  fileprivate func isLong(now: Timestamp) -> Bool {
    switch reset {
    case .after(let span): span > ProfileWindow.longestPlausible
    case .at(let instant): instant - now > ProfileWindow.longestPlausible
    }
  }
}

extension RecordOutcome.Answer {
  /// Whether the time that the provider gave decides when the profile is free.
  fileprivate var hasReportedReset: Bool {
    outcome?.kind == .block || otherWindows.contains { $0.kind == .block }
  }
}
