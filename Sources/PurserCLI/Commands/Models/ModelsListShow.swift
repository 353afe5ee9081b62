import CommandKit
import JSONKit
import PurserDomain
import PurserServices

/// `purser models list`
struct ModelsListShow: Command {
  var all: Bool
  var local: Bool
  var provider: String?
  var scope: ScopeSelection

  static let declaration = Declaration<Self>(
    "list", "List the configured models, or with --all every known model.",
    Flag("all", "List every known model, not only the configured ones."),
    Flag("local", "List models with an endpoint on this machine only."),
    Option(
      "provider", "List models of this provider only; empty for all.", value: "id",
      completion: .providers,
      allowsEmpty: true),
    ScopeSelection.ofOneAgent,
    examples: [
      "purser models list", "purser models list --all --provider openrouter",
      "purser models list --agent research --json",
    ],
    discussion: """
      Known are the models that providers define and those of the catalogs that were loaded with 'purser models \
      refresh'. A configured model that the catalogs of its provider no longer list is tagged 'retired', one that they \
      never listed 'unknown'.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> ModelsListView {
    try context.read { session in
      let agents = try scope.readAgents(in: session, context.environment)
      guard agents.count <= 1 else { throw ScopeSelection.tooMany(for: "models list") }
      let models = try session.models(of: agents.first)
      context.warn(of: models)
      return ModelsListView(
        list: try ModelsList(
          of: models, ModelsFilter(all: all, local: local, provider: provider),
          credentials: context.credentials, in: session))
    }
  }
}

/// Models in the table of the reference pages.
struct ModelsListView: View {
  let list: ModelsList

  var text: Text {
    if list.rows.isEmpty { return ["No models found."] }
    return Text([Line(ModelRow.header)] + list.rows.map { Line($0.line) })
  }

  var plain: Text { Text(list.rows.map { Line($0.key) }) }

  var json: JSON {
    [
      "count": .number(JSONNumber(list.rows.count)), "models": .array(list.rows.map(\.json)),
    ]
  }
}

extension ModelRow {
  fileprivate var json: JSON {
    var json: JSONObject = [
      "key": .string(key), "name": .string(name), "input": .string(input),
      "contextWindow": contextWindow.map { .number(JSONNumber($0)) } ?? .null,
      "local": local.map { .bool($0) } ?? .null,
      "available": available.map { .bool($0) } ?? .null,
      "tags": .strings(tags), "missing": .bool(missing),
    ]
    json["catalog"] = mark.map { .string($0) }
    return .object(json)
  }
}
