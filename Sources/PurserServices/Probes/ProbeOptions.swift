package import PurserDomain

/// What a person asked of a run of probes.
package struct ProbeOptions: Equatable, Sendable {
  /// Which models the credentials are tried on.
  package enum Models: Equatable, Sendable {
    /// One of each provider: the first that the configuration names, else one that is known.
    case usual
    /// Those named, as typed.
    case named([String])
    /// Every one that the configuration names.
    case every
  }

  package var filter = ProbePlan.Filter()
  package var models = Models.usual
  /// For each request.
  package var timeoutMilliseconds: Int64 = 8_000
  package var concurrency = 2
  package var maxTokens = 8
  /// For the whole run; nil for no end but those of the requests.
  package var deadlineMilliseconds: Int64?
  /// The most requests that are sent; nil for no limit.
  package var maxRequests: Int?
  /// What the requests may cost together, by estimate; nil for no limit.
  package var maxCost: Money?

  /// Asks for the usual checks.
  package init() {}
}
