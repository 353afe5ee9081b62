import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser providers add`
struct ProvidersAdd: Command {
  var id: String
  var options: ProviderOptions
  var scope: ScopeSelection
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "add", "Add a provider to the defaults or to agents.",
    Argument("provider", "Id of the new provider."),
    ProviderOptions.parameters,
    ScopeSelection.parameters,
    WriteOptions.parameters,
    examples: [
      "purser providers add ollama --base-url http://127.0.0.1:11434/v1 --api openai-completions "
        + "--key-marker ollama-local --model llama3.3 --context-window 131072",
      "purser providers add openai --base-url https://proxy.example/v1 --key-env PROXY_KEY "
        + "--agent coder --dry-run",
    ],
    discussion: """
      Without a scope it is added to the defaults, and every agent has it that has no own provider of that \
      id. A key itself is never an argument: give a reference to it, or let it be read from standard input, \
      a file, a variable or the terminal; then it is sealed.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    let id = try ProviderArgument.id(id, isNew: true, in: context)
    let edit = try options.edit(of: id, in: context)
    let provider = EditProvider(vault: context.vault, environment: context.environment)
    let written = try context.write(write, usesSecrets: edit.mayHoldSecrets) { session in
      try scope.writtenScopes(in: session).map { scope in
        try provider.add(id, edit, at: scope, in: session)
      }
    }
    return WriteView(provider: id, written, in: context)
  }
}

extension WriteView {
  /// The answer of a command that wrote a provider at some scopes; says what it remarked.
  init(
    provider id: Provider.ID, _ written: Written<[EditProvider.Outcome]>,
    in context: CommandContext
  ) {
    let outcomes = written.value
    var remarks: [String] = []
    for remark in outcomes.flatMap(\.remarks) where !remarks.contains(remark) {
      remarks.append(remark)
    }
    for remark in remarks {
      let scopes = outcomes.filter { $0.remarks.contains(remark) }.compactMap(\.scope.agent?.text)
      let place = scopes.isEmpty ? "" : " (\(shortened(scopes.joined(separator: ", "), to: 60)))"
      context.note("Note: \(remark)\(place)")
    }
    self.init(
      written, in: context,
      lines: Text(
        outcomes.map { outcome in
          let prefix = SettingLine.prefix(outcome.scope)
          return "\(prefix)\(id): "
            + ProviderText.summary(outcome.definition, modelCount: outcome.models.count)
        }),
      members: [
        "provider": .string(id.text),
        "scopes": .array(outcomes.map { .string($0.scope.text) }),
        "remarks": .array(remarks.map { .string($0) }),
      ])
  }
}
