import CommandKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser report success`
struct ReportSuccess: Command {
  var call: ReportCall
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "success", "Record a call that went well; it ends every window of the profile.",
    ReportCall.parameters,
    WriteOptions.parameters,
    examples: [
      "purser report success --profile openai:work --model openai/gpt-5.2 --latency-ms 840"
    ],
    build: Self.init)

  func run(in context: CommandContext) throws -> ReportView {
    let written = try context.write(write) { session in
      try RecordOutcome(vault: context.vault).run(call.report(in: session, context), in: session)
    }
    return ReportView(written, now: context.now)
  }
}
