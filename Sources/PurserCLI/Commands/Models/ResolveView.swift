import CommandKit
import JSONKit
import PurserDomain
import PurserServices

/// What a run tries, in order; with a credential that was handed out, that too.
struct ResolveView: View {
  let resolved: ResolveModel
  var handed: HandedCredential?
  var refused: [RefusedCredential] = []
  var event: Int64?

  /// No when nothing can be tried.
  var exitCode: ExitCode { resolved.plan.first == nil ? .no : .done }

  var text: Text {
    var text = Text(header.map { Line(StatusHeader.line($0.0, $0.1)) })
    for (index, step) in resolved.plan.steps.enumerated() {
      text.space()
      text.append("\(index + 1). \(step.candidate.ref.key, .bold) (\(origin(of: step)))")
      for line in RunText(now: resolved.now).lines(of: step) { text.append("   \(line)") }
    }
    for written in resolved.unreadable {
      text.space()
      text.append("Left out, since it names no model: \(written)")
    }
    if let handed {
      text.space()
      text.append("Model: \(handed.step.candidate.ref.key)")
      text.append("Auth: \(handed.credential.name)")
      text.append("Credential: \(handed.text ?? "(the runtime finds it by itself)")")
    }
    return text
  }

  var plain: Text {
    if let handed { return handed.text.map { [Line($0)] } ?? [] }
    return Text(
      resolved.plan.steps.filter(\.isTried).flatMap { step in
        step.credentials.filter { !$0.needsLogin }.map {
          "\(step.candidate.ref.key)" + Line.tab + "\($0.kind)" + Line.tab + "\($0.name)"
        }
      })
  }

  private var header: [(String, String)] {
    let route = resolved.route
    var lines = [
      ("Agent", resolved.agent?.id.text ?? "(defaults)"),
      ("Purpose", resolved.request.purpose.rawValue), ("Model", startingModel),
      ("Fallbacks", "\(route.fallbackGround.rawValue) (\(route.fallbacksLayer))"),
      ("Strict", resolved.isStrict ? "yes, a failure is shown" : "no"),
    ]
    if let verdict = resolved.verdict, !verdict.isAllowed {
      lines.append(("Note", "no list allows this model to be chosen; a run is not held up by it"))
    }
    if let passedOver = resolved.passedOver {
      let key = passedOver.ref.key.printable(limit: 120)
      lines.append(
        ("Note", "the configured model \(key) is not allowed; the first allowed one starts"))
    }
    if let session = resolved.session {
      lines.append(("Session", session.key))
      if let primary = route.primary?.ref, let notice = session.notice(primary: primary) {
        lines.append(("Note", notice))
      }
      if let turn = resolved.plan.turn, let pin = turn.pin {
        let change = resolved.changesPin ? turn.change.rawValue : "for this run"
        lines.append(("Pin", "\(pin.profile) (\(pin.source.rawValue), \(change))"))
      }
    }
    return lines
  }

  private var startingModel: String {
    switch resolved.origin {
    case .request: "asked for"
    case .session: "selected in the session"
    case .parentSession: "selected in the session \(resolved.session?.parentKey ?? "")"
    case .configuration: "configured (\(resolved.route.primaryLayer))"
    }
  }

  private func origin(of step: RunPlan.Step) -> String {
    let alias = step.candidate.alias.map { ", alias \($0)" } ?? ""
    return "\(step.candidate.role.word), \(step.candidate.layer)\(alias)"
  }
}
