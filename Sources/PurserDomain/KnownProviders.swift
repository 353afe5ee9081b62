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
    let ids =
      others + Array(ProviderEndpoint.known.keys)
      + ProviderEnvironment.standard.entries.map(\.provider)
    let best = ids.map { ($0, editDistance($0, provider)) }
      .min { $0.1 == $1.1 ? $0.0 < $1.0 : $0.1 < $1.1 }
    // More than a third of the letters changed is another word.
    guard let best, best.1 * 3 <= max(provider.utf8.count, 3) else { return nil }
    return best.0
  }
}
