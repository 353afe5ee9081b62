import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import SystemKit

/// `purser providers list`
struct ProvidersList: Command {
  var scope: ProviderScope

  static let declaration = Declaration<Self>(
    "list", "List the providers in force, with the scope each comes from.",
    ProviderScope.parameters,
    examples: [
      "purser providers list", "purser providers --defaults --json",
      "purser providers list --all-agents --plain",
    ],
    discussion: """
      Providers that gateways know by themselves are listed only when something is configured for them. \
      Keys are not opened.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> ProvidersView {
    let environment = context.environment
    return try context.read { session in
      let agents = try scope.agents(in: session, context)
      let providers =
        try agents.map { try session.providers(inForceFor: $0) }
        ?? session.providersOfDefaults()
      return ProvidersView(
        rows: providers.map { provider in
          ProvidersView.Row(
            provider: provider,
            key: ShownValue(provider.definition.key) { environment.nonEmpty($0) != nil })
        }, hasAgents: (agents?.count ?? 0) > 1)
    }
  }
}

/// Providers as rows.
struct ProvidersView: View {
  struct Row {
    let provider: ListedProvider
    let key: ShownValue
  }

  let rows: [Row]
  /// Whether the rows are about several agents.
  let hasAgents: Bool

  var text: Text {
    guard !rows.isEmpty else {
      return ["No providers are configured. Next: purser providers add ID"]
    }
    let columns = ["Provider", "API", "Base URL", "Key"].map { Table.Column($0) }
    var table = Table(
      (hasAgents ? [Table.Column("Agent")] : []) + columns
        + [Table.Column("Models", alignedRight: true), Table.Column("From")])
    for row in rows {
      let definition = row.provider.definition
      table.append(
        (hasAgents ? ["\(row.provider.agent?.text ?? "*")"] : []) + [
          "\(definition.id)", "\(definition.api ?? "-")",
          "\(shortened(definition.baseURL ?? "-", to: 60))", "\(shortened(row.key.phrase, to: 40))",
          "\(row.provider.modelCount)", ProviderText.scope(row.provider.scope),
        ])
    }
    return table.text
  }

  var plain: Text {
    Text(
      rows.map { row in
        let agent: [Line] = hasAgents ? ["\(row.provider.agent?.text ?? "*")"] : []
        return .row(agent + ["\(row.provider.definition.id)"])
      })
  }

  var json: JSON { ["providers": .array(rows.map(\.json))] }
}

extension ProvidersView.Row {
  fileprivate var json: JSON {
    var json: JSONObject = [:]
    json["agentId"] = provider.agent.map { .string($0.text) }
    json["id"] = .string(provider.definition.id)
    json["scope"] = .string(provider.scope.text)
    json["baseUrl"] = provider.definition.baseURL.map { .string($0) }
    json["api"] = provider.definition.api.map { .string($0) }
    json["key"] = ProviderText.json(key)
    json["modelCount"] = .number(JSONNumber(provider.modelCount))
    return .object(json)
  }
}
