/// What a live check asks: a credential, and the model it is asked with.
package struct ProbeTarget: Hashable, Sendable {
  /// Where it stands: the agent when the credential or the provider is the agent's own, else `*`.
  package var scope: ScopeID
  /// Canonical provider.
  package var provider: String
  /// The model as the provider names it; nil when the listing is asked, or there is none.
  package var model: String?
  package var source: ProbeSource
  /// Nil for another source than a profile.
  package var profile: String?

  /// Makes a target.
  package init(
    scope: ScopeID = .defaults, provider: String, model: String? = nil, source: ProbeSource,
    profile: String? = nil
  ) {
    self.scope = scope
    self.provider = provider
    self.model = model
    self.source = source
    self.profile = profile
  }
}
