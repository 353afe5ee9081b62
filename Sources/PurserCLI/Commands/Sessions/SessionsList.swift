import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser sessions list`
struct SessionsList: Command {
  var scope: ScopeSelection

  static let declaration = Declaration<Self>(
    "list", "List the sessions that were told a model or a profile.",
    ScopeSelection.parameters,
    examples: ["purser sessions list", "purser sessions --all-agents --json"],
    discussion: """
      A session that hangs under another (the key before its last ':thread:' or ':topic:') uses the model of that \
      one unless it was told its own.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> SessionsView {
    let now = try context.judgedInstant()
    return try context.read { session in
      let agents = try scope.readAgents(in: session, context.environment)
      return SessionsView(rows: try session.listedSessions(of: agents, now: now))
    }
  }
}

/// What sessions were told.
struct SessionsView: View {
  let rows: [ListedSession]

  var text: Text {
    guard !rows.isEmpty else { return ["No session was told anything."] }
    var table = Table("Agent", "Session", "Model", "Profile", "Changed")
    var notices: [Line] = []
    for row in rows {
      let selection = row.stored.selection
      let status = row.modelStatus == .notAllowed ? ", not allowed" : ""
      let model = selection.model.map {
        "\($0.key) (\(selection.modelSource?.rawValue ?? "user")\(status))"
      }
      let pin = selection.pin.map {
        "\($0.profile) (\($0.source.rawValue), \(row.pinStatus ?? ""))"
      }
      let above = row.modelStatus == .inherited ? row.inForce.map { "\($0.key) (inherited)" } : nil
      table.append([
        "\(row.stored.agent.text)", "\(row.stored.key)", "\(model ?? above ?? "-")",
        "\(pin ?? "-")", "\(selection.updatedAt.map { "\($0)" } ?? "-")",
      ])
      if let notice = row.notice { notices.append("\(row.stored.key): \(notice)") }
    }
    var text = table.text
    if !notices.isEmpty { text.space() }
    text.append(Text(notices))
    return text
  }

  var plain: Text {
    Text(
      rows.map { row in
        let cells: [Line] = [
          "\(row.stored.agent.text)", "\(row.stored.key)",
          "\(row.stored.selection.model?.key ?? "-")",
          "\(row.stored.selection.pin?.profile ?? "-")",
        ]
        return Line.row(cells)
      })
  }

  var json: JSON {
    [
      "sessions": .array(
        rows.map { row in
          var json = SessionJSON.object(
            row.stored.selection, key: row.stored.key, of: row.stored.agent)
          json["inForce"] = row.inForce.map { .string($0.key) } ?? .null
          json["modelStatus"] = .string(row.modelStatus.rawValue)
          json["pinStatus"] = row.pinStatus.map { .string($0) } ?? .null
          json["notice"] = row.notice.map { .string($0) } ?? .null
          return .object(json)
        })
    ]
  }
}

/// A session in documents.
enum SessionJSON {
  static func object(
    _ selection: SessionSelection, key: String, of agent: Agent.ID
  ) -> JSONObject {
    [
      "agentId": .string(agent.text), "sessionKey": .string(key),
      "model": selection.model.map { .string($0.key) } ?? .null,
      "source": selection.modelSource.map { .string($0.rawValue) } ?? .null,
      "profileId": selection.pin.map { .string($0.profile) } ?? .null,
      "profileSource": selection.pin.map { .string($0.source.rawValue) } ?? .null,
      "compactions": selection.pin?.compactions.map { .number(JSONNumber($0)) } ?? .null,
      "updatedAt": RunJSON.time(selection.updatedAt),
    ]
  }
}
