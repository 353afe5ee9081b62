/// A key that the configuration gives a provider, as status pages see it.
package struct ConfiguredKey: Equatable, Sendable {
  /// What stands there.
  package var reference: KeyReference
  /// The sealed key, masked; nil when it was not opened.
  package var masked: String?
  /// Whether the key is sealed and was found not to open.
  package var isUndecryptable = false
  /// Whether the key is sealed and holds a control character, so that no call can carry it.
  package var isUnsendable = false
  /// Whether the key is sealed and is a command, for a key that stands in it.
  package var isCommand = false
  /// Whether it is a reference behind which no secret can stand, as the declarations have it.
  package var isUnresolved = false

  /// What is known to keep it from being had.
  var fault: Eligibility? { isUndecryptable ? .undecryptable : isUnresolved ? .unresolvedRef : nil }

  /// Makes a key.
  package init(_ reference: KeyReference, masked: String? = nil) {
    self.reference = reference
    self.masked = masked
  }
}

/// The credentials of one provider and which of them is used.
package struct ProviderAuth: Equatable, Sendable {
  /// Where the credential in use comes from.
  package enum Source: String, Equatable, Sendable {
    case profiles
    case env
    case modelsJSON = "models.json"
    /// The chain of the AWS libraries, which nobody looked into.
    case awsSDK = "aws-sdk"
    /// A server on this machine that is called without a key of one's own.
    case local
    case missing
  }

  /// A value that may be shown, with its origin.
  package struct Shown: Equatable, Sendable {
    package var value: String
    package var source: String
  }

  package var provider: String
  package var effective: Source
  /// The path, the masked value, the address or the word that says what is in use.
  package var detail: String
  package var oauthCount: Int
  package var tokenCount: Int
  package var apiKeyCount: Int
  /// One phrase for each profile, in order.
  package var labels: [String]
  /// The credential of the environment, when there is one.
  package var environment: Shown?
  /// The key of the configuration, when there is one.
  package var modelsJSON: Shown?
  /// What is known to keep that key from being had: `undecryptable` or `unresolvedRef`; nil when nothing is.
  package var keyFault: Eligibility?
  /// Whether that key is a reference, which decides before every profile.
  package var leadsByReference = false

  /// The number of profiles.
  package var profileCount: Int { oauthCount + tokenCount + apiKeyCount }

  /// The row as a line of the overview.
  package var line: String {
    var parts = ["\(provider) effective=\(effective.rawValue):\(detail)"]
    if profileCount > 0 {
      parts.append(
        "profiles=\(profileCount) (\(oauthCount) oauth, \(tokenCount) token, \(apiKeyCount) api-key)"
      )
      parts.append(labels.joined(separator: ", "))
    }
    if let environment {
      parts += ["env=\(environment.value)", "source=\(environment.source)"]
    }
    if let modelsJSON {
      parts += ["models.json=\(modelsJSON.value)", "source=\(modelsJSON.source)"]
    }
    return "- " + parts.joined(separator: " | ").printable(limit: 2000)
  }
}

