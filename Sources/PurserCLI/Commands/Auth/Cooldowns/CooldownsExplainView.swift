import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// Why profiles rest: for each what happened, what would end it and what comes next.
struct CooldownsExplainView: View {
  let explanations: [ExplainWindows.Explanation]
  let now: Timestamp

  var text: Text {
    guard !explanations.isEmpty else { return ["No profile rests."] }
    var text = Text()
    for explanation in explanations {
      text.space()
      if explanation.windows.isEmpty { text.append(free(explanation)) }
      for window in explanation.windows {
        text.append(lines(of: window, explanation))
      }
    }
    return text
  }

  var plain: Text {
    Text(
      explanations.flatMap { explanation in
        explanation.windows.map { window in
          let cells: [Line] = [
            "\(explanation.profile.scope.text)", "\(explanation.profile.id)",
            "\(window.kind.rawValue)", "\(window.window.reason?.rawValue ?? "-")",
            "\(window.window.until)",
          ]
          return cells.dropFirst().reduce(cells[0]) { $0 + Line.tab + $1 }
        }
      })
  }

  private func title(_ explanation: ExplainWindows.Explanation) -> Line {
    "\(explanation.profile.id, .bold) (\(explanation.profile.scope.text))"
  }

  private func free(_ explanation: ExplainWindows.Explanation) -> Text {
    var text: Text = [title(explanation) + ": no window is open."]
    // A report that came late, or of a failure that is nobody's, is in the history alone.
    if let failure = explanation.state.lastFailureAt {
      text.append("  Last failure that counted: \(failure)")
    }
    if let use = explanation.state.lastUsedAt {
      text.append("  Last success that counted: \(use)")
    }
    if explanation.state.errorCount > 0 { text.append(counters(explanation)) }
    return text
  }

  private func lines(
    of entry: ExplainWindows.Window, _ explanation: ExplainWindows.Explanation
  ) -> Text {
    let window = entry.window
    let reason = window.reason?.rawValue ?? "unknown"
    var text: Text = [title(explanation) + ": \(entry.kind.phrase), \(reason)"]
    text.append("  Since: \(window.since)")
    text.append("  Until: \(window.until) (\((window.until - now).remaining) left)")
    if entry.isImplausible {
      text.append("  No schedule is that long: it came from a file or from a wrong clock.")
    }
    if let then = Self.later(window, explanation.state, now) { text.append(then) }
    text.append(
      window.model.map { "  Models: only \($0); \(Self.others(than: $0, explanation, now))" }
        ?? "  Models: every one")
    text.append(
      window.failureNumber > 0
        ? "  Window: the \(ordinal(window.failureNumber)) in a row of its kind"
        : "  Window: outside of every ladder")
    if let opening = entry.opening, let telling = entry.telling, opening.id != telling.id {
      let agent = opening.agent.map { ", by agent \($0)" } ?? ""
      text.append("  Opened by: event \(opening.event)\(agent), at \(opening.at)")
    }
    text.append("  Reported by: \(reporter(entry))")
    if let failure = entry.failure {
      var said: [Line] = []
      if let status = failure.httpStatus { said.append("HTTP \(status)") }
      if let code = failure.code { said.append("\(code)") }
      if let detail = failure.detail { said.append("\(detail)") }
      if let first = said.first {
        text.append("  Said: " + said.dropFirst().reduce(first) { $0 + ", " + $1 })
      }
    }
    text.append("  Ends with: the time above, or a call that goes well, or a new secret, or")
    text.append("    \(Self.command(explanation.profile))")
    if let hint = window.reason?.hint { text.append("  Advice: \(hint)") }
    text.append(
      "  Next: step \(entry.next.step), \(entry.next.length.remaining), for the next failure of this "
        + "kind after it")
    text.append(counters(explanation))
    return text
  }

  /// What still closes the models of `window` when it has ended; nil when nothing does.
  private static func later(
    _ window: ProfileWindow, _ state: ProfileState, _ now: Timestamp
  ) -> Line? {
    let question = window.model.map(ModelQuestion.model) ?? .everyModel
    guard let last = state.lastClosure(for: question, now: now), last.until > window.until else {
      return nil
    }
    return "  Then: still closed until \(last.until), by another window"
  }

  /// What becomes of the models that a window of `model` alone leaves to others.
  private static func others(
    than model: String, _ explanation: ExplainWindows.Explanation, _ now: Timestamp
  ) -> String {
    if let last = explanation.state.lastClosure(for: .everyModel, now: now) {
      return "another window closes every model until \(last.until)"
    }
    let closed = explanation.windows.compactMap(\.window.model).filter { $0 != model }
    return closed.isEmpty
      ? "the profile serves others"
      : "the profile serves others, but not \(closed.joined(separator: " and "))"
  }

