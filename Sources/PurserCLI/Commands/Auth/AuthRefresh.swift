import CommandKit
import PurserDomain
import PurserServices
import PurserStore
import SystemKit

/// `purser models auth refresh`
struct AuthRefresh: Command {
  var named: ProfileIDText?
  var profile: ProfileIDText?
  var scope: ScopeSelection
  var command: String?
  var within: DurationText?
  var force: Bool
  var lease: DurationText?
  var wait: DurationText?
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "refresh", "Renew logins, each once for all processes that ask for it at the same time.",
    Argument(
      "profile-id", "The login; otherwise every one that expires soon.", completion: .profiles),
    Option("profile", "The same as the argument.", value: "id", completion: .profiles),
    ScopeSelection.parameters,
    Option(
      "command", "The program that renews it, in place of the provider's manifest.", value: "path",
      completion: .files),
    Option(
      "expiring-within", "Renew what expires within this long; otherwise 5m.",
      value: "duration"),
    Flag("force", "Renew it although it is good still."),
    Option("lease", "How long the renewal may take; otherwise 1m, at most 10m.", value: "duration"),
    Option("wait", "How long to wait for another process; otherwise 2m.", value: "duration"),
    WriteOptions.parameters(dryRun: "Show what would be renewed; send nothing."),
    examples: [
      "purser models auth refresh --all-agents --expiring-within 12h",
      "purser models auth refresh --all-agents --expiring-within 12h --dry-run",
      "purser models auth refresh --profile openai-codex:me --command /opt/renew-codex",
    ],
    discussion: """
      The refresh token is sent to the address of tokens in the provider's manifest, under the client id there \
      (docs/providers.md). One process gets the lease and does it; the others wait and take its result, a \
      failure too, for 30 seconds. A lease whose process died ends after --lease, and what it would store \
      afterwards is refused. A failure leaves the login as it is and is counted in the profile's history; after \
      'invalid_grant' only a new login helps. Without a profile the exit code is 1 when one could not be renewed. \
      Once a request is out Ctrl-C waits for the answer and stores it, since many providers give a refresh token once; a \
      second one ends at once and may cost the login.

      With --command a program does it, which reads one JSON object on its standard input: \
      protocolVersion (1), profileId, scope, provider, \
      fence and, where known, access, refresh, idToken, expiresAt (milliseconds), accountId, email. It writes \
      one: access, expiresAt or expiresIn in seconds (else it is good for an hour) and, where they change, \
      refresh and idToken. Another exit \
      code than 0 means that it could not. Its standard error goes nowhere. It runs without a shell.
      """,
    build: Self.checked)

  private static func checked(
    named: ProfileIDText?, profile: ProfileIDText?, scope: ScopeSelection, command: String?,
    within: DurationText?, force: Bool, lease: DurationText?, wait: DurationText?,
    write: WriteOptions
  ) throws(UsageError) -> AuthRefresh {
    guard named == nil || profile == nil else {
      throw UsageError(
        .conflict, "The login is named twice.", subject: "--profile", hint: "Leave --profile out.")
    }
    guard command == nil || named != nil || profile != nil else {
      throw UsageError(
        .missingOption, "Missing the login that '--command' renews.", subject: "--profile",
        hint: "Name it; see: purser models auth list")
    }
    return AuthRefresh(
      named: named ?? profile, profile: nil, scope: scope, command: command, within: within,
      force: force, lease: lease, wait: wait, write: write)
  }

  func run(in context: CommandContext) throws -> AuthRefreshAnswer {
    try context.requireRevision(write)
    guard let named else { return .all(try renewAll(in: context)) }
    let id = try named.known()
    let program = try command.map { command in
      let path = Directories.expandHome(command, context.environment)
      guard path.utf8.first == UInt8(ascii: "/") else {
        throw UsageError(
          .invalidValue, "The path for '--command <path>' is not absolute.", subject: "--command",
          hint: "Give the whole path of the program.")
      }
      return RefreshProgram(path: path, environment: context.environment)
    }
    let (owner, provider) = try store(in: context).read { session in
      let scopes = try scope.writtenScopes(in: session)
      guard scopes.count == 1, let scope = scopes.first else {
        throw UsageError(
          .unsupported, "One login stands at one place; several agents are named.",
          subject: "--agent", hint: "Name one agent, or leave the login out to renew all.")
      }
      // A shared login is renewed where it stands, for everybody.
      let own = try session.profiles.find(id, at: scope)
      let found = try own ?? session.profiles.find(id, at: .defaults)
      guard let found else { throw try session.noProfile(id, at: scope) }
      // Before anybody asks how logins of its provider are renewed.
      try found.requireRenewable()
      return (found.scope, found.provider)
    }
    let renewal: any LoginRenewal = try program ?? Renewals(context).grant(provider)
    if write.dryRun {
      var row = AuthRefreshListView.Row(
        login: RefreshDue.Login(
          scope: owner, profile: id, provider: provider, expiry: nil, isDue: false))
      row.note(try refresh(in: context).standing(request(id, owner)))
      return .one(AuthRefreshView(preview: row))
    }
    let outcome = try renew(id, owner, by: renewal, in: context)
    for remark in outcome.remarks { context.note("Note: \(remark)") }
    return .one(AuthRefreshView(outcome: outcome))
  }

  private func renew(
    _ id: String, _ owner: ScopeID, by renewal: any LoginRenewal, in context: CommandContext
  ) throws -> RefreshProfile.Outcome {
    context.vault.readBeforeWriting()
    return try refresh(in: context).run(request(id, owner), by: renewal)
  }

  private func store(in context: CommandContext) throws -> Store {
    write.dryRun ? try context.presentStore() : try context.storeForWriting()
  }

  private func refresh(in context: CommandContext) throws -> RefreshProfile {
    RefreshProfile(
      store: try store(in: context), intent: context.intent(), vault: context.vault,
      clock: context.composition.clock)
  }

  private func request(_ id: String, _ owner: ScopeID) -> RefreshProfile.Request {
    var request = RefreshProfile.Request(profile: id, scope: owner)
    request.margin = within?.span ?? request.margin
    request.isForced = force
    request.lease = min(lease?.span ?? request.lease, RefreshLease.longest)
    request.patience = wait?.span ?? request.patience
    // Of several logins the first write moves the store on by itself.
    request.ifRevision = named == nil ? nil : write.ifRevision
    return request
  }

  private func renewAll(in context: CommandContext) throws -> AuthRefreshListView {
    let margin = within?.span ?? TimeSpan.of(5, .minutes)
    let logins = try store(in: context).read { session in
      let scopes = Set(try scope.writtenScopes(in: session) + [.defaults])
      return try RefreshDue().logins(at: scopes, within: margin, now: context.now, in: session)
    }
    let renewals = Renewals(context)
    var rows: [AuthRefreshListView.Row] = []
    for login in logins {
      try Interrupt.check()
      var row = AuthRefreshListView.Row(login: login)
      if login.isDue || force {
        do {
          let renewal = try renewals.grant(login.provider)
          if write.dryRun {
            row.note(try refresh(in: context).standing(request(login.profile, login.scope)))
          } else {
            context.progress("Renewing \(login.profile) (\(login.scope.text)) …")
            row.outcome = try renew(login.profile, login.scope, by: renewal, in: context)
          }
        } catch let error as DomainError {
          (row.failure, row.hint) = (error.message, error.hint)
        } catch let error as StoreError {
          (row.failure, row.hint) = (error.message, error.hint)
        }
      }
      rows.append(row)
    }
    return AuthRefreshListView(rows: rows, isDryRun: write.dryRun)
  }
}

/// What became of one login or of several.
enum AuthRefreshAnswer: Answer {
  case one(AuthRefreshView)
  case all(AuthRefreshListView)

  private var view: any Answer {
    switch self {
    case .one(let view): view
    case .all(let view): view
    }
  }

  var exitCode: ExitCode { view.exitCode }

  func write(to output: Output) throws { try view.write(to: output) }
}
