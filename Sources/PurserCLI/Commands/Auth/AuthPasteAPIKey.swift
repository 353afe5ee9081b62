import CommandKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser models auth paste-api-key`
struct AuthPasteAPIKey: Command {
  var provider: String?
  var profile: ProfileIDText?
  var reference: String?
  var account: AccountOptions
  var secret: SecretInput
  var scope: ScopeSelection
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "paste-api-key", "Store an API key of a provider.",
    Option("provider", "The provider.", value: "id", completion: .providers),
    Option(
      "profile-id", "Id of the profile; otherwise that of the saved key, or <provider>:manual.",
      value: "id"),
    Option(
      "ref", "The key is kept elsewhere: env:NAME, or source:provider:id as SecretRefs have it.",
      value: "reference"),
    AccountOptions.parameters,
    SecretInput.parameters,
    ScopeSelection.parameters,
    WriteOptions.parameters,
    examples: [
      "purser models auth paste-api-key --provider openai --from-file ~/token.txt",
      "purser models auth paste-api-key --provider groq --profile-id groq:work --ref env:GROQ_API_KEY",
    ],
    discussion: """
      On a terminal the key is asked for without showing it; otherwise it is read from standard input. \
      With --ref nothing is read: the profile names where the key is. Without --profile-id the provider's saved \
      API key is replaced, of several the one that runs of the scope take first, or a reference; where there is \
      none, <provider>:manual is made.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    let given = try AuthProvider.required(provider, in: context)
    let material: SaveProfile.Request.Material
    if let reference {
      guard secret.source == nil else {
        throw UsageError(
          .conflict, "The key is given in two ways.", subject: "--ref",
          hint: "Keep --ref, or read the key and leave --ref out.")
      }
      material = .reference(try ReferenceText.read(reference))
    } else {
      material = .secret(
        try context.secret(
          from: secret.source(in: context), prompt: "Paste API key for \(given): "
        ).value)
    }
    var request = SaveProfile.Request(
      id: try profile?.checked() ?? "\(given):manual", provider: given.text, type: .apiKey,
      material: material)
    account.apply(to: &request)
    return try context.save(request, at: scope, write, replacingSavedKey: profile == nil)
  }
}

/// A reference to a secret as it is typed.
enum ReferenceText {
  /// Reads `env:NAME` or `source:provider:id`. Nothing that looks like a key is accepted, or repeated.
  static func read(_ text: String) throws(UsageError) -> StoredProfile.Reference {
    var whole = text
    if let (source, id) = text.split(atFirst: ":"), !id.holds(":") {
      whole = "\(source):default:\(id)"
    }
    do throws(TypedKey.Fault) {
      if case .secretRef(let source, let provider, let id) = try TypedKey.secretRef(whole) {
        return StoredProfile.Reference(source: source, provider: provider, id: id)
      }
      throw TypedKey.Fault("Use env:NAME or source:provider:id.")
    } catch {
      throw UsageError(
        .invalidValue, "The value for '--ref <reference>' is invalid.", subject: "--ref",
        hint: error.hint)
    }
  }
}
