import JSONKit
import PurserDomain
import PurserStore

/// The newest snapshot of each account.
struct UsageListView: View {
  struct Row {
    let snapshot: UsageSnapshot
    /// Of each window.
    let forecasts: [UsageForecast]
  }

  let rows: [Row]
  /// How many more there are than were to be listed.
  let omitted: Int
  let now: Timestamp

  private var table: Table {
    var table = Table([
      Table.Column("Provider"), Table.Column("Profile"), Table.Column("Window"),
      Table.Column("Left", alignedRight: true), Table.Column("Resets"), Table.Column("Full"),
      Table.Column("Seen"),
    ])
    for row in rows {
      let snapshot = row.snapshot
      let head: [Line] = [
        "\(snapshot.account.provider)", "\(UsageShown.profile(snapshot.account))",
      ]
      let age = UsageShown.age(snapshot, now: now)
      if snapshot.windows.isEmpty {
        table.append(head + ["\(snapshot.error ?? "no windows")", "-", "-", "-", age])
      }
      for (window, forecast) in zip(snapshot.windows, row.forecasts) {
        let reset = UsageText.reset(window.resetsAt, now: now) ?? "-"
        table.append(
          head + [
            "\(window.label)", UsageShown.left(window), "\(reset)",
            UsageShown.forecast(forecast, now: now), age,
          ])
      }
    }
    return table
  }

  /// Says that there are more; nil when there are not.
  var rest: Line? {
    guard omitted > 0 else { return nil }
    return omitted == 1
      ? "1 more snapshot is not listed; --limit 0 lists all."
      : "\(omitted) more snapshots are not listed; --limit 0 lists all."
  }

  var text: Text {
    guard !rows.isEmpty else { return ["No usage is known. Ask for it: purser usage refresh"] }
    var text = table.text
    if let rest { text.append(rest) }
    return text
  }

  var plain: Text { table.plain }

  var json: JSON {
    [
      "snapshots": .array(
        rows.map { row in
          var json = UsageShown.json(row.snapshot, now: now)
          json["windows"] = .array(
            zip(row.snapshot.windows, row.forecasts).map { window, forecast in
              var json = UsageShown.json(window)
              json["forecast"] = UsageShown.json(forecast)
              return .object(json)
            })
          return .object(json)
        }),
      "omittedSnapshots": .number(JSONNumber(omitted)),
    ]
  }
}

/// Snapshots as they are read, newest first.
struct UsageHistoryView: StreamedView {
  let store: Store
  let filter: UsageFilter
  let now: Timestamp

  let jsonKey = "snapshots"

  var empty: Text { ["No usage was seen then."] }

  func forEach(_ body: (UsageSnapshot) throws -> Void) throws {
    try store.read { try $0.usage.forEach(filter, body) }
  }

  func text(_ row: UsageSnapshot) -> Text {
    var line: Line = "\(row.capturedAt)  \(row.account.provider, .bold)  "
    line = line + Line(UsageShown.profile(row.account))
    if let error = row.error { return [line + "  " + Line(error, .red)] }
    for window in row.windows {
      line = line + "  \(window.label) " + UsageShown.left(window)
      if window.usedPercent != nil { line = line + " left" }
    }
    return [line]
  }

  func json(_ row: UsageSnapshot) -> JSON { .object(UsageShown.json(row, now: now)) }
}

/// One row for each window, as comma separated values.
struct UsageCSVView: Answer {
  private let each: ((UsageSnapshot) throws -> Void) throws -> Void

  /// Needs what hands on the snapshots in their order.
  init(each: @escaping ((UsageSnapshot) throws -> Void) throws -> Void) { self.each = each }

  func write(to output: Output) throws {
    let titles = Self.table.text
    try output.write(raw: titles)
    try each { snapshot in
      try output.checkInterrupt()
      var rows = Self.table
      Self.add(snapshot, to: &rows)
      try output.write(raw: String(rows.text.dropFirst(titles.count)))
    }
  }

  private static var table: CSV {
    CSV(
      "capturedAt", "provider", "profileId", "scope", "source", "plan", "window", "usedPercent",
      "resetAt", "limit", "remaining", "unit", "error")
  }

  private static func add(_ snapshot: UsageSnapshot, to rows: inout CSV) {
    let account = snapshot.account
    let head: [CSV.Cell] = [
      .text(snapshot.capturedAt.description), .text(account.provider), CSV.Cell(account.profile),
      .text(account.scope.text), .text(snapshot.source.rawValue), CSV.Cell(snapshot.plan),
    ]
    if snapshot.windows.isEmpty {
      rows.append(head + [.none, .none, .none, .none, .none, .none, CSV.Cell(snapshot.error)])
    }
    for window in snapshot.windows {
      let used: CSV.Cell =
        window.usedPercent.map { .decimal(UsageShown.rounded($0)) } ?? CSV.Cell.none
      rows.append(
        head + [
          .text(window.label), used, CSV.Cell(window.resetsAt?.description),
          CSV.Cell(window.limit), CSV.Cell(window.remaining), CSV.Cell(window.unit), .none,
        ])
    }
  }
}
