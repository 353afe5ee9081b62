import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// What became of a report.
struct ReportView: View {
  private let written: Written<RecordOutcome.Answer>
  private let now: Timestamp

  init(_ written: Written<RecordOutcome.Answer>, now: Timestamp) {
    self.written = written
    self.now = now
  }

  private var answer: RecordOutcome.Answer { written.value }

  private var outcome: String {
    switch answer.outcome {
    case nil: "succeeded"
    case .ignored(let reason): "ignored: \(reason.rawValue)"
    case .opened(let kind): "\(kind.rawValue) opened"
    case .kept(let kind): "\(kind.rawValue) kept"
    case .extended(let kind): "\(kind.rawValue) extended"
    }
  }

  var text: Text {
    var text = Text()
    if written.isDryRun { text.append("Dry run: nothing was recorded.") }
    text.append("Auth profile: \(answer.profile.id) (\(answer.profile.scope.text))")
    if let verdict = answer.verdict {
      text.append("Failure: \(verdict.reason?.rawValue ?? "unknown") (\(verdict.rule))")
    }
    text.append("Outcome: \(outcome)")
    if answer.outcome == .ignored(.configuredKey) {
      text.append("A key of the configuration never rests: runs without a profile go on trying it.")
    }
    if let window = answer.window { text.append("Until: " + end(of: window)) }
    for (kind, window) in answer.otherWindows {
      text.append("Besides: \(kind.rawValue) until " + end(of: window))
    }
    return text
  }

  private func end(of window: ProfileWindow) -> Line {
    let model: Line = window.model.map { ", model \($0)" } ?? ""
    return "\(window.until) (\((window.until - now).remaining))" + model
  }

  var plain: Text { ["\(outcome)"] }

  var json: JSON {
    [
      "dryRun": .bool(written.isDryRun),
      "event": written.event.map { .number(JSONNumber($0)) } ?? .null,
      "profileId": .string(answer.profile.id), "scope": .string(answer.profile.scope.text),
      "reason": answer.verdict.map { .string($0.reason?.rawValue ?? "unknown") } ?? .null,
      "rule": answer.verdict.map { .string($0.rule) } ?? .null, "outcome": .string(outcome),
      "window": answer.window.map { json(of: $0, answer.outcome?.kind) } ?? .null,
      "otherWindows": .array(answer.otherWindows.map { json(of: $0.window, $0.kind) }),
      "errorCount": .number(JSONNumber(answer.state.errorCount)),
    ]
  }
  private func json(of window: ProfileWindow, _ kind: ProfileWindow.Kind?) -> JSON {
    [
      "kind": .string(kind?.rawValue ?? ""),
      "sinceAt": .number(JSONNumber(window.since.milliseconds)),
      "until": .number(JSONNumber(window.until.milliseconds)),
      "remainingMs": .number(JSONNumber(max(0, (window.until - now).milliseconds))),
      "model": window.model.map { .string($0) } ?? .null,
      "step": .number(JSONNumber(window.failureNumber)),
    ]
  }
}
