/// The providers that the program knows without being told: those with an endpoint of their own, those whose variables it
/// reads, and those that are programs on this machine.
package enum KnownProviders {
  /// Whether the canonical id `provider` is one.
  package static func contains(_ provider: String) -> Bool {
    ProviderEndpoint.known[provider] != nil
      || !ProviderEnvironment.standard.variables(of: provider).isEmpty
      || CLIBackend.contains(provider)
  }

  /// Returns the id among these and `others` that is nearest to `provider`, nil when none is near.
  package static func nearest(to provider: String, or others: [String] = []) -> String? {
    PurserDomain.nearest(
      to: provider,
      among: others + Array(ProviderEndpoint.known.keys)
        + ProviderEnvironment.standard.entries.map(\.provider))
  }
}
