import CommandKit
import PurserDomain
import PurserServices

/// The live checks of `models status`, as they are typed.
struct StatusProbeFlags {
  var isAsked: Bool
  /// What they come to; the values are checked whether or not a probe is asked for.
  var options: ProbeOptions
  /// The first option that says how a probe is made.
  var firstDetail: String?

  static let parameters = ParameterGroup(
    title: "Live checks",
    Flag("probe", "Try the stored credentials with real requests; they may cost tokens."),
    Option("probe-provider", "Try only this provider.", value: "name", completion: .providers),
    Option(
      "probe-profile", "Try only these profiles; several with commas or by repeating.",
      value: "id", completion: .profiles),
    // An empty number is refused below, in the words of the gateways.
    Option(
      "probe-timeout", "Milliseconds for each request; otherwise 8000.", value: "ms",
      allowsEmpty: true),
    Option(
      "probe-concurrency", "Requests at once; otherwise 2.", value: "n", allowsEmpty: true),
    Option(
      "probe-max-tokens", "Tokens that may be answered; otherwise 8.", value: "n",
      allowsEmpty: true),
    build: StatusProbeFlags.checked)

  private static func checked(
    isAsked: Bool, provider: String?, profiles: [String], timeout: String?, concurrency: String?,
    maxTokens: String?
  ) throws(UsageError) -> StatusProbeFlags {
    var options = ProbeOptions()
    options.filter = ProbePlan.Filter(
      provider: provider, profiles: profiles)
    if let timeout = try NumberText.milliseconds(timeout, option: "probe-timeout") {
      options.timeoutMilliseconds = timeout
    }
    if let concurrency = try NumberText.count(concurrency, option: "probe-concurrency") {
      options.concurrency = concurrency
    }
    if let maxTokens = try NumberText.count(maxTokens, option: "probe-max-tokens") {
      options.maxTokens = maxTokens
    }
    let given = [
      ("--probe-provider", provider != nil), ("--probe-profile", !profiles.isEmpty),
      ("--probe-timeout", timeout != nil), ("--probe-concurrency", concurrency != nil),
      ("--probe-max-tokens", maxTokens != nil),
    ]
    return StatusProbeFlags(
      isAsked: isAsked, options: options, firstDetail: given.first { $0.1 }?.0)
  }
}
