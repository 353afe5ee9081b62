import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser usage refresh`
struct UsageRefresh: Command {
  var provider: String?
  var profile: String?
  var timeout: Int64?
  var concurrency: Int64?
  var scope: ScopeSelection
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "refresh", "Ask providers how full the windows of accounts are, and keep it.",
    Option("provider", "Only this provider.", value: "id", completion: .providers),
    Option("profile", "Only this profile.", value: "id", completion: .profiles),
    Option("timeout", "Milliseconds for each request; otherwise 3500.", value: "ms"),
    Option("concurrency", "Requests at once; otherwise 8.", value: "n"),
    ScopeSelection.parameters,
    WriteOptions.parameters(dryRun: "Show who would be asked; ask nobody."),
    examples: ["purser usage refresh --all-agents --dry-run"],
    discussion: """
      The address comes from usage.url of the provider's manifest, and the request goes out under Purser's own name. \
      Addresses that answer only to another product are in no bundled manifest; a manifest of your own may name \
      one (docs/providers.md). Every profile of the agents is asked, not one for each provider. What has no answer \
      is kept with its error. One event holds all of it. Exit code 1 when nobody gave an answer.
      """,
    build: Self.checked)

  private static func checked(
    provider: String?, profile: String?, timeout: Int64?, concurrency: Int64?,
    scope: ScopeSelection, write: WriteOptions
  ) throws(UsageError) -> UsageRefresh {
    if let timeout, !(1...600_000).contains(timeout) {
      throw UsageError(
        .invalidValue, "The value '\(timeout)' is invalid for '--timeout <ms>'.",
        subject: "--timeout", hint: "Give milliseconds from 1 to 600000.")
    }
    if let concurrency, !(1...512).contains(concurrency) {
      throw UsageError(
        .invalidValue, "The value '\(concurrency)' is invalid for '--concurrency <n>'.",
        subject: "--concurrency", hint: "Give a number from 1 to 512.")
    }
    return UsageRefresh(
      provider: provider, profile: profile, timeout: timeout, concurrency: concurrency,
      scope: scope, write: write)
  }

  func run(in context: CommandContext) throws -> UsageRefreshView {
    var options = CollectUsage.Options()
    options.provider = try provider.map { try ProviderArgument.id($0, in: context).text }
    options.profile = profile
    options.timeoutMilliseconds = timeout ?? options.timeoutMilliseconds
    options.concurrency = concurrency.map { Int($0) } ?? options.concurrency
    let collect = CollectUsage(options)
    let plugins = try ProviderPlugins(environment: context.environment)
    try context.requireRevision(write)
    let store = write.dryRun ? try context.presentStore() : try context.storeForWriting()
    let targets = try store.read { session in
      try collect.targets(
        of: scope.readAgents(in: session, context.environment), plugins: plugins,
        environment: context.environment, vault: context.vault,
        userAgent: "purser/\(ProgramVersion.text)", now: context.now, in: session)
    }
    let count = targets.filter { $0.url != nil }.count
    var outcome = CollectUsage.Outcome()
    var event: Int64?
    if !write.dryRun, count > 0 {
      context.vault.readBeforeWriting()
      context.progress("Asking for \(count) \(count == 1 ? "account" : "accounts") …")
      outcome = try collect.run(
        targets, over: context.composition.network, clock: context.composition.clock)
      let snapshots = outcome.snapshots
      if !snapshots.isEmpty {
        // What was answered is kept, also when the rest was interrupted.
        event = try store.write(context.intent()) { try $0.usage.record(snapshots) }.eventID
      }
    }
    if outcome.isInterrupted { context.note("Interrupted; what was answered is kept.") }
    return UsageRefreshView(
      targets: targets, outcome: outcome, event: event, isDryRun: write.dryRun, now: context.now)
  }
}

/// What providers answered, and who was not asked.
struct UsageRefreshView: View {
  let targets: [CollectUsage.Target]
  let outcome: CollectUsage.Outcome
  let event: Int64?
  let isDryRun: Bool
  let now: Timestamp

  var exitCode: ExitCode {
    if outcome.isInterrupted { return .interrupted }
    let isAsked = targets.contains { $0.url != nil }
    return isDryRun || !isAsked || outcome.snapshots.contains { $0.error == nil } ? .done : .no
  }

  private var table: Table {
    var table = Table("Provider", "Profile", "Usage")
    if isDryRun {
      for target in targets {
        if let url = target.url { table.append(row(target.account, "would ask \(url)")) }
      }
    }
    for snapshot in outcome.snapshots { table.append(row(snapshot.account, usage(snapshot))) }
    for target in targets {
      guard let refusal = target.refusal else { continue }
      table.append(row(target.account, "not checkable: \(refusal, .dim)"))
    }
    return table
  }

  private func usage(_ snapshot: UsageSnapshot) -> Line {
    if let error = snapshot.error { return Line(error, .red) }
    var line: Line = ""
    for (place, window) in snapshot.windows.enumerated() {
      if place > 0 { line = line + " · " }
      line = line + "\(window.label) " + UsageShown.left(window)
      if window.usedPercent != nil { line = line + " left" }
    }
    return line
  }

  private func row(_ account: UsageAccount, _ usage: Line) -> [Line] {
    ["\(account.provider)", "\(UsageShown.profile(account))", usage]
  }

  var text: Text {
    targets.isEmpty ? ["No credential here belongs to an account that can be asked."] : table.text
  }

  var plain: Text { table.plain }

  var json: JSON {
    var json: JSONObject = [
      "dryRun": .bool(isDryRun), "event": event.map { .number(JSONNumber($0)) } ?? .null,
      "snapshots": .array(outcome.snapshots.map { .object(UsageShown.json($0, now: now)) }),
      "notCheckable": .array(
        targets.compactMap { target in
          target.refusal.map { member(target, "reason", $0) }
        }),
    ]
    if isDryRun {
      json["wouldAsk"] = .array(
        targets.compactMap { target in target.url.map { member(target, "url", $0) } })
    }
    return .object(json)
  }

  private func member(_ target: CollectUsage.Target, _ name: String, _ text: String) -> JSON {
    var json: JSONObject = ["provider": .string(target.account.provider)]
    json["profileId"] = target.account.profile.map { .string($0) }
    json["scope"] = .string(target.account.scope.text)
    json[name] = .string(text)
    return .object(json)
  }
}
