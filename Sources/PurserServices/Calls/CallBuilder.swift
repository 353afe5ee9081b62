import HTTPKit
import JSONKit
import PurserDomain
package import PurserStore
import SecretKit
package import SystemKit

/// Makes calls to providers as one agent's runtime would: the provider in force for it, else what the
/// provider's manifest says; the model's own address, kind and headers over those of the provider.
package struct CallBuilder<Access> {
  private let models: AgentModels
  private let plugins: ProviderPlugins
  private let environment: Environment
  private let secrets: CredentialSecrets<Access>
  private let userAgent: String
  private let session: Session<Access>

  /// Needs the view of the agent in the session it was read in; `userAgent` is who we say we are. Builders of several
  /// agents may share `known`, so that no reference is resolved twice.
  package init(
    of models: AgentModels, plugins: ProviderPlugins, environment: Environment, vault: Vault,
    userAgent: String, known: KnownReferences = KnownReferences(), in session: Session<Access>
  ) {
    self.models = models
    self.plugins = plugins
    self.environment = environment
    self.userAgent = userAgent
    self.session = session
    secrets = CredentialSecrets(
      of: models, environment: environment, vault: vault, known: known, in: session)
  }

  /// Makes the call to `provider`, a canonical id, with one credential; without a model it can only list. Throws what
  /// ends everything, such as `interrupted`; whatever is wrong with the call itself is returned.
  package func call(
    _ provider: String, model: String? = nil, with credential: CallCredential,
    maxTokens: Int = 8
  ) throws -> Result<ReadyCall, CallRefusal> {
    do throws(CredentialRefusal) {
      return try made(provider, model, credential, maxTokens)
    } catch {
      if let fault = error.fault { throw fault }
      return .failure(CallRefusal(.credential(error.reason), error.message))
    }
  }

  /// Resolves the references of credentials and of headers ahead, all at once.
  package func resolveAhead(_ wanted: [(provider: String, credential: CallCredential)]) throws {
    var references: Set<SecretReference> = []
    for item in wanted {
      switch item.credential {
      case .profile(let profile):
        guard let reference = profile.reference else { continue }
        references.insert(
          SecretReference(
            source: reference.source, provider: reference.provider ?? "default", id: reference.id))
      case .key(.secretRef(let source, let provider, let id)):
        references.insert(SecretReference(source: source, provider: provider, id: id))
      default: continue
      }
    }
    guard !references.isEmpty else { return }
    try secrets.resolveAhead(references)
  }

  private func made(
    _ provider: String, _ model: String?, _ credential: CallCredential, _ maxTokens: Int
  ) throws(CredentialRefusal) -> Result<ReadyCall, CallRefusal> {
    let found = try caught { try self.found(provider, model) }
    let shown = provider.printable(limit: 80)
    guard found.stored != nil || found.manifest != nil else {
      return .failure(
        CallRefusal(.unknownProvider, "Provider '\(shown)' is neither configured nor known."))
    }
    if let reason = found.manifest?.notCheckable {
      return .failure(CallRefusal(.notCheckable, reason))
    }
    if found.hasCredentialInAddress {
      return .failure(
        CallRefusal(
          .notCheckable, "The base URL holds credentials of its own, which no check sends."))
    }
    guard let name = found.api else {
      return .failure(CallRefusal(.misconfigured, "No kind of API is configured for '\(shown)'."))
    }
    guard let kind = APIKinds.kind(named: name) else {
      return .failure(
        CallRefusal(
          .notCheckable,
          APIKinds.reasonNotCheckable(name)
            ?? "Purser does not know how to ask '\(name.printable(limit: 80))'."))
    }
    var place = CallPlace(kind: kind.name, baseURL: found.baseURL ?? "")
    place.fill(from: environment, isConfigured: found.isAddressConfigured)
    let opened: APICredential?
    switch try open(credential, kind: kind.name) {
    case .success(let credential): opened = credential
    case .failure(let refusal): return .failure(refusal)
    }
    let sent: [HTTPHeader]
    switch try headers(found) {
    case .success(let headers): sent = headers
    case .failure(let refusal): return .failure(refusal)
    }
    let call = APICall(
      baseURL: place.baseURL, model: model ?? "", credential: opened,
      headers: sent,
      sendsBearer: found.stored?.definition.authHeader ?? found.manifest?.authHeader ?? false,
      maxTokens: maxTokens, compat: found.compat,
      preamble: found.takesManifestExtras ? found.manifest?.preamble : nil,
      settings: place.settings, userAgent: userAgent)
    return .success(
      ReadyCall(
        provider: provider, kind: kind, call: call, cost: found.cost,
        listing: found.listing(call)))
  }

  private func found(_ provider: String, _ model: String?) throws -> FoundProvider {
    let stored = models.provider(provider)
    var found = FoundProvider(
      id: provider, stored: stored, manifest: plugins.plugin(provider)?.manifest)
    if let stored {
      found.hasModels = try session.providerModels.hasAny(of: provider, at: stored.scope)
      if let model {
        found.model = try session.providerModels.find(
          ModelRef(provider: provider, model: model), at: stored.scope)
      }
    }
    if let model, found.cost == nil {
      found.catalogCost = try session.catalog.find(ModelRef(provider: provider, model: model))
        .first { $0.retiredAt == nil && !$0.model.costVaries && !$0.model.cost.isEmpty }?.model.cost
    }
    return found
  }

  private func caught<Value>(_ body: () throws -> Value) throws(CredentialRefusal) -> Value {
    do { return try body() } catch { throw CredentialRefusal(error) }
  }
}

