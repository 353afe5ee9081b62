import JSONKit
import PurserDomain
import PurserServices
import PurserStore

extension CommandContext {
  /// Stores a credential at the scopes of `selection` and answers with what was stored. With `replacingSavedKey` it takes the
  /// place of the key that runs of a scope take first, where there is one. `check` may refuse it, in the same write.
  func save(
    _ request: SaveProfile.Request, at selection: ScopeSelection, _ options: WriteOptions,
    offering offer: DefaultModelOffer = .none, replacingSavedKey: Bool = false,
    check: (Session<ReadWrite>) throws -> Void = { _ in }
  ) throws -> WriteView {
    let written = try write(options, usesSecrets: true) { session in
      try check(session)
      let saved = try selection.writtenScopes(in: session).map { scope in
        var request = request
        if replacingSavedKey, let key = try session.savedKey(of: request.provider, at: scope) {
          request.id = key.id
        }
        return try SaveProfile(vault: vault).run(request, at: scope, in: session)
      }
      // Asked of the store last: an agent's own provider is found only by looking at all of them.
      let isNamed =
        try KnownProviders.contains(request.provider)
        || session.providers.hasAny(request.provider)
      guard let model = offer.model, offer.isTaken else {
        return (saved, isNamed, nil as ModelChanges?)
      }
      let agents = try selection.selectedAgents(in: session)
      return (
        saved, isNamed,
        try SetModel(.text, knowing: [request.provider])
          .run(model, of: agents, in: session)
      )
    }
    let (saved, isNamed, changes) = written.value
    if !isNamed { try remarkOnUnknown(request.provider) }
    for outcome in saved {
      let place = outcome.scope.agent.map { "\($0): " } ?? ""
      for remark in outcome.remarks { note("Note: \(place)\(remark)") }
    }
    if let changes { remark(on: changes) }
    var lines = Text()
    for outcome in saved {
      let prefix: Line = saved.count > 1 ? SettingLine.prefix(outcome.scope) : ""
      let kind = "\(request.provider)/\(request.type.rawValue)"
      lines.append(prefix + "Auth profile: \(outcome.profile.id) (\(kind))")
      if let line = line(outcome, replacingSavedKey: replacingSavedKey) {
        lines.append(prefix + line)
      }
    }
    if let line = offer.line { lines.append(line) }
    var members: JSONObject = [
      "profileId": .string(saved.first?.profile.id ?? request.id),
      "provider": .string(request.provider),
      "type": .string(request.type.rawValue),
      "scopes": .array(saved.map { .string($0.scope.text) }),
      "profileIds": .array(saved.map { .string($0.profile.id) }),
      "expiresAt": request.expiresAt.map { .number(JSONNumber($0.milliseconds)) } ?? .null,
    ]
    if let model = offer.model {
      members["defaultModel"] = .string(model)
      members["defaultModelSet"] = .bool(offer.isTaken)
    }
    return WriteView(written, in: self, lines: lines, members: members, saysUpdated: true)
  }

  /// What became of the secret, where somebody would not expect it.
  private func line(_ outcome: SaveProfile.Outcome, replacingSavedKey: Bool) -> Line? {
    let isKey = replacingSavedKey && outcome.formerKind == .apiKey
    return switch outcome.change {
    case .new where isKey:
      "Its key was replaced; to add a key beside it, name one with --profile-id."
    case .none where isKey: "It held this key already."
    case .sealedAnew:
      "It held this \(outcome.profile.type == .apiKey ? "key" : "credential") already, which could not be opened; now it can."
    case .new, .none: nil
    }
  }

  /// Tells when neither the program nor a manifest of the admin knows the provider: it is often a slip.
  private func remarkOnUnknown(_ provider: String) throws {
    guard try !KnownProviders.contains(provider, in: environment) else { return }
    let advice =
      KnownProviders.nearest(to: provider).map { "Did you mean '\($0)'?" }
      ?? "Define it with: purser providers add \(provider.shellWord)"
    note("Note: provider '\(provider)' is not known; saved as it is. \(advice)")
  }

  /// The instant after `duration` from now; nil for none. Throws a usage error beyond what a date can be.
  func expiry(after duration: DurationText?) throws -> Timestamp? {
    guard let span = duration?.span else { return nil }
    // Any number of days that reads as an instant of our time in seconds is one.
    guard span < TimeSpan.of(1_000_000_000, .days) else {
      throw DomainError(
        .invalid, "The expiry is an instant, where a length is asked for.", subject: "--expires-in",
        hint: "Give how long it lasts from now, such as 365d or 12h.")
    }
    let (instant, overflow) = now.milliseconds.addingReportingOverflow(span.milliseconds)
    guard !overflow, instant <= StoredCredential.latestExpiry else {
      throw DomainError(
        .invalid, "The expiry is later than any date can be.", subject: "--expires-in",
        hint: "Give a shorter length, such as 365d.")
    }
    return Timestamp(milliseconds: instant)
  }
}

/// A model that fits the credential, to be the default one.
struct DefaultModelOffer {
  /// Nil: no model is known.
  var model: String?
  /// Whether it is made the default model.
  var isTaken: Bool

  static let none = DefaultModelOffer(model: nil, isTaken: false)

  fileprivate var line: Line? {
    model.map {
      isTaken
        ? "Default model set to \($0)"
        : "Default model available: \($0) (use --set-default to apply)"
    }
  }
}
