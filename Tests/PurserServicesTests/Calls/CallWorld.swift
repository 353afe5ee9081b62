import HTTPKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SecretKit
import SystemKit

/// A store with the agent `main`, providers and profiles to be added, and manifests of an admin.
struct CallWorld {
  var base: RunWorld
  let folder: TemporaryFolder

  init() throws {
    base = try RunWorld()
    folder = try TemporaryFolder()
    base.environment = base.environment.setting("XDG_CONFIG_HOME", folder.path)
      .setting("HOME", folder.path).setting("PATH", "")
  }

  /// Saves a provider with models; `sealed` headers get `secret of NAME`.
  func provider(
    _ id: String, _ url: String?, api: String? = nil, key: KeyReference = .none,
    at scope: String = "*", models: [ModelDefinition] = [],
    _ change: (inout ProviderDefinition) -> Void = { _ in }
  ) throws {
    var definition = ProviderDefinition(
      id: id, writtenID: id, baseURL: url, api: api, key: key, hasModels: !models.isEmpty)
    change(&definition)
    try base.write { session in
      let scope = try ScopeID(scope)
      try session.providers.save(definition, at: scope)
      try session.providerModels.replace(of: id, at: scope, with: models)
    }
  }

  /// Seals a text; returns the mark that stands for it in JSON.
  func sealed(_ text: String, owner: String = "x") throws -> String {
    let id = try base.write { session in
      try session.secrets.replace(
        base.vault.seal(
          SecretBytes(text: text), owner: .provider(owner, at: .defaults),
          field: "f\(text.utf8.count)", in: session))
    }.value
    return #"{"$sealed":\#(id),"digest":"d"}"#
  }

  func manifest(_ id: String, _ members: String) throws {
    try folder.write(
      #"{"version":1,"id":"\#(id)","name":"\#(id)","environment":[],"authMethods":["api-key"],\#(members)}"#,
      to: "purser/providers/\(id).json")
  }

  func call(
    _ provider: String, model: String? = nil, _ credential: CallCredential = .none,
    agent: String = "main", variables: [String: String] = [:],
    known: KnownReferences = KnownReferences()
  ) throws -> Result<ReadyCall, CallRefusal> {
    let environment = variables.reduce(base.environment) { $0.setting($1.key, $1.value) }
    return try base.store.read { session in
      let models = try session.models(of: session.agents.find(Agent.ID(agent)))
      let builder = CallBuilder(
        of: models, plugins: try ProviderPlugins(environment: environment),
        environment: environment, vault: base.vault, userAgent: "purser/test", known: known,
        in: session)
      return try builder.call(provider, model: model, with: credential)
    }
  }

  func profile(_ id: String) throws -> CallCredential {
    try base.store.read { session in
      try .profile(session.profiles.find(id, at: .defaults)!)
    }
  }
}

extension APIPlan {
  /// `POST https://… | name: visible+secret | …`, or what is in the way.
  var told: String {
    switch self {
    case .notCheckable: return "not checkable"
    case .misconfigured(let text): return text
    case .request(let request):
      let headers = request.headers.filter {
        !["User-Agent", "Accept", "Content-Type"].contains($0.name)
      }.map { "\($0.name): \($0.visible)\($0.secret?.revealText().map { "<\($0)>" } ?? "")" }
      return ([request.method.rawValue + " " + request.url] + headers).joined(separator: " | ")
    }
  }
}

extension Result<ReadyCall, CallRefusal> {
  /// The completion in a line, or why there is none.
  var told: String {
    switch self {
    case .success(let ready): ready.completion().told
    case .failure(let refusal): "\(refusal.kind): \(refusal.message)"
    }
  }

  var listing: String {
    switch self {
    case .success(let ready): ready.listingPlan().told
    case .failure(let refusal): "\(refusal.kind): \(refusal.message)"
    }
  }
}
