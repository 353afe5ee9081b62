import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// What live checks say, one line for each target.
struct ProbeStatsView: View {
  let summaries: [ProbeSummary]
  /// What agents use; nil when nobody asked.
  let used: UsedTargets?
  let now: Timestamp
  let isCSV: Bool
  let isTerminal: Bool

  /// How many of the newest results are shown.
  static let recent = 24

  var exitCode: ExitCode { failing.isEmpty ? .done : .no }

  /// Targets in use that do not work; empty when nobody asked.
  private var failing: [ProbeSummary] {
    guard let used else { return [] }
    return summaries.filter { $0.record.isGood == false && used.contains($0.target) }
  }

  var text: Text {
    guard !summaries.isEmpty else { return ["No results. Check something with: purser probes run"] }
    var columns: [Table.Column] = [
      .init("Model"), .init("Credential"), .init("Status"), .init("Since"),
      .init("Uptime", alignedRight: true), .init("p50", alignedRight: true),
      .init("p95", alignedRight: true), .init("Checks", alignedRight: true),
      .init("Changes", alignedRight: true), .init("Last good"),
      .init("Tokens", alignedRight: true), .init("Cost", alignedRight: true),
    ]
    // Marks are for eyes: a script that reads lines is better served without.
    if isTerminal { columns.append(.init("Recent")) }
    var table = Table(columns)
    for summary in summaries {
      let record = summary.record
      table.append([
        "\(ProbeText.model(summary.target))", "\(ProbeText.credential(summary.target))",
        ProbeText.status(record.status, record.reasonCode),
        "\(record.since.map(ago) ?? "not checked")", "\(ProbeText.percent(record.uptime))",
        "\(ProbeText.length(summary.latencies.percentile(0.5)))",
        "\(ProbeText.length(summary.latencies.percentile(0.95)))", "\(record.resultCount)",
        "\(record.changeCount)", "\(record.lastGoodAt.map(ago) ?? "never")",
        "\(ProbeText.tokens(record.tokensIn, record.tokensOut))", "\(ProbeText.cost(record.cost))",
        ProbeText.sparkline(summary.recent),
      ])
    }
    var text = table.text
    guard used != nil else { return text }
    text.space()
    text.append(
      failing.isEmpty
        ? "Nothing in use is failing, as far as it was checked."
        : Line("In use and failing:", .red))
    for summary in failing {
      text.append("- \(ProbeText.model(summary.target)) \(ProbeText.credential(summary.target))")
    }
    return text
  }

  func write(to output: Output) throws {
    switch output.format {
    case .json: try output.write(json)
    case _ where isCSV: try output.write(raw: csv.text)
    case .plain: try output.write(plain)
    case .people: try output.write(text)
    }
  }

  /// Model, credential, status, reason, since, uptime, the two latencies in milliseconds, results, changes, last good.
  var plain: Text {
    Text(
      summaries.map { summary in
        let record = summary.record
        func number(_ value: Int64?) -> Line { "\(value.map { "\($0)" } ?? "-")" }
        return .row([
          "\(ProbeText.model(summary.target))", "\(ProbeText.credential(summary.target))",
          "\(record.status.rawValue)", "\(record.reasonCode ?? "-")",
          "\(record.since.map { "\($0)" } ?? "-")", "\(ProbeText.percent(record.uptime))",
          number(summary.latencies.percentile(0.5)), number(summary.latencies.percentile(0.95)),
          "\(record.resultCount)", "\(record.changeCount)",
          "\(record.lastGoodAt.map { "\($0)" } ?? "-")",
        ])
      })
  }

  private var csv: CSV {
    var csv = CSV(
      "provider", "model", "scope", "source", "profile", "status", "reason", "works", "since",
      "last_good", "last", "uptime", "p50_ms", "p95_ms", "results", "requests", "good", "changes",
      "tokens_in", "tokens_out", "cost_micro_usd")
    for summary in summaries {
      let (target, record) = (summary.target, summary.record)
      func instant(_ at: Timestamp?) -> CSV.Cell { CSV.Cell(at.map { "\($0)" }) }
      csv.append([
        .text(target.provider), CSV.Cell(target.model), .text(target.scope.text),
        .text(target.source.rawValue), CSV.Cell(target.profile), .text(record.status.rawValue),
        CSV.Cell(record.reasonCode), CSV.Cell(record.isGood.map { $0 ? "yes" : "no" }),
        instant(record.since), instant(record.lastGoodAt), instant(record.lastAt),
        record.uptime.map(CSV.Cell.decimal) ?? .none,
        CSV.Cell(summary.latencies.percentile(0.5)), CSV.Cell(summary.latencies.percentile(0.95)),
        .number(Int64(record.resultCount)), .number(Int64(record.askedCount)),
        .number(Int64(record.goodCount)), .number(Int64(record.changeCount)),
        .number(record.tokensIn), .number(record.tokensOut), CSV.Cell(record.cost?.microUSD),
      ])
    }
    return csv
  }

  var json: JSON {
    func instant(_ at: Timestamp?) -> JSON? { at.map { .number(JSONNumber($0.milliseconds)) } }
    var document: JSONObject = [
      "targets": .array(
        summaries.map { summary in
          let record = summary.record
          var json = ProbeText.json(summary.target)
          json["status"] = .string(record.status.rawValue)
          json["reasonCode"] = record.reasonCode.map { .string($0) }
          json["error"] = record.error.map { .string($0) }
          json["works"] = record.isGood.map { .bool($0) } ?? .null
          json["sinceAt"] = instant(record.since)
          json["lastGoodAt"] = instant(record.lastGoodAt)
          json["lastAt"] = instant(record.lastAt)
          json["uptime"] = record.uptime.map { .number(JSONNumber($0)) }
          json["p50Ms"] = summary.latencies.percentile(0.5).map { .number(JSONNumber($0)) }
          json["p95Ms"] = summary.latencies.percentile(0.95).map { .number(JSONNumber($0)) }
          json["results"] = .number(JSONNumber(record.resultCount))
          json["requests"] = .number(JSONNumber(record.askedCount))
          json["good"] = .number(JSONNumber(record.goodCount))
          json["changes"] = .number(JSONNumber(record.changeCount))
          json["tokensIn"] = .number(JSONNumber(record.tokensIn))
          json["tokensOut"] = .number(JSONNumber(record.tokensOut))
          json["costMicroUsd"] = record.cost.map { .number(JSONNumber($0.microUSD)) }
          json["recent"] = .array(summary.recent.map { .string($0.status.rawValue) })
          if let used { json["inUse"] = .bool(used.contains(summary.target)) }
          return .object(json)
        })
    ]
    if used != nil { document["failingInUse"] = .number(JSONNumber(failing.count)) }
    return .object(document)
  }

  private func ago(_ at: Timestamp) -> String { UsageText.age(of: at, now: now) }
}
