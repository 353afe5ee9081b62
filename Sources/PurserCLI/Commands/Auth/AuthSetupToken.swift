import CommandKit
import PurserDomain
import PurserServices

/// `purser models auth setup-token`
struct AuthSetupToken: Command {
  var provider: String?
  var profile: ProfileIDText?
  var secret: SecretInput
  var scope: ScopeSelection
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "setup-token", "Store a token that a provider's own program made.",
    Option("provider", "The provider; otherwise anthropic.", value: "id", completion: .providers),
    Option("profile-id", "Id of the profile; otherwise <provider>:manual.", value: "id"),
    SecretInput.parameters,
    ScopeSelection.parameters,
    WriteOptions.parameters,
    examples: [
      "purser models auth setup-token --from-file ~/setup-token.txt --dry-run"
    ],
    discussion: """
      For anthropic the token is what 'claude setup-token' prints. It is asked for on the terminal \
      unless a source is named.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> ConfirmedView {
    let given = try AuthProvider.required(provider ?? "anthropic", in: context)
    if secret.source == nil {
      guard context.streams.isInputTerminal, !context.options.noInput else {
        throw UsageError(
          .unsupported, "setup-token requires an interactive TTY.",
          hint: "Or name where the token is: --stdin, --from-file, --from-env or --from-fd.")
      }
      if given.text == "anthropic", !context.options.yes {
        let question = "Have you run 'claude setup-token' and copied the token? [Y/n] "
        let answer = try context.streams.ask(question)?.trimmed.lowercased() ?? "n"
        guard ["", "y", "yes"].contains(answer) else { return ConfirmedView(nil) }
      }
    }
    let token = try context.secret(
      from: secret.source(in: context),
      prompt: "Paste \(SetupToken.name(given.text)) setup-token: "
    ) { try SetupToken.check($0, of: given.text) }
    let request = SaveProfile.Request(
      id: try profile?.checked() ?? "\(given):manual", provider: given.text, type: .token,
      material: .secret(token.value))
    return ConfirmedView(try context.save(request, at: scope, write))
  }
}
