import HTTPKit
package import PurserDomain
package import PurserStore
import SecretKit
package import SystemKit

/// Asks providers for the limits of accounts, under our own name.
package struct CollectUsage {
  /// What is wanted, and how long it may take.
  package struct Options: Sendable {
    /// Canonical provider; nil for all.
    package var provider: String?
    /// Nil for all.
    package var profile: String?
    package var timeoutMilliseconds: Int64 = 3_500
    package var concurrency = 8

    /// Everything, with the usual limits.
    package init() {}
  }

  /// An account, and how it is asked or why it is not.
  package struct Target: Sendable {
    package var account: UsageAccount
    /// Why it is not asked, in one sentence; nil when it is.
    package var refusal: String?
    var request: HTTPRequest?
    var reader: (any UsageReader)?

    /// Where it is asked; nil when it is not.
    package var url: String? { request?.url }
  }

  /// What was found.
  package struct Outcome: Sendable {
    /// In the order of the targets that were asked.
    package var snapshots: [UsageSnapshot]
    /// Whether it ended before all had answered.
    package var isInterrupted = false

    /// Nothing was asked.
    package init() { snapshots = [] }
  }

  private let options: Options

  /// Needs what is wanted.
  package init(_ options: Options) { self.options = options }

  /// Returns the accounts of `agents`, or of the defaults where there are none, each once, sorted by provider and profile.
  /// `userAgent` is who we say we are. Throws `interrupted` and what the store throws.
  package func targets(
    of agents: [Agent], plugins: ProviderPlugins, environment: Environment, vault: Vault,
    userAgent: String, now: Timestamp, in session: Session<some Any>
  ) throws -> [Target] {
    var targets: [UsageAccount: Target] = [:]
    let views = agents.isEmpty ? [try session.defaultModels()] : try session.models(of: agents)
    let profiles = try session.profiles(of: agents.map(\.id))
    let known = KnownReferences()
    for models in views {
      let own = try models.agent.flatMap { profiles[$0.id] } ?? session.profiles(of: nil)
      let secrets = CredentialSecrets(
        of: models, environment: environment, vault: vault, known: known, in: session)
      let maker = TargetMaker(
        plugins: plugins, models: models, userAgent: userAgent, options: options)
      var served: Set<String> = []
      for profile in own.profiles {
        served.insert(profile.provider)
        guard isWanted(profile.provider, profile.id) else { continue }
        let account = UsageAccount(
          provider: profile.provider, scope: profile.scope, profile: profile.id)
        guard targets[account] == nil else { continue }
        targets[account] = try maker.target(account, type: profile.type) {
          () throws(CredentialRefusal) in
          if profile.type != .apiKey, let expiry = profile.expiry, expiry <= now {
            guard profile.isRefreshable else {
              throw CredentialRefusal(.expired, "It has expired and cannot be renewed.")
            }
            throw CredentialRefusal(
              .expired, "It has expired and has to be renewed first.",
              hint:
                "purser models auth refresh \(profile.id.shellWord)\(profile.scope.option)")
          }
          return APICredential(
            try secrets.open(profile), of: profile.type, account: profile.accountID)
        }
      }
      for plugin in plugins.plugins where plugin.manifest.usage != nil {
        let id = plugin.manifest.id
        let found = ProviderEnvironment.standard.credential(of: id) { environment[$0] }
        guard !served.contains(id), let name = found?.variable, isWanted(id, "env: \(name)") else {
          continue
        }
        let account = UsageAccount(provider: id, scope: .defaults, profile: "env: \(name)")
        let isLogin = name.contains("OAUTH")
        targets[account] = try maker.target(account, type: isLogin ? .oauth : .apiKey) {
          () throws(CredentialRefusal) in
          let secret = try secrets.variable(name)
          return isLogin ? .login(secret, account: LoginToken.account(in: secret)) : .key(secret)
        }
      }
    }
    return targets.values.sorted {
      ($0.account.provider, $0.account.profile ?? "", $0.account.scope.text)
        < ($1.account.provider, $1.account.profile ?? "", $1.account.scope.text)
    }
  }

  /// Asks the targets that can be asked. What has no answer is a snapshot with an error; what was interrupted is none.
  package func run(
    _ targets: [Target], over network: Network, clock: WallClock
  ) throws -> Outcome {
    let asked = targets.filter { $0.request != nil }
    let outcomes = try network.transport.send(
      asked.compactMap(\.request), limits: HTTPLimits(parallel: options.concurrency))
    let now = clock.now()
    var result = Outcome()
    for (target, outcome) in zip(asked, outcomes) {
      guard outcome.error?.code != .interrupted else {
        result.isInterrupted = true
        continue
      }
      var snapshot = UsageSnapshot(target.account, capturedAt: now, source: .endpoint)
      switch Self.read(outcome, target, now) {
      case .success(let reading):
        (snapshot.plan, snapshot.windows) = (reading.plan, reading.windows)
      case .failure(let fault): snapshot.error = fault.message
      }
      result.snapshots.append(snapshot)
    }
    return result
  }

  private func isWanted(_ provider: String, _ profile: String) -> Bool {
    (options.provider ?? provider) == provider && (options.profile ?? profile) == profile
  }

  private static func read(
    _ outcome: HTTPOutcome, _ target: Target, _ now: Timestamp
  ) -> Result<UsageReading, UsageFault> {
    let secrets = target.request?.secrets ?? []
    func fault(_ text: String) -> Result<UsageReading, UsageFault> {
      .failure(
        UsageFault(
          message: Redaction.redacted(SecretScrub(secrets).text(text), limit: 300)))
    }
    switch outcome.result {
    case .failure(let error): return fault(error.code == .timedOut ? "Timeout" : error.message)
    case .success(let response):
      let reading = APIReading(response, hiding: secrets)
      if let failure = reading.failure {
        let isExpired = target.reader?.expiryStatuses.contains(response.status) ?? false
        return fault(isExpired ? "Token expired" : failure.readable)
      }
      guard let document = reading.document, let reader = target.reader else {
        return fault("Unsupported response shape")
      }
      do throws(UsageFault) {
        // A server may repeat what it was sent anywhere, and what a reader cuts off would be the half of a secret.
        return .success(try reader.read(SecretScrub(secrets).json(document), now: now))
      } catch {
        return fault(error.message)
      }
    }
  }
}

