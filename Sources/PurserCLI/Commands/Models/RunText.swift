import PurserDomain
import PurserServices

/// What a model is called with, and what is in its way, line by line.
struct RunText {
  let now: Timestamp

  /// The decision, where the order came from, and each profile with its reason.
  func lines(of step: RunPlan.Step) -> [Line] {
    var lines: [Line] = []
    switch step.decision {
    case .attempt: break
    case .probe: lines.append("All its profiles rest; tried once to see whether it serves again.")
    case .skip, .unserved:
      lines.append(
        Line("Blocked: \(step.sentence ?? "") (\(step.reason ?? "unknown"))", .yellow)
          + (step.freeAt.map { " until \($0) (\(left($0)))" } ?? ""))
    }
    if !step.places.isEmpty || !step.excluded.isEmpty {
      lines.append("Order: \(step.basis.phrase)")
    }
    for credential in step.credentials {
      switch credential {
      case .profile(let place, let renewal):
        let note: Line =
          switch renewal {
          case .none: ""
          case .refresh:
            ", has to be renewed first: purser models auth refresh "
              + "\(place.id.shellWord)\(place.scope.option)"
          case .login: ", has ended: \(place.loginCommand(for: step.candidate.ref.provider))"
          }
        lines.append("+ \(place.id) (\(place.scope.text)), \(place.standing.phrase)" + note)
      default: lines.append("+ \(credential.name)")
      }
    }
    for place in step.resting {
      guard let closure = place.closure else { continue }
      let model: Line = closure.window.model.map { ", model \($0)" } ?? ""
      lines.append(
        "~ \(place.id) (\(place.scope.text)) rests: \(closure.kind.rawValue), "
          + "\(closure.reason?.rawValue ?? "unknown"), until \(closure.until) (\(left(closure.until)))"
          + model)
    }
    for excluded in step.excluded {
      lines.append("- \(excluded.id): \(excluded.reason.rawValue)")
    }
    return lines
  }

  private func left(_ until: Timestamp) -> String { (until - now).remaining }
}

extension RunPlan.Step {
  /// The profiles that are candidates, usable ones first.
  var places: [ProfileRanking.Place] {
    let used = credentials.compactMap(\.place)
    return used + resting.filter { place in !used.contains { $0.id == place.id } }
  }
}

extension CandidateChain.Role {
  /// `default`, `fallback#1`, `primary`.
  var word: String {
    switch self {
    case .requested: "default"
    case .fallback(let number): "fallback#\(number)"
    case .primary: "primary"
    }
  }
}

extension ProfileRanking.Basis {
  /// The stable word.
  var word: String {
    switch self {
    case .order(.store, _): "order"
    case .order(.config, _): "config_order"
    case .declared: "declared"
    case .stored: "stored"
    case .repaired: "repaired"
    }
  }

  /// The scope of the order; nil when none was given.
  var scope: ScopeID? {
    if case .order(_, let scope) = self { scope } else { nil }
  }

  /// The same for people.
  var phrase: String {
    switch self {
    case .order(.store, let scope): "set for \(scope == .defaults ? "the defaults" : scope.text)"
    case .order(.config, let scope):
      "auth.order of \(scope == .defaults ? "the defaults" : scope.text)"
    case .declared: "by turns among those of auth.profiles"
    case .stored: "by turns"
    case .repaired: "by turns, since none of those named is stored"
    }
  }
}

extension ProfileRanking.Standing {
  /// The stable word.
  var word: String {
    switch self {
    case .preferred(let isPinned): isPinned ? "pinned" : "preferred"
    case .ordered: "ordered"
    case .turn: "turn"
    case .resting: "resting"
    }
  }

  /// The same for people.
  var phrase: String {
    switch self {
    case .preferred(let isPinned): isPinned ? "pinned" : "preferred"
    case .ordered(let place): "number \(place) of the order"
    case .turn(let kind, _, let lastUsedAt):
      // Turns go by the last success that counted; the history may have failures and late reports besides.
      "\(kind?.rawValue ?? "aws-sdk"), "
        + (lastUsedAt.map { "last counted success \($0)" } ?? "no success counted yet")
    case .resting: "resting"
    }
  }
}