// MARK: - Credentials

extension CallBuilder {
  private func open(
    _ credential: CallCredential, kind: String
  ) throws(CredentialRefusal) -> Result<APICredential?, CallRefusal> {
    switch credential {
    case .none: return .success(nil)
    case .key(let key):
      if kind == "bedrock-converse-stream", case .marker(let word) = key,
        ProviderEnvironment.awsNames.contains(word)
      {
        return try aws()
      }
      return .success(.key(try secrets.open(key)))
    case .awsChain: return try aws()
    case .environment(let name):
      if ProviderEnvironment.awsNames.contains(name) { return try aws() }
      return .success(Self.credential(try secrets.variable(name), ofVariable: name))
    case .profile(let profile):
      return .success(
        APICredential(try secrets.open(profile), of: profile.type, account: profile.accountID))
    }
  }

  /// What a variable's name says of how its value is sent.
  private static func credential(_ secret: SecretBytes, ofVariable name: String) -> APICredential {
    let words = name.split(separator: "_")
    if words.contains("OAUTH") { return .login(secret, account: LoginToken.account(in: secret)) }
    return words.suffix(2) == ["AUTH", "TOKEN"] ? .token(secret) : .key(secret)
  }

  /// The bearer token, else the pair of keys, of the environment; files and services of AWS are left to its libraries.
  private func aws() throws(CredentialRefusal) -> Result<APICredential?, CallRefusal> {
    if environment["AWS_BEDROCK_SKIP_AUTH"] == "1" { return .success(nil) }
    switch ProviderEnvironment.awsVariable(environment: { environment[$0] }) {
    case "AWS_BEARER_TOKEN_BEDROCK"?:
      return .success(.token(try secrets.variable("AWS_BEARER_TOKEN_BEDROCK")))
    case "AWS_ACCESS_KEY_ID"?:
      let session = environment.nonEmpty("AWS_SESSION_TOKEN").map { SecretBytes(text: $0.trimmed) }
      return .success(
        .aws(
          accessKeyID: environment["AWS_ACCESS_KEY_ID"]?.trimmed ?? "",
          secretKey: try secrets.variable("AWS_SECRET_ACCESS_KEY"), sessionToken: session))
    default:
      return .failure(
        CallRefusal(
          .notCheckable,
          "The credentials are in files or services of AWS, which only its own libraries read."))
    }
  }
}

// MARK: - Headers

extension CallBuilder {
  /// Those of the manifest, then of the provider, then of the model.
  private func headers(
    _ found: FoundProvider
  ) throws(CredentialRefusal) -> Result<[HTTPHeader], CallRefusal> {
    let extras = found.takesManifestExtras ? found.manifest?.headers : nil
    var headers = (extras ?? []).map { ($0.name, JSON.string($0.value)) }
    for text in [found.stored?.definition.headersJSON, found.model?.headersJSON] {
      let object = text.flatMap { try? SealedMarks.parsed($0) }?.object ?? [:]
      headers += object.map { ($0.key, $0.value) }
    }
    var result: [HTTPHeader] = []
    for (name, value) in headers {
      do throws(CredentialRefusal) {
        if let header = try header(name, value) { result.append(header) }
      } catch {
        if error.fault != nil { throw error }
        return .failure(
          CallRefusal(
            .header(error.reason),
            "The header '\(name.printable(limit: 80))' cannot be had. \(error.message)"))
      }
    }
    return .success(result)
  }

  /// Ordinary text, a reference, a SecretRef object or the mark of a sealed value; anything else is no header.
  private func header(_ name: String, _ value: JSON) throws(CredentialRefusal) -> HTTPHeader? {
    if let id = value[CredentialSieve.mark]?.int64 {
      return HTTPHeader(name, secret: try secrets.open(.sealed(id: id, digest: "")))
    }
    if let reference = value.object.flatMap(SecretReference.init) {
      return HTTPHeader(name, secret: try secrets.open(reference.key))
    }
    guard let text = value.string else { return nil }
    switch HeaderText(name: name, value: text, isSet: { environment.nonEmpty($0) != nil }) {
    case .plain: return HTTPHeader(name, text)
    case .reference(.placeholder): return HTTPHeader(name, text)
    // Words such as `none` or `local` are text in a header.
    case .reference(.marker(let word)) where KnownMarkers.isFiller(word):
      return HTTPHeader(name, text)
    case .reference(let reference): return HTTPHeader(name, secret: try secrets.open(reference))
    case .literal: return HTTPHeader(name, secret: SecretBytes(text: text))
    }
  }
}
