import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser agents show`
struct AgentsShow: Command {
  var id: String?

  static let declaration = Declaration<Self>(
    "show", "Show one agent: folders, labels, models, settings, last change.",
    Argument("agent", "The agent; the current one when left out.", completion: .agents),
    examples: ["purser agents show coder", "purser agents show --json"],
    build: Self.init)

  func run(in context: CommandContext) throws -> AgentView {
    try context.read { session in
      let found =
        try id.map { try CurrentAgent.named($0, in: session) }
        ?? CurrentAgent.find(in: session, context.environment)
      guard let agent = found else {
        throw StoreError(
          .notFound, "There are no agents.", subject: "agents", hint: "purser agents add ID")
      }
      let models = try session.models(of: agent)
      return AgentView(
        summary: AgentSummary(
          agent: agent, labels: try session.agents.labels(of: agent.id), models: models,
          isDefault: try session.agents.current()?.id == agent.id),
        models: models,
        lastChange: try session.trail.events(AuditFilter(scopes: [agent.id.text], limit: 1)).first,
        shorten: context.shortened)
    }
  }
}

/// One agent.
struct AgentView: View {
  let summary: AgentSummary
  let models: AgentModels
  let lastChange: AuditEvent?
  let shorten: (String) -> String

  var text: Text {
    let agent = summary.agent
    var text: Text = [
      StatusLine.line("Agent", "\(agent.id.text, .bold)\(summary.isDefault ? " (default)" : "")"),
      StatusLine.line("Name", "\(agent.name ?? "-")"),
      StatusLine.line("Agent dir", "\(agent.agentDirectory.map(shorten) ?? "-")"),
      StatusLine.line("Workspace", "\(agent.workspaceDirectory.map(shorten) ?? "-")"),
      StatusLine.line("Labels", "\(summary.labelText)"),
      StatusLine.line("First seen in", "\(agent.source.rawValue)"),
      StatusLine.line("Model", "\(summary.model ?? "-") (\(summary.modelLayer))"),
      StatusLine.line(
        "Fallbacks", "\(fallbacks.isEmpty ? "-" : fallbacks.joined(separator: ", "))"),
      StatusLine.line("Image model", "\(models.image.primary?.ref.key ?? "-")"),
      StatusLine.line("Own providers", "\(own.isEmpty ? "-" : own.joined(separator: ", "))"),
    ]
    for (key, value) in models.settings.own.sorted(by: { $0.key < $1.key }) {
      text.append(StatusLine.line("Setting", "\(key) = \(value)"))
    }
    if let lastChange {
      text.append(
        StatusLine.line(
          "Last change",
          "event \(lastChange.id), \(lastChange.at), \(lastChange.intent.actor): \(lastChange.intent.command)"
        ))
    }
    return text
  }

  private var fallbacks: [String] {
    models.text.fallbacks.map { $0.resolution?.ref.key ?? $0.written }
  }

  private var own: [String] {
    models.providers.filter { $0.scope != .defaults }.map(\.definition.id)
  }

  var plain: Text { ["\(summary.agent.id.text)"] }

  var json: JSON {
    var json = summary.members
    json["fallbacks"] = .array(fallbacks.map { .string($0) })
    json["fallbacksSource"] = .string(models.text.fallbacksLayer.description)
    json["imageModel"] = models.image.primary.map { .string($0.ref.key) } ?? .null
    json["ownProviders"] = .array(own.map { .string($0) })
    var settings: JSONObject = [:]
    for (key, value) in models.settings.own.sorted(by: { $0.key < $1.key }) {
      settings[key] = .string(value)
    }
    json["settings"] = .object(settings)
    json["lastChange"] = lastChange.map { EventText($0).json }
    return ["agent": .object(json)]
  }
}
