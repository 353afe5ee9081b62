/// What the program tells the shell, after BSD's `sysexits.h` where it has a word for it.
package enum ExitCode: Int32, Sendable {
  case done = 0
  /// The answer is no: not found, a check failed, drift, expired or missing credentials.
  case no = 1
  /// The answer is soon: credentials expire.
  case soon = 2
  case usage = 64
  case invalidData = 65
  case unavailable = 69
  case internalFault = 70
  case inputOutput = 74
  case busy = 75
  case notPermitted = 77
  /// The store is too new, too old, foreign or not set up.
  case configuration = 78
  case interrupted = 130
}