/// What `models status` says about credentials: values in, values out.
package struct AuthOverview: Equatable, Sendable {
  /// What the overview is made from.
  package struct Input: Sendable {
    /// Providers of the models in use (default, fallbacks, image model and its fallbacks), aliases already resolved.
    package var inUse: [String] = []
    /// Further providers to consider: those that are defined and those of the allowlist.
    package var considered: [String] = []
    /// The keys of the configuration, by canonical provider.
    package var keys: [String: ConfiguredKey] = [:]
    /// How calls authenticate where a provider's definition says so, by canonical provider.
    package var authModes: [String: String] = [:]
    /// The addresses of servers on this machine that need no key, by canonical provider.
    package var keyless: [String: String] = [:]
    /// The credentials of the environment, by canonical provider.
    package var environment: [String: EnvironmentCredential] = [:]
    /// The value of a variable that a key of the configuration names.
    package var variable: @Sendable (String) -> String? = { _ in nil }
    /// Stored profiles, in order.
    package var profiles: [AuthProfile] = []
    /// The profiles that runs would try, first choice first, by canonical provider; a provider without an entry was not
    /// looked at.
    package var order: [String: [String]] = [:]
    /// Where profiles are kept, and the agent's `models.json`; as paths to be shown.
    package var storePath = ""
    package var modelsPath = ""
    package var now: Timestamp
    /// The warn window, and whether a person named it.
    package var warnAfter = TimeSpan.of(24, .hours)
    package var isWindowAsked = false

    /// Makes an input without credentials.
    package init(now: Timestamp) {
      self.now = now
    }
  }

  /// The rows, in list order: every considered provider with a profile, an environment value, a configured key or the
  /// chain of the AWS libraries, and servers on this machine that need none.
  package var providers: [ProviderAuth]
  /// `provider (n)` for each with OAuth or token credentials, those of the environment counted.
  package var providersWithOAuth: [String]
  /// Providers in use without a usable credential, in list order.
  package var missingProvidersInUse: [String]
  /// Those of `missingProvidersInUse` for which something is stored that cannot be had, in list order.
  package var closedInUse: [ClosedAuth]
  /// Profiles that cannot be used for now, the soonest free first.
  package var unusableProfiles: [UnusableProfile]
  /// The warn window.
  package var warnAfter: TimeSpan
  /// The health of each profile, by provider and id.
  package var profileHealth: [ProfileHealth]
  /// The health of each considered provider, in list order.
  package var providerHealth: [ProviderHealth]

  /// Makes the overview.
  package init(_ input: Input) {
    let byProvider = Dictionary(grouping: input.profiles, by: \.provider)
    let considered = Set(input.inUse + input.considered)
      .union(byProvider.keys).union(input.keys.keys).union(input.keyless.keys)
      .union(input.environment.keys)
      .filter { !$0.isEmpty }.sorted { $0.precedesInLists($1) }

    providers = considered.compactMap { providerRow($0, byProvider[$0] ?? [], input) }
    providersWithOAuth = providers.compactMap { row in
      let count =
        row.oauthCount + row.tokenCount
        + (input.environment[row.provider].map { $0.isUsable && $0.kind == .oauth } == true ? 1 : 0)
      return count > 0 ? "\(row.provider) (\(count))" : nil
    }
    let served = Set(providers.filter { $0.effective != .missing }.map(\.provider))
    missingProvidersInUse = Set(input.inUse).filter { !$0.isEmpty && !served.contains($0) }
      .sorted { $0.precedesInLists($1) }
    closedInUse = missingProvidersInUse.compactMap {
      ClosedAuth(
        $0, (byProvider[$0] ?? []).compactMap(\.closedPhrase), keyFault: input.keys[$0]?.fault)
    }
    unusableProfiles = input.profiles.compactMap { $0.unusable(now: input.now) }
      .sorted { $0.remaining < $1.remaining }
    warnAfter = input.warnAfter
    let health = input.profiles.map {
      ProfileHealth(
        $0, now: input.now, warnAfter: input.warnAfter, isWindowAsked: input.isWindowAsked)
    }
    profileHealth = health.sorted {
      $0.provider == $1.provider
        ? $0.profileID.precedesInLists($1.profileID) : $0.provider.precedesInLists($1.provider)
    }
    let healthByProvider = Dictionary(grouping: profileHealth, by: \.provider)
    providerHealth = considered.map {
      ProviderHealth(
        provider: $0, profiles: healthByProvider[$0] ?? [], order: input.order[$0])
    }
  }

  /// The row of one provider whether it has a credential or not.
  package static func row(of provider: String, _ input: Input) -> ProviderAuth {
    let profiles = input.profiles.filter { $0.provider == provider }
    return providerRow(provider, profiles, input)
      ?? ProviderAuth(
        provider: provider, effective: .missing, detail: "missing", oauthCount: 0, tokenCount: 0,
        apiKeyCount: 0, labels: [])
  }

  /// The exit code of `--check`: 1 when an OAuth or token profile is expired or missing or a provider in use has no
  /// credential, 2 when such a profile is expiring, else 0. With `onlyInUse` profiles of other providers do not count, and
  /// neither do those that an order or a declaration leaves out.
  package func checkCode(onlyInUse: Set<String>? = nil) -> Int32 {
    let counted = profileHealth.filter {
      $0.countsForCheck && (onlyInUse.map($0.isUsed) ?? true)
    }
    if !missingProvidersInUse.isEmpty { return 1 }
    if counted.contains(where: { $0.status == .expired || $0.status == .missing }) { return 1 }
    return counted.contains { $0.status == .expiring } ? 2 : 0
  }
}

