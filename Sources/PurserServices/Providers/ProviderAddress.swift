import PurserDomain

/// What a provider's address may not hold.
package enum ProviderAddress {
  /// Whether a user or a parameter that holds a credential stands in `text`.
  package static func holdsCredential(_ text: String) -> Bool {
    LocalURL.withoutUser(text).hadUser || EndpointAddress(text).hadCredential
  }
}
