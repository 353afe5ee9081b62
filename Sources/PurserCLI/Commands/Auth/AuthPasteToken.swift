import CommandKit
import PurserDomain
import PurserServices

/// `purser models auth paste-token`
struct AuthPasteToken: Command {
  var provider: String?
  var profile: ProfileIDText?
  var expiresIn: DurationText?
  var account: AccountOptions
  var secret: SecretInput
  var scope: ScopeSelection
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "paste-token", "Store a token of a provider.",
    Option("provider", "The provider.", value: "id", completion: .providers),
    Option("profile-id", "Id of the profile; otherwise <provider>:manual.", value: "id"),
    Option("expires-in", "How long the token is valid, such as 365d or 12h.", value: "duration"),
    AccountOptions.parameters,
    SecretInput.parameters,
    ScopeSelection.parameters,
    WriteOptions.parameters,
    examples: [
      "purser models auth paste-token --provider openrouter --from-file ~/token.txt",
      "purser models auth paste-token --provider anthropic --expires-in 365d --from-file ~/token.txt --dry-run",
    ],
    discussion: """
      On a terminal the token is asked for without showing it; otherwise it is read from standard \
      input. A token is sealed as it is and never renewed.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    let given = try AuthProvider.required(provider, in: context)
    let token = try context.secret(
      from: secret.source(in: context), prompt: "Paste token for \(given): ")
    var request = SaveProfile.Request(
      id: try profile?.checked() ?? "\(given):manual", provider: given.text, type: .token,
      material: .secret(token.value))
    request.expiresAt = try context.expiry(after: expiresIn)
    account.apply(to: &request)
    return try context.save(request, at: scope, write)
  }
}

/// Reads the provider of a credential as it is typed.
enum AuthProvider {
  /// Returns the canonical id. Throws a usage error when there is none.
  static func required(_ raw: String?, in context: CommandContext) throws -> Provider.ID {
    guard let raw, !raw.trimmed.isEmpty else {
      throw UsageError(
        .missingOption, "Missing --provider.", subject: "--provider",
        hint: "Name it, such as: --provider openai")
    }
    return try ProviderArgument.id(raw, isNew: true, in: context)
  }
}

/// Whose credential it is, and who may copy it.
struct AccountOptions: Equatable, Sendable {
  var email: String?
  var copies: Bool
  var keeps: Bool

  static let parameters = ParameterGroup(
    title: "Account",
    Option("email", "The account the credential belongs to.", value: "address"),
    Flag("copy-to-agents", "Runtimes may copy it to other agents."),
    Flag("no-copy-to-agents", "Runtimes must not copy it to other agents."),
    build: AccountOptions.checked)

  private static func checked(
    email: String?, copies: Bool, keeps: Bool
  ) throws(UsageError) -> AccountOptions {
    guard !(copies && keeps) else {
      throw UsageError(
        .conflict, "Choose one of --copy-to-agents and --no-copy-to-agents.",
        hint: "Leave one of them out.")
    }
    if let email, SecretShape.hasKnownPrefix(email) || SecretShape.matches(email) {
      throw UsageError(
        .invalidValue, "What stands in place of the address looks like a key.",
        hint: "The secret itself is read with --stdin.")
    }
    return AccountOptions(email: email, copies: copies, keeps: keeps)
  }

  func apply(to request: inout SaveProfile.Request) {
    request.email = email?.trimmed
    request.copyToAgents = copies ? true : keeps ? false : nil
  }
}
