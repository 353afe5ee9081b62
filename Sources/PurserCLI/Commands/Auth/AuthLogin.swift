import CommandKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser models auth login`
struct AuthLogin: Command {
  /// How a credential is got.
  enum Method: String, ArgumentValue, CaseIterable {
    case apiKey = "api-key"
    case token
    case setupToken = "setup-token"
    case oauth
    case deviceCode = "device-code"
    case keyExchange = "key-exchange"
    case aws
  }

  var provider: String?
  var method: Method?
  var deviceCode: Bool
  var profile: ProfileIDText?
  var setsDefault: Bool
  var force: Bool
  var noBrowser: Bool
  var timeout: SecondsText?
  var secret: SecretInput
  var scope: ScopeSelection
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "login", "Log in to a provider, or show how one can.",
    Option("provider", "The provider.", value: "id", completion: .providers),
    Option("method", "How to log in.", value: "method"),
    Flag("device-code", "The same as --method device-code: enter a code on another device."),
    Option(
      "profile-id",
      "Id of the profile; otherwise <provider>:<email>, <provider>:default or, of what is pasted, <provider>:manual.",
      value: "id"),
    Flag("set-default", "Make the provider's usual model the default model."),
    Flag("force", "Log in although the profile is good still, also to another account."),
    Flag("no-browser", "Start no browser; what it is sent back to may be pasted."),
    Option("timeout", "How long to wait for the person; otherwise 5m.", value: "seconds"),
    SecretInput.parameters,
    ScopeSelection.parameters,
    WriteOptions.parameters,
    examples: [
      "purser models auth login", "purser models auth login --provider anthropic",
      "purser models auth login --provider openai --method api-key --from-file ~/token.txt",
    ],
    discussion: """
      The provider's manifest says how one can log in (purser plugins show ID). Without --method the way is \
      taken that goes over the network and lacks nothing; where there is none, the ways are listed.

      oauth opens the provider's page in a browser and waits on 127.0.0.1 for the answer; on another machine, \
      paste the address that the browser ends at. device-code shows a code to enter on any device. \
      key-exchange lets the page make an API key. Purser uses no other program's client id: where a provider \
      asks for one, register a program there and put the id into a manifest of your own \
      (docs/providers.md). A login is sealed like any credential; --set-default sets the model in the same event.
      """,
    build: Self.checked)

  private static func checked(
    provider: String?, method: Method?, deviceCode: Bool, profile: ProfileIDText?,
    setsDefault: Bool, force: Bool, noBrowser: Bool, timeout: SecondsText?, secret: SecretInput,
    scope: ScopeSelection, write: WriteOptions
  ) throws(UsageError) -> AuthLogin {
    if deviceCode, let method, method != .deviceCode {
      throw UsageError(
        .conflict, "'--device-code' and '--method \(method.rawValue)' are two ways.",
        hint: "Keep one of them.")
    }
    return AuthLogin(
      provider: provider, method: deviceCode ? .deviceCode : method, deviceCode: deviceCode,
      profile: profile, setsDefault: setsDefault, force: force, noBrowser: noBrowser,
      timeout: timeout, secret: secret, scope: scope, write: write)
  }

  func run(in context: CommandContext) throws -> AuthLoginAnswer {
    let given = try provider.map { try AuthProvider.required($0, in: context) }
    let plugins = try ProviderPlugins(environment: context.environment)
    guard let given else {
      guard method == nil else {
        throw UsageError(
          .missingOption, "Missing --provider.", subject: "--provider",
          hint: "Name it, such as: --provider openrouter")
      }
      return .methods(AuthMethodsView(rows: plugins.plugins.map { row($0.manifest) }))
    }
    let manifest = plugins.plugin(given.text)?.manifest
    for broken in plugins.broken where broken.id == given.text {
      // The one that it would have stood for counts; without one there is no knowing how to log in.
      guard manifest == nil else {
        context.note("Note: the manifest of '\(given)' is left out: \(broken.reason).")
        continue
      }
      throw DomainError(
        .invalid, "The manifest of '\(given)' is left out: \(broken.reason).", subject: given.text,
        hint: broken.origin.path.map { "Mend '\($0)'." })
    }
    let way = try method ?? ready(manifest)
    guard let way else {
      if manifest == nil { try requireKnown(given, plugins, in: context) }
      let unknown = AuthMethodsView.Row(
        provider: given.text, methods: [Method.apiKey.rawValue, Method.token.rawValue], ready: nil,
        variables: [])
      return .methods(AuthMethodsView(rows: [manifest.map(row) ?? unknown]))
    }
    try manifest.map { try requireOffered(way, by: $0) }
    let offer = try offer(of: given, manifest, in: context)
    switch way {
    case .aws:
      throw DomainError(
        .invalid, "Nothing is stored for '--method aws': AWS's own libraries find the credential.",
        subject: given.text,
        hint: "Set it up with 'aws configure' or AWS_PROFILE, or use --method token.")
    case .apiKey, .token, .setupToken:
      return .saved(try paste(way, given, offer, in: context))
    case .oauth, .deviceCode, .keyExchange:
      guard let manifest else {
        throw DomainError(
          .invalid, "Nothing is known of logins to '\(given)'.", subject: given.text,
          hint: "Describe it in \(LoginClient.place(of: given.text, context.environment)).")
      }
      let login = NetworkLogin(command: self, manifest: manifest, way: way, context: context)
      return .saved(try login.run(offering: offer))
    }
  }

  private func row(_ manifest: ProviderManifest) -> AuthMethodsView.Row {
    AuthMethodsView.Row(
      provider: manifest.id, methods: manifest.loginMethods.map(\.rawValue),
      ready: manifest.readyMethod?.rawValue, variables: manifest.environment)
  }

  /// Throws `invalid` for a kind of secret that the provider has no use for. What goes over the network says itself what the
  /// manifest lacks, and a setup token is one.
  private func requireOffered(
    _ way: Method, by manifest: ProviderManifest
  ) throws(DomainError) {
    let offered = manifest.loginMethods
    switch way {
    case .apiKey: if offered.contains(.apiKey) { return }
    case .token: if offered.contains(.token) || offered.contains(.setupToken) { return }
    case .setupToken: if offered.contains(.setupToken) || offered.contains(.token) { return }
    case .aws: if offered.contains(.aws) { return }
    case .oauth, .deviceCode, .keyExchange: return
    }
    let others = offered.map(\.rawValue).joined(separator: ", ")
    throw DomainError(
      .invalid, "'\(manifest.id)' has no login by '\(way.rawValue)'.", subject: manifest.id,
      hint: "Use one of: \(others). A manifest of your own may name others.")
  }

  private func ready(_ manifest: ProviderManifest?) throws(UsageError) -> Method? {
    guard secret.source == nil else {
      throw UsageError(
        .missingOption, "Missing --method.", subject: "--method",
        hint: "Say what the secret is: --method api-key or --method token.")
    }
    return manifest?.readyMethod.flatMap { Method(rawValue: $0.rawValue) }
  }

  /// Throws `not_found` for a provider that neither the program nor the store knows: how to log in is not known then, and
  /// the name is often a slip.
  private func requireKnown(
    _ provider: Provider.ID, _ plugins: ProviderPlugins, in context: CommandContext
  ) throws {
    if KnownProviders.contains(provider.text) { return }
    do {
      if try context.read({ try $0.providers.hasAny(provider.text) }) { return }
    } catch let error as StoreError {
      // Without a store nothing is defined; one that cannot be read may define it.
      guard error.code == .notSetUp else { throw error }
    }
    let shown = provider.text.printable(limit: 80)
    let near = KnownProviders.nearest(to: provider.text, or: plugins.plugins.map(\.manifest.id))
    throw DomainError(
      .notFound, "Unknown provider \"\(shown)\".", subject: shown,
      hint: near.map { "Did you mean '\($0)'?" } ?? "See: purser plugins list")
  }

  /// The model that may become the default one. Throws when it is wanted and none is known, before anything else is done.
  private func offer(
    of provider: Provider.ID, _ manifest: ProviderManifest?, in context: CommandContext
  ) throws -> DefaultModelOffer {
    var model = manifest?.probeModel.map { "\(provider)/\($0)" }
    if model == nil, setsDefault {
      model = try context.read { session in
        try session.providerModels.refs(at: .defaults).first { $0.provider == provider.text }?.key
      }
    }
    guard model != nil || !setsDefault else {
      throw DomainError(
        .invalid, "No usual model of '\(provider)' is known.", subject: provider.text,
        hint: "Leave --set-default out and name one: purser models set \(provider)/MODEL")
    }
    return DefaultModelOffer(model: model, isTaken: setsDefault)
  }

  private func paste(
    _ way: Method, _ given: Provider.ID, _ offer: DefaultModelOffer, in context: CommandContext
  ) throws -> WriteView {
    let value = try context.secret(
      from: secret.source(in: context),
      prompt: way == .apiKey ? "Paste API key for \(given): " : "Paste token for \(given): ")
    if way == .setupToken { try SetupToken.check(value, of: given.text) }
    let request = SaveProfile.Request(
      id: try profile?.checked() ?? "\(given):manual", provider: given.text,
      type: way == .apiKey ? .apiKey : .token, material: .secret(value.value))
    return try context.save(
      request, at: scope, write, offering: offer.isTaken ? offer : .none)
  }
}

/// What was stored, or how one can log in.
enum AuthLoginAnswer: Answer {
  case methods(AuthMethodsView)
  case saved(WriteView)

  func write(to output: Output) throws {
    switch self {
    case .methods(let view): try view.write(to: output)
    case .saved(let view): try view.write(to: output)
    }
  }
}
