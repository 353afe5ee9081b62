import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser providers show`
struct ProvidersShow: Command {
  var id: String
  var scope: ProviderScope

  static let declaration = Declaration<Self>(
    "show", "Show one provider: endpoint, key, headers, models, last change.",
    Argument("provider", "The provider.", completion: .storedProviders),
    ProviderScope.ofOneAgent,
    examples: [
      "purser providers show lab-vllm", "purser providers show lab-vllm --agent ops --json",
    ],
    discussion: """
      Of a sealed key only the ends are shown, and nothing when the master key is missing. --plain prints \
      the ids of its models.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> ProviderView {
    let id = try ProviderArgument.id(id, in: context)
    return try context.read { session in
      let agents = try scope.agents(in: session, context)
      guard agents.map({ $0.count == 1 }) ?? true else {
        throw UsageError(
          .unsupported, "'purser providers show' answers for one agent.", subject: "--agent",
          hint: "Name one agent, or none.")
      }
      let agent = agents?.first?.id
      return ProviderView(
        agent: agent,
        details: try ProviderDetails(
          id, for: agent, vault: context.vault, environment: context.environment, in: session))
    }
  }
}

/// One provider.
struct ProviderView: View {
  /// The agent it is shown for; nil for the defaults.
  let agent: Agent.ID?
  let details: ProviderDetails

  var text: Text {
    let definition = details.definition
    var text: Text = [
      StatusLine.line("Provider", "\(definition.id, .bold)"),
      StatusLine.line("From", ProviderText.scope(details.scope)),
      StatusLine.line("Base URL", "\(definition.baseURL ?? "-")"),
      StatusLine.line("API", "\(definition.api ?? "-")"),
      StatusLine.line("Key", "\(details.key.phrase)"),
      StatusLine.line("Auth mode", "\(definition.authMode ?? "-")"),
      StatusLine.line(
        "Auth header", "\(definition.authHeader.map { $0 ? "yes" : "no" } ?? "-")"),
    ]
    for (name, value) in details.headers {
      text.append(StatusLine.line("Header", "\(name)=\(value.phrase)"))
    }
    if let compat = definition.compatJSON {
      text.append(StatusLine.line("Compat", "\(shortened(compat, to: 120))"))
    }
    if !details.others.isEmpty {
      text.append(
        StatusLine.line("Other members", "\(details.others.keys.joined(separator: ", "))"))
    }
    if definition.writtenID != definition.id {
      text.append(StatusLine.line("Written as", "\(definition.writtenID)"))
    }
    if let change = details.lastChange {
      text.append(
        StatusLine.line(
          "Last change",
          "event \(change.id), \(change.at), \(change.intent.actor): \(change.intent.command)"))
    }
    text.append(StatusLine.line("Models", "\(details.models.count)"))
    if !details.models.isEmpty {
      text.space()
      text.append(models)
    }
    return text
  }

  private var models: Table {
    var table = Table([
      Table.Column("Model"), Table.Column("Name"), Table.Column("Input"),
      Table.Column("Ctx", alignedRight: true), Table.Column("Max out", alignedRight: true),
      Table.Column("Reasoning"), Table.Column("API"),
    ])
    for model in details.models {
      table.append([
        "\(model.id)", "\(model.name ?? "-")",
        "\(model.input.map { $0.joined(separator: "+") } ?? "-")",
        "\(Columns.tokens(model.contextWindow))", "\(Columns.tokens(model.maxTokens))",
        "\(model.reasoning.map { $0 ? "yes" : "no" } ?? "-")", "\(model.api ?? "-")",
      ])
    }
    return table
  }

  var plain: Text { Text(details.models.map { "\($0.id)" }) }

  var json: JSON {
    let definition = details.definition
    var json: JSONObject = ["id": .string(definition.id)]
    json["agentId"] = agent.map { .string($0.text) }
    json["scope"] = .string(details.scope.text)
    json["writtenId"] = .string(definition.writtenID)
    json["baseUrl"] = definition.baseURL.map { .string($0) }
    json["api"] = definition.api.map { .string($0) }
    json["key"] = ProviderText.json(details.key)
    json["authMode"] = definition.authMode.map { .string($0) }
    json["authHeader"] = definition.authHeader.map { .bool($0) }
    json["headers"] = .array(
      details.headers.map { header in
        var members = ProviderText.json(header.value).object ?? [:]
        members["name"] = .string(header.name)
        return .object(members)
      })
    json["compat"] = definition.compatJSON.flatMap { try? JSON.parse($0) }
    json["otherMembers"] = .object(details.others)
    json["models"] = .array(details.models.map { ProviderText.json($0) })
    json["lastChange"] = details.lastChange.map { EventText($0).json }
    return ["provider": .object(json)]
  }
}
