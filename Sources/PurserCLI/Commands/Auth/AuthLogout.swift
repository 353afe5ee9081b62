import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser models auth logout`
struct AuthLogout: Command {
  var profile: ProfileIDText?
  var scope: ScopeSelection
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "logout", "Forget a credential, its secret and every order and pin that names it.",
    Argument("profile", "Id of the profile.", completion: .profiles),
    ScopeSelection.parameters,
    WriteOptions.parameters,
    examples: ["purser models auth logout openai:work --dry-run"],
    discussion: """
      Without a scope it is the shared profile; with agents their own, of those selected by pattern, label or all that \
      of each that has it. The secret is removed from the store; the trail keeps that \
      there was one. Asks first; --yes answers.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> ConfirmedView {
    guard let profile else {
      throw UsageError(
        .missingArgument, "Missing profile id.", subject: "profile",
        hint: "Run purser models auth list to see saved profile ids.")
    }
    let id = try profile.known()
    // A profile that is not there is said before anybody is asked.
    let found = try context.read { session in
      try scope.writtenScopes(having: id, in: session).map { scope in
        guard let profile = try session.profiles.find(id, at: scope) else {
          throw try session.noProfile(id, at: scope, shared: "purser models auth logout")
        }
        return profile
      }
    }
    guard try isConfirmed(found, id, context) else { return ConfirmedView(nil) }
    let written = try context.write(write, usesSecrets: true) { session in
      let outcomes = try RemoveProfile(vault: context.vault)
        .run(id, at: scope.writtenScopes(having: id, in: session), in: session)
      // Looked up behind the last removal, which may be that of the only other one.
      var owners: [String: [ScopeID]] = [:]
      for outcome in outcomes where !outcome.leavesOthers {
        let provider = outcome.profile.provider
        if owners[provider] == nil {
          owners[provider] = try session.profiles.scopes(ofProvider: provider)
        }
      }
      return (outcomes: outcomes, owners: owners)
    }
    let (outcomes, owners) = written.value
    var lines = Text()
    for outcome in outcomes {
      for line in Self.lines(outcome, id, owners: owners[outcome.profile.provider] ?? []) {
        lines.append(Line(line))
      }
    }
    return ConfirmedView(
      WriteView(
        written, in: context, lines: lines,
        members: ["profileId": .string(id), "removed": .array(outcomes.map(Self.json))]))
  }

  private func isConfirmed(
    _ found: [StoredProfile], _ id: String, _ context: CommandContext
  ) throws -> Bool {
    guard !write.dryRun, let first = found.first else { return true }
    let kind = "\(first.provider)/\(first.type.rawValue)"
    let places = found.map { $0.scope.agent.map { "agent \($0)" } ?? "the defaults" }
    return try context.confirm(
      "Remove auth profile \(id) (\(kind)) from \(places.joined(separator: ", "))?",
      refusal: "Refusing to remove auth profile \(id) (\(kind)) without confirmation.")
  }

  /// What became of one profile; `owners` are the scopes that still have one of its provider.
  private static func lines(
    _ outcome: RemoveProfile.Outcome, _ id: String, owners: [ScopeID]
  ) -> [String] {
    let removed = outcome.profile
    var lines = ["Removed auth profile: \(id) (\(removed.provider)/\(removed.type.rawValue))"]
    if let agent = removed.scope.agent { lines.insert("Agent: \(agent.text)", at: 0) }
    if outcome.changedOrders > 0 {
      lines.append("Orders that named it: \(outcome.changedOrders)")
    }
    if outcome.unpinnedSessions > 0 {
      lines.append("Sessions that were pinned to it: \(outcome.unpinnedSessions)")
    }
    if !outcome.leavesOthers {
      lines.append(
        remaining(owners, of: removed.provider, without: removed.scope)
          + " Run purser models auth login --provider \(removed.provider.shellWord)\(removed.scope.option) to sign in again."
      )
    }
    return lines
  }

  private static func json(_ outcome: RemoveProfile.Outcome) -> JSON {
    [
      "scope": .string(outcome.profile.scope.text),
      "provider": .string(outcome.profile.provider),
      "type": .string(outcome.profile.type.rawValue),
      "changedOrders": .number(JSONNumber(outcome.changedOrders)),
      "unpinnedSessions": .number(JSONNumber(outcome.unpinnedSessions)),
    ]
  }

  /// Says that `scope` has no profile of `provider` any more, and who still has one.
  private static func remaining(
    _ owners: [ScopeID], of provider: String, without scope: ScopeID
  ) -> String {
    guard !owners.isEmpty else { return "No auth profiles remain for \(provider)." }
    let place = scope.agent.map { "agent \($0)" } ?? "the defaults"
    let named = owners.prefix(5).map(\.text).joined(separator: ", ")
    let more = owners.count > 5 ? " and \(owners.count - 5) more" : ""
    return "No auth profiles of \(provider) remain for \(place); with their own: \(named)\(more)."
  }
}
