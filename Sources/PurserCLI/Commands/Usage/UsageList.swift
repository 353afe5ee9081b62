import CommandKit
import PurserDomain
import PurserStore

/// `purser usage list`
struct UsageList: Command {
  var provider: String?
  var profile: String?
  var csv: Bool
  var scope: ScopeSelection
  var range: TimeRange

  static let declaration = Declaration<Self>(
    "list", "List each account's newest snapshot, or with --since what was seen, newest first.",
    Option("provider", "Only this provider.", value: "id", completion: .providers),
    Option("profile", "Only this profile.", value: "id", completion: .profiles),
    Flag("csv", "Print comma separated values."),
    ScopeSelection.parameters, TimeRange.parameters,
    examples: [
      "purser usage list", "purser usage list --provider anthropic --since '7d ago' --json",
    ],
    discussion: """
      Nothing is asked of a provider; purser usage refresh does. A snapshot is stale after an hour, and once one \
      of its windows has started anew. 'Full' is when a window will be full if it goes on filling as it did since it \
      last started anew: a straight line through at least three snapshots over at least five minutes. --limit counts \
      snapshots, each with all its windows.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> UsageListAnswer {
    guard !csv || !context.options.json else {
      throw UsageError(
        .conflict, "Give either --csv or --json.", subject: "--csv", hint: "purser usage list --csv"
      )
    }
    var filter = UsageFilter()
    filter.provider = try provider.map { try ProviderArgument.id($0, in: context).text }
    filter.profile = profile
    let store = try context.presentStore()
    let now = context.now
    filter.scopes = try store.read { try scope.seenScopes(in: $0).map { $0.sorted() } }
    guard range.since != nil || range.until != nil else {
      let view = try store.read { try newest(filter, now: now, in: $0) }
      if let rest = view.rest, csv || context.options.format == .plain {
        context.note("Note: " + rest)
      }
      guard csv else { return .newest(view) }
      return .csv(UsageCSVView { body in for row in view.rows { try body(row.snapshot) } })
    }
    filter.since = try range.since?.instant(now: now)
    filter.until = try range.until?.instant(now: now)
    filter.limit = range.limit == 0 ? nil : range.limit
    let history = UsageHistoryView(store: store, filter: filter, now: now)
    return csv ? .csv(UsageCSVView(each: history.forEach)) : .history(history)
  }

  private func newest(
    _ filter: UsageFilter, now: Timestamp, in session: Session<ReadOnly>
  ) throws -> UsageListView {
    let snapshots = try session.usage.newest(filter)
    let listed = snapshots.prefix(range.limit == 0 ? .max : range.limit)
    let rows = try listed.map { snapshot in
      UsageListView.Row(
        snapshot: snapshot,
        forecasts: try csv
          ? []
          : snapshot.windows.map { window in
            UsageForecast(
              try session.usage.points(of: snapshot.account, window: window.label), now: now)
          })
    }
    return UsageListView(rows: rows, omitted: snapshots.count - listed.count, now: now)
  }
}

/// What is known now, or what was seen.
enum UsageListAnswer: Answer {
  case newest(UsageListView)
  case history(UsageHistoryView)
  case csv(UsageCSVView)

  func write(to output: Output) throws {
    switch self {
    case .newest(let view): try view.write(to: output)
    case .history(let view): try view.write(to: output)
    case .csv(let view): try view.write(to: output)
    }
  }
}
