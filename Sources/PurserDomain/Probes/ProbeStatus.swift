/// What a live check found (`research/cli-and-formats.md` 8.3).
package enum ProbeStatus: String, Equatable, Sendable, CaseIterable {
  case ok
  /// The credential was refused.
  case auth
  case rateLimit = "rate_limit"
  case billing
  case timeout
  /// The request or the model was refused.
  case format
  /// Anything else, and what could not be asked.
  case unknown
  /// There is no model to ask.
  case noModel = "no_model"
  /// The credential only works inside another product.
  case notCheckable = "not_checkable"
}

/// Where the credential of a live check comes from.
package enum ProbeSource: String, Equatable, Hashable, Sendable, CaseIterable {
  case profile
  /// A variable of the environment.
  case environment = "env"
  /// The key of the provider's own configuration.
  case configuration = "models.json"
}