  private func counters(_ explanation: ExplainWindows.Explanation) -> Line {
    let restart: Line =
      explanation.countersRestart.map { "; they start again after \($0) without another" } ?? ""
    return "  Failures counted: \(explanation.state.errorCount)" + restart
  }

  private func reporter(_ entry: ExplainWindows.Window) -> Line {
    let unknown: Line = entry.isImported ? "an import" : "an agent that is not known"
    let agent: Line = entry.window.agent.map { "agent \($0)" } ?? unknown
    guard let telling = entry.telling else { return agent }
    return agent + (entry.actor.map { ", by \($0)" } ?? "") + ", event \(telling.event)"
  }

  private func ordinal(_ number: Int) -> String {
    switch (number % 10, number % 100) {
    case (1, let tens) where tens != 11: "\(number)st"
    case (2, let tens) where tens != 12: "\(number)nd"
    case (3, let tens) where tens != 13: "\(number)rd"
    default: "\(number)th"
    }
  }

  static func command(_ profile: StoredProfile) -> String {
    "purser models auth cooldowns clear --profile \(profile.id.shellWord)\(profile.scope.option)"
  }
}

extension ProfileWindow.Kind {
  /// What is the matter, for people.
  fileprivate var phrase: String {
    switch self {
    case .cooldown: "resting"
    case .disabled: "switched off"
    case .block: "blocked until the provider's reset"
    }
  }
}

// MARK: - The document

extension CooldownsExplainView {
  var json: JSON { ["profiles": .array(explanations.map(json))] }

  private func json(_ explanation: ExplainWindows.Explanation) -> JSON {
    let state = explanation.state
    let closure = state.closure(for: .everyModel, now: now)
    var counts = JSONObject()
    for (reason, count) in state.failureCounts.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      counts[reason.rawValue] = .number(JSONNumber(count))
    }
    var json: JSONObject = [
      "scope": .string(explanation.profile.scope.text),
      "profileId": .string(explanation.profile.id),
      "provider": .string(explanation.profile.provider), "usable": .bool(closure == nil),
      "until": closure.map { .number(JSONNumber($0.until.milliseconds)) } ?? .null,
      "errorCount": .number(JSONNumber(state.errorCount)),
      "failureCounts": .object(counts),
    ]
    json["lastFailureAt"] = state.lastFailureAt.map(instant)
    json["lastUsedAt"] = state.lastUsedAt.map(instant)
    json["countersRestartAt"] = explanation.countersRestart.map(instant)
    json["windows"] = .array(explanation.windows.map { self.json(of: $0, explanation) })
    return .object(json)
  }

  private func json(
    of entry: ExplainWindows.Window, _ explanation: ExplainWindows.Explanation
  ) -> JSON {
    let window = entry.window
    var json: JSONObject = [
      "kind": .string(entry.kind.rawValue),
      "reason": window.reason.map { .string($0.rawValue) } ?? .null,
      "step": .number(JSONNumber(window.failureNumber)), "sinceAt": instant(window.since),
      "until": instant(window.until),
      "remainingMs": .number(JSONNumber((window.until - now).milliseconds)),
      "model": window.model.map { .string($0) } ?? .null,
      "agentId": window.agent.map { .string($0) } ?? .null,
    ]
    json["actor"] = entry.actor.map { .string($0) }
    json["event"] = entry.opening.map { .number(JSONNumber($0.event)) }
    json["reportEvent"] = entry.telling.map { .number(JSONNumber($0.event)) }
    json["httpStatus"] = entry.failure?.httpStatus.map { .number(JSONNumber($0)) }
    json["code"] = entry.failure?.code.map { .string($0) }
    json["detail"] = entry.failure?.detail.map { .string($0) }
    json["nextStep"] = .number(JSONNumber(entry.next.step))
    json["nextLengthMs"] = .number(JSONNumber(entry.next.length.milliseconds))
    if entry.isImplausible { json["implausible"] = true }
    json["clearedBy"] = [
      ["way": "time", "at": instant(window.until)], ["way": "success"], ["way": "replacement"],
      ["way": "command", "command": .string(Self.command(explanation.profile))],
    ]
    return .object(json)
  }

  private func instant(_ instant: Timestamp) -> JSON {
    .number(JSONNumber(instant.milliseconds))
  }
}
