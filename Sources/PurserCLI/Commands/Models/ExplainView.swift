import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// Everything that decides about one model, line by line.
struct ExplainView: View {
  let explained: ExplainModel
  /// The agent it is explained for; nil in a store without agents.
  let agent: String?
  let now: Timestamp

  var exitCode: ExitCode { explained.verdict.isAllowed ? .done : .no }

  var text: Text {
    var lines: [(String, String)] = [
      ("Model", explained.resolution.ref.key), ("Agent", agent ?? "(defaults)"),
      ("Read as", reading),
    ]
    if let profile = explained.profile {
      let use = explained.profileFault ?? "a session or a run may ask for it; not configured"
      lines.append(("Profile", "\(profile.printable(limit: 120)): \(use)"))
    }
    if !explained.names.isEmpty {
      lines.append(("Aliases", explained.names.joined(separator: ", ")))
    }
    lines.append(("Allowed", allowed))
    if let closest = explained.verdict.closest {
      lines.append(("Closest", "\(closest.pattern) (\(closest.difference))"))
    }
    if let repair = explained.verdict.repair { lines.append(("To allow it", repair)) }
    lines.append(("Provider", provider))
    lines.append(("Catalog", catalog))
    let source = explained.auth.effective.rawValue
    lines.append(
      ("Credential", source == credentialDetail ? source : "\(source): \(credentialDetail)"))
    lines += RunText(now: now).lines(of: explained.step).map { ("Auth", $0.plainText) }
    if !explained.tags.isEmpty {
      lines.append(("Configured", explained.tags.joined(separator: ", ")))
    }
    lines.append(("Chain", chain))
    for origin in explained.origins {
      lines.append((origin.isRemoved ? "Removed" : "Set", ExplainView.line(of: origin)))
    }
    return Text(lines.map { Line(StatusHeader.line($0.0, $0.1)) })
  }

  var plain: Text { [Line(explained.resolution.ref.key)] }

  private var reading: String {
    let written = explained.resolution.written
    return switch explained.resolution.basis {
    case .reference: "a full reference"
    case .alias:
      switch explained.alias?.scope {
      case .defaults?: "alias \(explained.resolution.alias ?? written) of the defaults"
      case .agent?: "alias \(explained.resolution.alias ?? written) of the agent"
      case nil: "built-in alias \(explained.resolution.alias ?? written)"
      }
    case .word: "a word with a fixed meaning"
    case .uniqueMatch: "the only configured model of that name"
    case .defaultProvider: "a bare name, of the default provider"
    case .builtIn: "the program's default"
    case .unreadable: "unreadable, so the default"
    }
  }

  private var allowed: String {
    let verdict = explained.verdict
    let list = verdict.listName ?? ""
    return switch verdict.ground {
    case .noList: "yes, no list is in force"
    case .line(let position, let pattern): "yes, by line \(position + 1) of \(list): \(pattern)"
    case .defaultModel: "yes, as the default model; no line of \(list) covers it"
    case .emptyList: "no, \(list) has no usable line and allows nothing"
    case .notListed: "no, no line of \(list) covers it"
    }
  }

  private var provider: String {
    switch explained.providerScope {
    case .defaults: "defined by the defaults"
    case .agent: "defined by the agent"
    case nil: explained.isBuiltInProvider ? "known to the program" : "not known"
    }
  }

  private var catalog: String {
    guard let known = explained.known else { return "not in it" }
    let size = Columns.tokens(known.contextWindow)
    return "\(known.name ?? known.id), \((known.input ?? ["text"]).joined(separator: "+")), \(size)"
  }

  private var chain: String {
    if let refusal = explained.refusal { return "none: \(refusal.message)" }
    guard let place = explained.place else {
      return "not tried in a run (\(explained.chain.map(\.ref.key).joined(separator: ", ")))"
    }
    return "number \(place) of \(explained.chain.count): "
      + explained.chain.map(\.ref.key).joined(separator: ", ")
  }

  /// How many profiles there are, or what else is in use.
  var credentialDetail: String {
    let auth = explained.auth
    return auth.effective == .profiles ? "\(auth.profileCount)" : auth.detail
  }

  private static func line(of origin: ExplainModel.Origin) -> String {
    let intent = origin.intent
    let place = origin.scope == .defaults ? "defaults" : origin.scope.text
    let reason = intent.reason.map { ", because: \($0)" } ?? ""
    return "\(origin.what) (\(place)) by \(intent.actor) at \(origin.at), event "
      + "\(origin.event): \(intent.command)\(reason)"
  }
}
