/// The kinds of documents that hold credentials, and what their readers let pass.
enum CredentialShape {
  /// `profiles` of `auth-profiles.json`: every entry says what it is.
  case profiles
  /// `{provider: {apiKey}}`: what an entry is follows from what it holds.
  case flat
  /// `auth.json`: by provider, and a key may be the name of a variable or a command.
  case legacy
  /// `oauth.json`: by provider, and everything is a login.
  case logins
}

/// Why an entry is not a credential, in the gateways' own words.
struct CredentialFault: Error {
  enum Reason: String {
    case nonObject = "non_object"
    case invalidType = "invalid_type"
    case missingProvider = "missing_provider"
    case invalidShape = "invalid_shape"
    case missingMaterial = "missing_material"
  }

  var reason: Reason
  /// The rest of the sentence "Left out (reason): …", without a full stop.
  var detail: String

  init(_ reason: Reason, _ detail: String) {
    self.reason = reason
    self.detail = detail
  }
}
