import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser models auth order get`
struct AuthOrderGet: Command {
  var provider: String?
  var scope: ScopeSelection

  static let declaration = Declaration<Self>(
    "get", "Show the order that was set for a provider's profiles.",
    Option(
      "provider", "The provider.", value: "id", completion: .providers, allowsEmpty: true),
    ScopeSelection.ofOneAgent,
    examples: [
      "purser models auth order get --provider openai",
      "purser models auth order get --provider openai --agent coder --json",
    ],
    discussion: """
      It is the agent's own order, else that of the defaults. Which profiles are tried, and why in that order: \
      purser models resolve.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> AuthOrderView {
    let given = try AuthProvider.required(provider, in: context)
    return try context.read { session in
      let agents = try scope.readAgents(in: session, context.environment)
      guard agents.count <= 1 else { throw ScopeSelection.tooMany(for: "models auth order get") }
      let agent = agents.first
      let orders = try session.profiles(of: agent?.id).orders.filter { $0.provider == given.text }
      return AuthOrderView(
        agent: agent, provider: given.text,
        shownStore: context.shortened(try context.storePlace().path),
        set: orders.first { $0.source == .store }, configured: orders.first { $0.source == .config }
      )
    }
  }
}

/// The order of one provider.
struct AuthOrderView: View {
  let agent: Agent?
  let provider: String
  let shownStore: String
  let set: StoredOrder?
  let configured: StoredOrder?

  private func list(_ order: StoredOrder) -> String {
    order.profiles.isEmpty ? "none is tried" : order.profiles.joined(separator: ", ")
  }

  var text: Text {
    var text: Text = [
      "Agent: \(agent?.id.text ?? "*")", "Provider: \(provider)", "Auth store: \(shownStore)",
      "Order override: \(set.map(list) ?? "(none)")",
    ]
    if let set, set.scope == .defaults, agent != nil { text.append("Set for: the defaults") }
    if let configured {
      text.append("Config order: \(list(configured))\(set == nil ? "" : " (not in force)")")
    }
    return text
  }

  var plain: Text { Text((set ?? configured)?.profiles.map { "\($0)" } ?? []) }

  var json: JSON {
    func ids(_ order: StoredOrder?) -> JSON {
      order.map { .array($0.profiles.map { .string($0) }) } ?? .null
    }
    return [
      "agentId": agent.map { .string($0.id.text) } ?? .null,
      "agentDir": agent?.agentDirectory.map { .string($0) } ?? .null,
      "provider": .string(provider), "authStorePath": .string(shownStore), "order": ids(set),
      "scope": set.map { .string($0.scope.text) } ?? .null, "configOrder": ids(configured),
    ]
  }
}

/// `purser models auth order set`
struct AuthOrderSet: Command {
  var provider: String?
  var none: Bool
  var profiles: [String]
  var scope: ScopeSelection
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "set", "Set the order in which a provider's profiles are tried.",
    Option(
      "provider", "The provider.", value: "id", completion: .providers, allowsEmpty: true),
    Flag("none", "Try none of the provider's profiles."),
    Argument("profile", "Ids of profiles, the first is tried first.", completion: .profiles),
    ScopeSelection.parameters,
    WriteOptions.parameters,
    examples: [
      "purser models auth order set --provider openai openai:work openai:home --dry-run"
    ],
    discussion:
      "Profiles that are left out are not tried. Without a scope the defaults are changed.",
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    let given = try AuthProvider.required(provider, in: context)
    let ids = ProfileOrder.ids(typed: profiles) ?? []
    guard !ids.isEmpty != none else {
      throw UsageError(
        none ? .conflict : .missingArgument,
        none
          ? "Give either --none or profile ids."
          : "Missing profile ids. Provide one or more profile ids.",
        subject: "profile", hint: "purser models auth list --provider \(given)")
    }
    for id in ids { _ = try ProfileIDText.read(id) }
    let written = try context.write(write) { session in
      try scope.writtenScopes(in: session).map { scope in
        (
          scope: scope,
          ids: try EditProfileOrder().set(
            ids, of: given.text, at: scope, allowsNone: none, in: session)
        )
      }
    }
    return AuthOrderText.view(written, given, order: ids, in: context) { row in
      row.ids.isEmpty ? "none is tried" : row.ids.joined(separator: ", ")
    }
  }
}

/// `purser models auth order clear`
struct AuthOrderClear: Command {
  var provider: String?
  var scope: ScopeSelection
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "clear", "Remove the order that was set for a provider's profiles.",
    Option(
      "provider", "The provider.", value: "id", completion: .providers, allowsEmpty: true),
    ScopeSelection.parameters,
    WriteOptions.parameters,
    examples: ["purser models auth order clear --provider openai --dry-run"],
    discussion: "The order of the config, if it has one, counts again.",
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    let given = try AuthProvider.required(provider, in: context)
    let written = try context.write(write) { session in
      try scope.writtenScopes(in: session).map { scope in
        _ = try EditProfileOrder().clear(given.text, at: scope, in: session)
        return (scope: scope, ids: [String]())
      }
    }
    return AuthOrderText.view(written, given, order: nil, in: context) { _ in nil }
  }
}

/// What both writers of orders say.
enum AuthOrderText {
  static func view(
    _ written: Written<[(scope: ScopeID, ids: [String])]>, _ provider: Provider.ID,
    order: [String]?, in context: CommandContext,
    _ describe: ((scope: ScopeID, ids: [String])) -> String?
  ) -> WriteView {
    var lines = Text()
    for row in written.value {
      lines.append("Agent: \(row.scope.text)")
      lines.append("Provider: \(provider)")
      let isKept = written.event == nil && !written.isDryRun && order == nil
      lines.append(
        describe(row).map { "Order override: \($0)" }
          ?? (isKept ? "There is no order override." : "Cleared order override."))
    }
    return WriteView(
      written, in: context, lines: lines,
      members: [
        "provider": .string(provider.text),
        "scopes": .array(written.value.map { .string($0.scope.text) }),
        "order": order.map { .array($0.map { .string($0) }) } ?? .null,
      ], saysUpdated: true)
  }
}
