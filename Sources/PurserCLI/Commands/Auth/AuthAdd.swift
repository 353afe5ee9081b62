import CommandKit
import PurserDomain
import PurserServices
import SystemKit

/// `purser models auth add`
struct AuthAdd: Command {
  /// How a credential is given.
  enum Method: String, ArgumentValue, CaseIterable {
    case apiKey = "api-key"
    case token
    case setupToken = "setup-token"
  }

  var provider: String?
  var method: Method?
  var profile: ProfileIDText?
  var expiresIn: DurationText?
  var account: AccountOptions
  var secret: SecretInput
  var scope: ScopeSelection
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "add", "Store a credential; asks for what is not said.",
    Option("provider", "The provider.", value: "id", completion: .providers),
    Option("method", "What the credential is.", value: "method"),
    Option("profile-id", "Id of the profile; otherwise <provider>:manual.", value: "id"),
    Option("expires-in", "How long a token is valid, such as 365d or 12h.", value: "duration"),
    AccountOptions.parameters,
    SecretInput.parameters,
    ScopeSelection.parameters,
    WriteOptions.parameters,
    examples: [
      "purser models auth add --provider openai --method api-key --from-file ~/token.txt",
      "purser models auth add --provider anthropic --method token --expires-in 365d --from-file ~/token.txt",
    ],
    discussion: "Without a terminal --provider, --method and a source of the secret are needed.",
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    let dialogue = AuthDialogue(context: context)
    let given =
      try provider.map { try AuthProvider.required($0, in: context) } ?? dialogue.provider()
    let way = try method ?? dialogue.method(of: given)
    let id = try profile?.checked() ?? dialogue.profile(of: given)
    var expiry = try context.expiry(after: expiresIn)
    if expiresIn != nil, way == .apiKey {
      throw UsageError(
        .conflict, "An API key does not expire.", subject: "--expires-in",
        hint: "Leave --expires-in out, or use --method token.")
    }
    if expiresIn == nil, way == .token, secret.source == nil {
      expiry = try context.expiry(after: dialogue.expiry())
    }
    let value = try context.secret(
      from: secret.source(in: context),
      prompt: way == .apiKey ? "Paste API key for \(given): " : "Paste token for \(given): "
    ) { if way == .setupToken { try SetupToken.check($0, of: given.text) } }
    var request = SaveProfile.Request(
      id: id, provider: given.text, type: way == .apiKey ? .apiKey : .token,
      material: .secret(value.value))
    request.expiresAt = expiry
    account.apply(to: &request)
    return try context.save(request, at: scope, write)
  }
}

/// The questions of `models auth add`; each has an option that answers it without a terminal.
struct AuthDialogue {
  let context: CommandContext

  func provider() throws -> Provider.ID {
    guard canAsk else { throw missing("--provider") }
    return try context.askingAgain {
      let answer = try reply("Provider: ")
      guard !answer.isEmpty else {
        throw DomainError(
          .invalid, "Required.", subject: "provider", hint: "Name it, such as openai.")
      }
      return try AuthProvider.required(answer, in: context)
    }
  }

  func method(of provider: Provider.ID) throws -> AuthAdd.Method {
    let methods = AuthMethods.methods(of: provider.text)
    guard canAsk else { throw missing("--method") }
    for (number, method) in methods.enumerated() {
      context.note("  \(number + 1)) \(method.rawValue)")
    }
    return try context.askingAgain {
      let answer = try reply("Method [1]: ")
      if answer.isEmpty { return methods[0] }
      if let number = Int(answer), methods.indices.contains(number - 1) {
        return methods[number - 1]
      }
      if let method = AuthAdd.Method(rawValue: answer.lowercased()) { return method }
      throw DomainError(
        .invalid, "That is none of the methods.", subject: "method",
        hint: "Answer with a number, or use --method api-key, token or setup-token.")
    }
  }

  func profile(of provider: Provider.ID) throws -> String {
    let usual = "\(provider):manual"
    guard canAsk else { return usual }
    return try context.askingAgain {
      let answer = try reply("Profile id [\(usual)]: ")
      return answer.isEmpty ? usual : try ProfileIDText.read(answer)
    }
  }

  func expiry() throws -> DurationText? {
    guard canAsk else { return nil }
    guard ["y", "yes"].contains(try reply("Does this token expire? [y/N] ").lowercased()) else {
      return nil
    }
    return try context.askingAgain {
      let typed = try reply("Expires in (duration) [365d]: ")
      do throws(ArgumentFault) {
        return try DurationText(argument: typed.isEmpty ? "365d" : typed)
      } catch {
        throw DomainError(
          .invalid, "Invalid duration (e.g. 365d, 12h, 30m).", subject: "duration",
          hint: "Give a length such as 365d.")
      }
    }
  }

  private var canAsk: Bool {
    context.streams.isInputTerminal && context.streams.isErrorTerminal && !context.options.noInput
  }

  private func reply(_ prompt: String) throws -> String {
    // The end of the input is no answer, least of all Enter.
    guard let answer = try context.streams.ask(prompt) else {
      throw SystemError(
        .interrupted, "The input ended at a question; nothing was stored.",
        hint: "Answer it, or give its option.")
    }
    return answer.trimmed
  }

  private func missing(_ option: String) -> UsageError {
    UsageError(
      .missingOption, "Missing \(option).", subject: option,
      hint: "Nobody can be asked here; name it with \(option).")
  }
}

/// Which credentials of a provider can be stored without going to the network.
enum AuthMethods {
  /// The usual one first.
  static func methods(of provider: String) -> [AuthAdd.Method] {
    provider == "anthropic" ? [.apiKey, .setupToken, .token] : [.apiKey, .token]
  }
}
