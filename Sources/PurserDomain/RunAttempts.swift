/// What happened to the candidates of a run, and what that means for the next step. [research, X66 to X70]
///
/// Runs are the runtimes' own; this is the rule they follow with what `models resolve` gives them, so no command calls it.
package struct RunAttempts: Equatable, Sendable {
  /// Why a candidate failed.
  package struct Failure: Equatable, Sendable {
    /// The error's text, without secrets.
    package var message: String
    /// The class of the error; nil when it was not recognised.
    package var reason: String?
    /// Whether a person stopped the run.
    package var isAbort: Bool

    /// Makes a failure.
    package init(_ message: String, reason: String?, isAbort: Bool = false) {
      self.message = message
      self.reason = reason
      self.isAbort = isAbort
    }
  }

  /// One candidate that failed.
  package struct Attempt: Equatable, Sendable {
    package var ref: ModelRef
    package var message: String
    /// The class of the error, `unknown` when it was not recognised.
    package var reason: String
  }

  /// What to do after a failure.
  package enum Step: Equatable, Sendable {
    /// Try this candidate.
    case next(ModelRef)
    /// Show the error as it is.
    case rethrow
    /// Show this summary of all attempts.
    case exhausted(String)
  }

  /// The models still to be tried.
  package private(set) var rest: [ModelRef]
  /// What failed, in order.
  package private(set) var attempts: [Attempt] = []

  /// Begins a run over `candidates`.
  package init(candidates: [ModelRef]) {
    rest = candidates
  }

  /// Notes that the first of the remaining candidates failed.
  ///
  /// A person's stop ends the run. Anything else moves on, recognised or not. At the end the last error is shown as it is when it was
  /// the only one or was not recognised; else a summary.
  package mutating func record(_ failure: Failure) -> Step {
    guard let failed = rest.first else { return .rethrow }
    if failure.isAbort { return .rethrow }
    rest.removeFirst()
    attempts.append(
      Attempt(ref: failed, message: failure.message, reason: failure.reason ?? "unknown"))
    if let next = rest.first { return .next(next) }
    guard attempts.count > 1, failure.reason != nil else { return .rethrow }
    let list = attempts.map { "\($0.ref.key): \($0.message) (\($0.reason))" }
    return .exhausted("All models failed (\(attempts.count)): \(list.joined(separator: " | "))")
  }
}
