package import PurserDomain
package import PurserStore

/// What a call authenticates with, before its secret is opened.
package enum CallCredential: Equatable, Sendable {
  /// Nothing: servers of one's own need no key.
  case none
  case profile(StoredProfile)
  /// A variable of the environment.
  case environment(variable: String)
  /// The key that the configuration gives the provider.
  case key(KeyReference)
  /// What the libraries of AWS find: of it, Purser reads the variables alone.
  case awsChain
}

/// Why a call cannot be made.
package struct CallRefusal: Error, Equatable, Sendable {
  /// Whose fault it is.
  package enum Kind: Equatable, Sendable {
    /// The credential or API only works inside another product, or in a way that Purser does not know.
    case notCheckable
    /// Neither the configuration nor a manifest has the provider.
    case unknownProvider
    /// Something is not configured.
    case misconfigured
    /// The credential cannot be had, for this reason.
    case credential(Eligibility)
    /// What stands in a header of the provider or the model cannot be had, for this reason.
    case header(Eligibility)
  }

  package var kind: Kind
  /// One sentence for people; never with a secret in it.
  package var message: String

  /// Makes a refusal.
  package init(_ kind: Kind, _ message: String) {
    self.kind = kind
    self.message = message
  }
}
