import CommandKit
import PurserDomain
import PurserServices
import PurserStore

/// The seconds of `--retry-after` as they are typed, read as in a batch.
struct RetryAfterText: ArgumentValue, Equatable {
  /// Nil beyond what a provider can mean.
  let span: TimeSpan?
  let argumentText: String

  init(argument: String) throws(ArgumentFault) {
    let isDigits = argument.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    span = ReportedSeconds.span(argument)
    guard span != nil || (isDigits && !argument.isEmpty) else {
      throw ArgumentFault("Give a number of seconds.")
    }
    argumentText = argument
  }
}
