extension ProbeStatus {
  /// The status of a failure of that class; nil stands for one that nothing is known of.
  package init(_ failure: FailureClass?) {
    switch failure {
    case .auth, .authPermanent: self = .auth
    case .rateLimit, .overloaded: self = .rateLimit
    case .billing: self = .billing
    case .timeout: self = .timeout
    case .format, .modelNotFound: self = .format
    default: self = .unknown
    }
  }
}

/// The words that status pages have for a number of probes.
package enum ProbeWords {
  /// `Probed 3 targets in 1.4s`, or `No probe targets.`
  package static func text(targets: Int, duration: TimeSpan) -> String {
    guard targets > 0 else { return "No probe targets." }
    return "Probed \(targets) target\(targets == 1 ? "" : "s") in \(length(duration))"
  }

  /// `800ms`, `1.4s`, `2s`; less than a second in milliseconds.
  package static func length(_ span: TimeSpan) -> String {
    let milliseconds = max(span.milliseconds, 0)
    if milliseconds < 1000 { return "\(milliseconds)ms" }
    let tenths = (milliseconds + 50) / 100
    return tenths % 10 == 0 ? "\(tenths / 10)s" : "\(tenths / 10).\(tenths % 10)s"
  }
}