/// Decides how one account is asked, or why it is not.
private struct TargetMaker {
  let plugins: ProviderPlugins
  let models: AgentModels
  let userAgent: String
  let options: CollectUsage.Options

  func target(
    _ account: UsageAccount, type: AuthProfile.Kind,
    _ open: () throws(CredentialRefusal) -> APICredential
  ) throws -> CollectUsage.Target {
    var target = CollectUsage.Target(account: account)
    let manifest = plugins.plugin(account.provider)?.manifest
    guard let manifest, let usage = manifest.usage else {
      target.refusal =
        manifest?.notCheckable
        ?? "Nothing is known of where '\(account.provider)' tells an account's usage."
      return target
    }
    guard let reader = UsageReaders.reader(named: usage.reader) else {
      target.refusal = "Its manifest names a reader of usage that does not exist."
      return target
    }
    guard reader.takesKeys || type != .apiKey else {
      target.refusal = "An API key has no windows there; logins and tokens have."
      return target
    }
    // A key of one's own gateway is not for the provider it is named after.
    let stored = models.provider(account.provider)
    if let url = stored?.definition.baseURL?.trimmed, !url.isEmpty,
      let host = LocalURL.host(of: url),
      ![manifest.baseURL, usage.url].compactMap({ $0.flatMap(LocalURL.host) }).contains(host)
    {
      target.refusal =
        "The provider is configured at '\(host)', and its credentials go nowhere else."
      return target
    }
    do throws(CredentialRefusal) {
      let call = APICall(
        baseURL: usage.url, credential: try open(),
        headers: manifest.headers.map { HTTPHeader($0.name, $0.value) }, userAgent: userAgent)
      switch reader.request(call, at: usage.url) {
      case .request(var request):
        request.timeoutMilliseconds = options.timeoutMilliseconds
        request.bodyLimit = 1 << 18
        request.redirects = .none
        target.request = request
        target.reader = reader
      case .notCheckable(let reason), .misconfigured(let reason): target.refusal = reason
      }
    } catch {
      if let fault = error.fault { throw fault }
      target.refusal = error.message
    }
    return target
  }
}
