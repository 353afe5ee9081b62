import CommandKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser providers set`
struct ProvidersSet: Command {
  var id: String
  var options: ProviderOptions
  var scope: ScopeSelection
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "set", "Change a provider of the defaults or of agents; what is not named stays.",
    Argument("provider", "The provider.", completion: .storedProviders),
    ProviderOptions.parameters,
    ScopeSelection.parameters,
    WriteOptions.parameters,
    examples: [
      "purser providers set lab-vllm --key-env LAB_KEY --dry-run",
      "purser providers set lab-vllm --base-url http://vllm.lab.example:9000/v1 --agents 'op*'",
      "purser providers set lab-vllm --model qwen3-32b --context-window 65536",
    ],
    discussion: """
      Without a scope the defaults are changed. An agent that has the provider from the defaults gets a copy \
      of its own with the change. A key itself is never an argument: see purser providers add --help.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    let id = try ProviderArgument.id(id, in: context)
    let edit = try options.edit(of: id, in: context)
    guard !edit.isEmpty else {
      throw UsageError(
        .missingOption, "Nothing to change was named.", subject: "providers set",
        hint: "Give --base-url, --api, one of the --key options, --header or --model.")
    }
    let provider = EditProvider(vault: context.vault, environment: context.environment)
    // A copy of the defaults' provider takes its sealed values along.
    let usesSecrets = edit.mayHoldSecrets || !scope.isEmpty
    let written = try context.write(write, usesSecrets: usesSecrets) { session in
      try scope.writtenScopes(in: session).map { scope in
        try provider.change(id, edit, at: scope, in: session)
      }
    }
    return WriteView(provider: id, written, in: context)
  }
}
