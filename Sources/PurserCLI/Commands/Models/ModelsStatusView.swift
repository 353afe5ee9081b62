import CommandKit
import PurserDomain
import PurserServices
import PurserStore

/// The models of one agent and the credentials behind them, in the layout of the reference pages.
struct ModelsStatusView: View {
  let status: ModelsStatus
  /// Path of the store.
  let store: String
  /// Whether the agent was asked for by name.
  let isAgentNamed: Bool
  let check: StatusCheck
  /// What the live checks found; nil when none were asked for.
  let probes: ProbeReportText?
  let now: Timestamp
  let shorten: (String) -> String

  var exitCode: ExitCode {
    if probes?.report.run.isInterrupted == true { return .interrupted }
    guard check != .none else { return .done }
    let used = check == .inUse ? Set(status.models.providersInUse) : nil
    switch status.auth.checkCode(onlyInUse: used) {
    case 1: return .no
    case 2: return .soon
    default: return .done
    }
  }

  var plain: Text { [Line(status.models.resolvedDefault)] }

  var text: Text {
    var text = Text(header.lines.map { Line($0) })
    append(overview, titled: "Auth overview", to: &text)
    append(missing, titled: "Missing auth", to: &text)
    append(closed, titled: "Unusable auth", to: &text)
    append(catalog, titled: "Catalog", to: &text)
    append(unavailable, titled: "Unavailable auth profiles", to: &text)
    append(health.isEmpty ? ["- none"] : health, titled: "OAuth/token status", to: &text)
    if let probes { append(probes.text.lines, titled: "Auth probes", to: &text) }
    return text
  }

  private func append(_ lines: [Line], titled title: Line, to text: inout Text) {
    guard !lines.isEmpty else { return }
    text.space()
    text.append(title)
    for line in lines { text.append(line) }
  }

  private var header: StatusHeader {
    let models = status.models
    return StatusHeader(
      configPath: shorten(store),
      agentDirectory: models.agent?.agentDirectory.map(shorten) ?? "",
      resolvedDefault: status.models.resolvedDefault, writtenDefault: models.shownDefault,
      fallbacks: models.text.fallbacks.map(\.written), imageModel: models.shownImage,
      imageFallbacks: models.image.fallbacks.map(\.written),
      aliases: models.resolver.aliases.entries.map { ($0.name, $0.target.key) },
      allowed: status.allowlist.lines.map(\.entry.pattern),
      isLimited: !status.allowlist.allowsAny,
      sources: isAgentNamed
        ? StatusHeader.Sources(
          primary: models.text.primaryLayer.configured,
          fallbacks: models.text.fallbacksLayer.configured,
          imageModel: models.image.primaryLayer.configured,
          imageFallbacks: models.image.fallbacksLayer.configured) : nil)
  }

  private var overview: [Line] {
    let oauth = status.auth.providersWithOAuth
    return [
      Line(StatusHeader.line("Auth store", shorten(store))),
      Line(StatusHeader.line("Shell env", "off")),
      Line(
        StatusHeader.line(
          "Providers w/ OAuth/tokens (\(oauth.count))", oauth.joined(separator: ", "))),
    ] + status.auth.providers.map { Line($0.line) }
  }

  private var missing: [Line] {
    let defined = Dictionary(
      status.models.providers.map { ($0.definition.id, $0.definition.key) },
      uniquingKeysWith: { first, _ in first })
    let closed = Set(status.auth.closedInUse.map(\.provider))
    return status.auth.missingProvidersInUse.filter { !closed.contains($0) }.map { provider in
      let hint =
        isLeftOut(provider)
        ? MissingAuthHint.order(of: provider, at: status.models.scope)
        : MissingAuthHint.text(for: provider, key: defined[provider])
      return "- \(provider, .red) \(hint)"
    }
  }

  /// Whether profiles of the provider are there that could serve, were it not for an order.
  private func isLeftOut(_ provider: String) -> Bool {
    status.auth.profileHealth.contains {
      $0.provider == provider && $0.reasonCode == Eligibility.excludedByOrder.rawValue
    }
  }

  /// Providers in use for which something is stored that cannot be had: another login is not what they need first.
  private var closed: [Line] {
    status.auth.closedInUse.map { provider in
      "- \(provider.provider, .red) \(provider.faults.joined(separator: ", "))"
    }
  }

  private var catalog: [Line] {
    status.marks.map { mark in
      let key = mark.ref.key
      switch mark.standing {
      case .retired(let at): return "- \(key) \("retired", .red): no catalog lists it since \(at)"
      case .unknown: return "- \(key) \("unknown", .yellow): no catalog lists it"
      case .listed: return "- \(key) \("deprecated", .yellow): its provider will take it away"
      }
    }
  }

