import PurserDomain
import PurserServices

/// The ways to renew logins of providers, their manifests read once.
final class Renewals {
  private let context: CommandContext
  private var plugins: ProviderPlugins?

  init(_ context: CommandContext, _ plugins: ProviderPlugins? = nil) {
    self.context = context
    self.plugins = plugins
  }

  /// Throws `invalid` when the provider's manifest does not say how.
  func grant(_ provider: String) throws -> RefreshGrant {
    let plugins = try self.plugins ?? ProviderPlugins(environment: context.environment)
    self.plugins = plugins
    guard let manifest = plugins.plugin(provider)?.manifest else {
      throw DomainError(
        .invalid, "Nothing is known of logins to '\(provider)'.", subject: provider,
        hint:
          "Describe it in \(LoginClient.place(of: provider, context.environment)), or use --command."
      )
    }
    return RefreshGrant(
      try LoginClient(manifest, needsClient: true, environment: context.environment),
      transport: context.composition.network.transport)
  }
}
