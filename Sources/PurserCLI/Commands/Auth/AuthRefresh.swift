import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore
import SystemKit

/// `purser models auth refresh`
struct AuthRefresh: Command {
  var profile: ProfileIDText?
  var agent: String?
  var command: String?
  var within: DurationText?
  var force: Bool
  var lease: DurationText?
  var wait: DurationText?

  static let declaration = Declaration<Self>(
    "refresh", "Renew a login, once for all processes that ask for it at the same time.",
    Option("profile", "The login.", value: "id", completion: .profiles),
    Option(
      "agent", "The agent that uses it; otherwise the shared one.", value: "id",
      completion: .agents),
    Option("command", "The program that renews it.", value: "path", completion: .files),
    Option("within", "Renew what expires within this long; otherwise 5m.", value: "duration"),
    Flag("force", "Renew it although it is good still."),
    Option("lease", "How long the renewal may take; otherwise 1m, at most 10m.", value: "duration"),
    Option("wait", "How long to wait for another process; otherwise 2m.", value: "duration"),
    examples: ["purser models auth refresh --profile openai-codex:me --command /opt/renew-codex"],
    discussion: """
      One process gets the lease and runs the program; the others wait and take its result, a failure \
      too, for 30 seconds. A lease whose process died ends after --lease, and what it would store \
      afterwards is refused.

      The program reads one JSON object on its standard input: protocolVersion (1), profileId, scope, provider, \
      fence and, where known, access, refresh, idToken, expiresAt (milliseconds), accountId, email. It writes \
      one: access and, where they change, refresh, idToken and expiresAt, or expiresIn in seconds. Another exit \
      code than 0 means that it could not. Its standard error goes nowhere. It runs without a shell.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> AuthRefreshView {
    guard let profile else {
      throw UsageError(
        .missingOption, "Missing --profile.", subject: "--profile",
        hint: "Name it; see: purser models auth list")
    }
    guard let command else {
      throw UsageError(
        .missingOption, "Missing --command.", subject: "--command",
        hint: "Name the program that renews the login; purser itself does not do it yet.")
    }
    let id = try profile.checked()
    let path = Directories.expandHome(command, context.environment)
    guard path.hasPrefix("/") else {
      throw UsageError(
        .invalidValue, "The path for '--command <path>' is not absolute.", subject: "--command",
        hint: "Give the whole path of the program.")
    }
    let store = try context.storeForWriting()
    let owner = try store.read { session -> ScopeID in
      guard let agent else { return .defaults }
      let scope = ScopeID.agent(try CurrentAgent.named(agent, in: session).id)
      // A shared login is renewed where it stands, for everybody.
      return try session.profiles.find(id, at: scope) == nil ? .defaults : scope
    }
    var request = RefreshProfile.Request(profile: id, scope: owner)
    request.margin = within?.span ?? request.margin
    request.isForced = force
    request.lease = min(lease?.span ?? request.lease, RefreshLease.longest)
    request.patience = wait?.span ?? request.patience
    let outcome = try RefreshProfile(
      store: store, intent: context.intent(), vault: context.vault,
      clock: context.composition.clock
    ).run(request, with: RefreshProgram(path: path, environment: context.environment))
    for remark in outcome.remarks { context.note("Note: \(remark)") }
    return AuthRefreshView(outcome: outcome)
  }
}

/// What became of the login.
struct AuthRefreshView: View {
  let outcome: RefreshProfile.Outcome

  private var phrase: Line {
    switch outcome.way {
    case .fresh: "good still; nothing was done"
    case .renewed: "renewed"
    case .taken: "renewed by another process"
    }
  }

  var text: Text {
    var text: Text = [
      "Auth profile: \(outcome.profile.id) (\(outcome.profile.scope.text)): " + phrase
    ]
    if let expiry = outcome.profile.expiry { text.append("Expires: \(expiry)") }
    return text
  }

  var plain: Text { ["\(outcome.way.rawValue)"] }

  var json: JSON {
    [
      "profileId": .string(outcome.profile.id), "scope": .string(outcome.profile.scope.text),
      "provider": .string(outcome.profile.provider), "outcome": .string(outcome.way.rawValue),
      "event": outcome.event.map { .number(JSONNumber($0)) } ?? .null,
      "expiresAt": outcome.profile.expiry.map { .number(JSONNumber($0.milliseconds)) } ?? .null,
    ]
  }
}