  private var unavailable: [Line] {
    let resting = status.auth.unusableProfiles.map { profile -> Line in
      let reason = profile.reason.map { ":\($0)" } ?? ""
      let model = profile.model.map { " for \($0)" } ?? ""
      return """
        - \(profile.profileID) (\(profile.provider)) \(profile.kind.rawValue)\(reason) \
        (\(profile.remaining.remaining))\(model) — \(profile.recoveryHint)
        """
    }
    let useless = status.auth.profileHealth.compactMap { profile -> Line? in
      guard let code = profile.reasonCode, let reason = Eligibility(rawValue: code) else {
        return nil
      }
      let hint = reason.explanation(id: profile.profileID)
      return "- \(profile.profileID) (\(profile.provider)) \(code) — \(hint)"
    }
    let ended = status.auth.profileHealth.compactMap { profile -> Line? in
      guard profile.status == .expired, profile.reasonCode == nil else { return nil }
      return "- \(profile.profileID) (\(profile.provider)) expired — \(profile.renewalHint)"
    }
    return resting + useless + ended
  }

  /// Providers with OAuth or token profiles, each with its profiles.
  private var health: [Line] {
    status.auth.providerHealth.flatMap { provider -> [Line] in
      let profiles = provider.profiles.filter(\.countsForCheck)
      guard !profiles.isEmpty else { return [] }
      let usage = status.usage.filter { $0.account.provider == provider.provider }
      let isOne = usage.count == 1
      return ["- \(provider.provider)\(isOne ? phrase(usage[0]) : "")"]
        + profiles.map { profile in
          let own = isOne ? nil : usage.first { $0.account.profile == profile.profileID }
          return """
            \("  - ")\(profile.label) \(profile.status.word)\(profile.expiryPhrase)\(own.map(phrase) ?? "")
            """
        }
    }
  }

  /// ` usage: 5h 40% left ⏱1h 2m (3m ago)`, from what is stored; empty when no window says how full it is.
  private func phrase(_ snapshot: UsageSnapshot) -> String {
    guard let line = UsageText.line(snapshot, now: now) else { return "" }
    let age = UsageText.age(of: snapshot.capturedAt, now: now)
    return " usage: \(line) (\(age)\(snapshot.isStale(at: now) ? ", stale" : ""))"
  }
}

/// What to do about a provider in use without a credential.
enum MissingAuthHint {
  /// Names the command that stores a credential, and the variable to set: the one the provider's `key` names, where it is
  /// defined, else one the program knows; none where only a login works.
  static func text(for provider: String, key: KeyReference?) -> String {
    var variables = ProviderEnvironment.standard.variables(of: provider)
    if case .environment(let name)? = key { variables = [name.printable(limit: 80)] }
    let variable = variables.first { $0.hasSuffix("API_KEY") } ?? variables.last
    let login = "Run `purser models auth login --provider \(provider.shellWord)`"
    if variable == nil, let manifest = ProviderManifest.bundled(provider),
      !manifest.loginMethods.contains(.apiKey)
    {
      return login + "."
    }
    return login + " or set \(variable ?? "an API key env var")."
  }

  /// Names the command that shows the order by which a provider's profiles are left out: another login would not help.
  static func order(of provider: String, at scope: ScopeID) -> String {
    "Its order leaves out the profiles there are: `purser models auth order get --provider \(provider.shellWord)\(scope.option)`."
  }
}

extension RouteLayer {
  /// The word for the layer in status pages, which know agents and defaults only.
  var configured: String {
    if case .agent = self { "agent" } else { "defaults" }
  }
}

extension ProfileHealth {
  /// What helps when it has ended.
  fileprivate var renewalHint: String {
    let id = profileID.shellWord
    let words = " --provider \(provider.shellWord) --profile-id \(id)\(scope.option)"
    return switch kind {
    case .oauth where isRefreshable:
      "Renew it with `purser models auth refresh \(id)\(scope.option)`."
    case .oauth: "Log in again with `purser models auth login\(words)`."
    case .token, .apiKey: "Store another one with `purser models auth paste-token\(words)`."
    }
  }

  fileprivate var expiryPhrase: String {
    if status == .static { return "" }
    return remaining == nil ? " expires unknown" : " expires in \(TimeSpan.remaining(remaining))"
  }
}

extension UnusableProfile {
  /// What a person can do until the profile is free again.
  var recoveryHint: String {
    switch (kind, reason) {
    case (_, "auth"), (_, "auth_permanent"), (_, "session_expired"):
      "Re-authenticate with `purser models auth login --provider \(provider.shellWord) "
        + "--profile-id \(profileID.shellQuoted)\(scope.option)`."
    case (.disabled, "billing"): "Top up credits (provider billing) or switch provider."
    default: "Wait for cooldown or switch provider."
    }
  }
}
