import CommandKit
import PurserDomain
import PurserServices
import PurserStore

/// What `Retry-After` said as it is typed, read as in a batch.
struct RetryAfterText: ArgumentValue, Equatable {
  let reset: ReportedFailure.Reset
  let argumentText: String

  init(argument: String) throws(ArgumentFault) {
    guard let reset = ReportedWait.reset(argument) else {
      throw ArgumentFault(
        "Give a number of seconds, or a date such as 'Wed, 21 Oct 2026 07:28:00 GMT'.")
    }
    self.reset = reset
    argumentText = argument
  }
}
