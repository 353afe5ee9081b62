import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// What became of each list that was asked for or read.
struct CatalogLoadsView: View {
  enum Row {
    case loaded(LoadCatalog.Outcome)
    case unchanged(CatalogSource, String)
    case failed(CatalogFailure)
  }

  let rows: [Row]
  private let store: String
  private let isDryRun: Bool
  private let event: Int64?

  init(_ written: Written<[Row]>, in context: CommandContext) {
    rows = written.value
    store = context.shortened(written.store)
    isDryRun = written.isDryRun
    event = written.event
  }

  private var failures: [CatalogFailure] {
    rows.compactMap { if case .failed(let failure) = $0 { failure } else { nil } }
  }

  var exitCode: ExitCode {
    if failures.isEmpty { return .done }
    return failures.contains { $0.code == "interrupted" } ? .interrupted : .unavailable
  }

  /// The view, or the failure as an error where nothing else was asked for.
  func orFailure() throws -> CatalogLoadsView {
    guard rows.count == 1, let failure = failures.first else { return self }
    throw failure.error
  }

  private var hasChanges: Bool {
    rows.contains {
      if case .loaded(let outcome) = $0 { !outcome.difference.isEmpty } else { false }
    }
  }

  var text: Text {
    var text: Text =
      isDryRun
      ? [hasChanges ? "Dry run: \(store) would be updated" : "Dry run: nothing would change."]
      : [event == nil ? "No change in \(store)" : "Updated \(store)"]
    for row in rows {
      switch row {
      case .loaded(let outcome): text.append(lines(outcome))
      case .unchanged(let source, let provider):
        text.append("\(Self.name(source, provider), .bold): not changed since the last load")
      case .failed(let failure):
        text.append("\(failure.name, .bold): \("failed", .red): \(failure.message)")
        if let hint = failure.hint { text.append("  \(hint)") }
      }
    }
    return text
  }

  private func lines(_ outcome: LoadCatalog.Outcome) -> Text {
    let difference = outcome.difference
    let counts = [
      (difference.added.count, "new"), (difference.returned.count, "back"),
      (difference.changed.count, "changed"), (difference.retired.count, "retired"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    let summary = counts.isEmpty ? "nothing new" : counts.joined(separator: ", ")
    var text: Text = [
      "\(Self.name(outcome.source, outcome.provider), .bold): \(outcome.modelCount) models, \(summary)"
    ]
    if !outcome.isComplete {
      text.append("  the list is only a part of all models, so that none is retired by it")
    }
    for found in outcome.report.found {
      let more = found.count > found.examples.count ? ", …" : ""
      let names = found.examples.joined(separator: ", ")
      text.append(
        "  \(found.count) \(found.remark.words)\(names.isEmpty ? "" : ": \(names)\(more)")")
    }
    return text
  }

  /// Source, provider, what became of it, and how many models the list has.
  var plain: Text {
    Text(
      rows.map { row in
        switch row {
        case .loaded(let outcome):
          .row([
            "\(outcome.source.rawValue)", "\(outcome.provider)",
            outcome.difference.isEmpty ? "unchanged" : "loaded", "\(outcome.modelCount)",
          ])
        case .unchanged(let source, let provider):
          .row(["\(source.rawValue)", "\(provider)", "unchanged", "-"])
        case .failed(let failure):
          .row(["\(failure.source.rawValue)", "\(failure.provider)", "failed", "-"])
        }
      })
  }

  private static func name(_ source: CatalogSource, _ provider: String) -> String {
    source == .provider ? "provider \(provider)" : source.rawValue
  }

  var json: JSON {
    [
      "dryRun": .bool(isDryRun), "event": event.map { .number(JSONNumber($0)) } ?? .null,
      "changes": [], "catalogs": .array(rows.map(Self.json)),
    ]
  }

  private static func json(_ row: Row) -> JSON {
    func start(_ source: CatalogSource, _ provider: String, _ status: String) -> JSONObject {
      [
        "source": .string(source.rawValue), "provider": .string(provider),
        "status": .string(status),
      ]
    }
    switch row {
    case .unchanged(let source, let provider): return .object(start(source, provider, "unchanged"))
    case .failed(let failure):
      var json = start(failure.source, failure.provider, "failed")
      var error: JSONObject = [
        "code": .string(failure.code), "message": .string(failure.message),
      ]
      error["hint"] = failure.hint.map { .string($0) }
      error["httpStatus"] = failure.status.map { .number(JSONNumber($0)) }
      json["error"] = .object(error)
      return .object(json)
    case .loaded(let outcome):
      let difference = outcome.difference
      var json = start(
        outcome.source, outcome.provider, difference.isEmpty ? "unchanged" : "loaded")
      json["models"] = .number(JSONNumber(outcome.modelCount))
      json["new"] = .number(JSONNumber(difference.added.count))
      json["returned"] = .number(JSONNumber(difference.returned.count))
      json["changed"] = .number(JSONNumber(difference.changed.count))
      json["retired"] = .number(JSONNumber(difference.retired.count))
      json["complete"] = .bool(outcome.isComplete)
      json["remarks"] = .array(
        outcome.report.found.map {
          [
            "kind": .string($0.remark.rawValue), "count": .number(JSONNumber($0.count)),
            "examples": .strings($0.examples),
          ]
        })
      return .object(json)
    }
  }
}
