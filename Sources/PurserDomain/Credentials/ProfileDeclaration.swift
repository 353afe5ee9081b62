/// What the configuration says of a profile (`auth.profiles.<id>`): how to route it, never its secret.
package struct ProfileDeclaration: Equatable, Sendable {
  /// The ways to authenticate that a configuration may name.
  package enum Mode: String, Equatable, Sendable, CaseIterable {
    case apiKey = "api_key"
    case token
    case oauth
    /// The credential chain of the AWS libraries; nothing is stored for it.
    case awsSDK = "aws-sdk"
  }

  /// The id of the profile.
  package var id: String
  /// Its provider, in any spelling.
  package var provider: String
  /// How it authenticates; nil when the configuration does not say, which suits every kind.
  package var mode: Mode?
  /// The account, when named.
  package var email: String?
  /// Its place among the declarations, in the order of the file.
  package var position: Int

  /// Makes a declaration.
  package init(
    id: String, provider: String, mode: Mode?, email: String? = nil, position: Int = 0
  ) {
    self.id = id
    self.provider = provider
    self.mode = mode
    self.email = email
    self.position = position
  }

  /// Whether a stored credential of `kind` may serve under this declaration. A login may be served by a token, never the
  /// other way round.
  package func accepts(_ kind: AuthProfile.Kind) -> Bool {
    guard let mode else { return true }
    return mode.rawValue == kind.rawValue || (mode == .oauth && kind == .token)
  }
}
