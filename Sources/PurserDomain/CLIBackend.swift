/// Providers that are programs on this machine rather than APIs.
package enum CLIBackend {
  /// Whether `provider` is one: `claude-cli`, `codex-cli`, or one of the `configured` names, all compared in canonical form.
  package static func contains(
    _ provider: String, configured: [String] = [], naming: ModelNaming = .standard
  ) -> Bool {
    let id = naming.provider(provider)
    return id == "claude-cli" || id == "codex-cli"
      || configured.contains { naming.provider($0) == id }
  }
}