/// The row of a provider, nil when nothing is known of it.
private func providerRow(
  _ provider: String, _ profiles: [AuthProfile], _ input: AuthOverview.Input
) -> ProviderAuth? {
  let environment = input.environment[provider]
  let key = input.keys[provider].map { shownKey($0, input) } ?? nil
  let chain = AWSChain(provider: provider, authMode: input.authModes[provider])
  let keyless = input.keyless[provider]
  guard
    !profiles.isEmpty || environment != nil || key != nil || chain != nil || keyless != nil
  else { return nil }
  func count(_ kind: AuthProfile.Kind) -> Int { profiles.filter { $0.kind == kind }.count }
  var row = ProviderAuth(
    provider: provider, effective: .missing, detail: "missing", oauthCount: count(.oauth),
    tokenCount: count(.token), apiKeyCount: count(.apiKey),
    labels: profiles.map { $0.label(now: input.now) },
    environment: environment.map { ProviderAuth.Shown(value: $0.label, source: $0.source) },
    modelsJSON: key.map {
      ProviderAuth.Shown(value: $0.value, source: "models.json: \(input.modelsPath)")
    }, keyFault: input.keys[provider]?.fault)
  row.leadsByReference = key?.firstChoice != nil
  if chain == .first {
    row.effective = .awsSDK
    row.detail = input.environment["amazon-bedrock"]?.source ?? AWSChain.label
  } else if let key, let source = key.firstChoice {
    row.effective = source
    row.detail = key.value
  } else if profiles.contains(where: \.serves) {
    row.effective = .profiles
    row.detail = input.storePath
  } else if let environment, environment.isUsable {
    row.effective = .env
    row.detail = environment.label
  } else if let key, key.isUsable {
    row.effective = .modelsJSON
    row.detail = key.value
  } else if chain == .last {
    row.effective = .awsSDK
    row.detail = AWSChain.label
  } else if let keyless {
    row.effective = .local
    row.detail = keyless.printable(limit: 500)
  }
  return row
}

private struct ShownKey {
  var value: String
  var isUsable = true
  /// What a SecretRef of the configuration decides before anything else.
  var firstChoice: ProviderAuth.Source?
}

private func shownKey(_ key: ConfiguredKey, _ input: AuthOverview.Input) -> ShownKey? {
  func variable(_ name: String, decidesAs source: ProviderAuth.Source? = nil) -> ShownKey {
    let text = input.variable(name)?.trimmed ?? ""
    guard !text.isEmpty, !text.hasUnprintable else {
      return ShownKey(
        value: text.isEmpty ? "missing" : "ineligible", isUsable: false,
        firstChoice: source.map { _ in .missing })
    }
    return ShownKey(value: SecretMask.masked(text), firstChoice: source)
  }
  switch key.reference {
  case .none: return nil
  case .environment(let name): return variable(name)
  case .command: return ShownKey(value: "command")
  case .marker(let word): return ShownKey(value: "marker(\(word))")
  case .template(let text):
    let filled = KeySpelling.expanded(text) { input.variable($0) }?.trimmed ?? ""
    return filled.isEmpty
      ? ShownKey(value: "missing", isUsable: false) : ShownKey(value: "template")
  case .placeholder: return ShownKey(value: "placeholder", isUsable: false)
  case .sealed where key.isUndecryptable:
    return ShownKey(value: "undecryptable", isUsable: false)
  case .sealed where key.isUnsendable: return ShownKey(value: "ineligible", isUsable: false)
  case .sealed where key.isCommand: return ShownKey(value: "command")
  case .sealed: return ShownKey(value: key.masked ?? "sealed")
  case .secretRef where key.isUnresolved:
    return ShownKey(value: "missing", isUsable: false, firstChoice: .missing)
  case .secretRef("env", _, let name): return variable(name, decidesAs: .env)
  case .secretRef:
    return ShownKey(value: "marker(secretref-managed)", firstChoice: .modelsJSON)
  }
}
