import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser providers remove`
struct ProvidersRemove: Command {
  var id: String
  var isForced: Bool
  var scope: ScopeSelection
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "remove", "Remove a provider from the defaults or from agents, with its models and keys.",
    Argument("provider", "The provider.", completion: .storedProviders),
    Flag("force", "Remove it even if a default model needs it."),
    ScopeSelection.parameters,
    WriteOptions.parameters,
    examples: ["purser providers remove lab-vllm --dry-run"],
    discussion: """
      Without a scope it is removed from the defaults. Sealed keys are forgotten with it. Names the routes, \
      aliases and allowed models that still use it. Asks first; --yes answers.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> ConfirmedView {
    let id = try ProviderArgument.id(id, in: context)
    func removal(_ session: Session<some Any>) throws -> RemoveProvider {
      RemoveProvider(id, at: try scope.writtenScopes(in: session), isForced: isForced)
    }
    let uses = try context.read { try removal($0).check(in: $0) }
    for use in uses.prefix(20) { context.note("Warning: still in use by \(use.text).") }
    if uses.count > 20 { context.note("Warning: still in use by \(uses.count - 20) more.") }
    if !write.dryRun {
      let question = "Remove provider '\(id)' with its models and keys?"
      let refusal = "Removing a provider asks first, and nobody can be asked here."
      guard try context.confirm(question, refusal: refusal) else { return ConfirmedView(nil) }
    }
    let written = try context.write(write) { try removal($0).run(in: $0) }
    return ConfirmedView(view(of: written, id, in: context))
  }

  private func view(
    of written: Written<RemoveProvider.Outcome>, _ id: Provider.ID, in context: CommandContext
  ) -> WriteView {
    let outcome = written.value
    return WriteView(
      written, in: context,
      lines: Text(
        outcome.removed.map { scope, count in
          let models: Line = count == 1 ? "1 model" : "\(count) models"
          return "\(SettingLine.prefix(scope))Removed provider: \(id) (\(models))"
        }),
      members: [
        "provider": .string(id.text),
        "scopes": .array(outcome.removed.map { .string($0.scope.text) }),
        "uses": .array(
          outcome.uses.map { use in
            var json: JSONObject = [
              "kind": .string(use.kind.rawValue), "scope": .string(use.scope.text),
            ]
            json["purpose"] = use.purpose.map { .string($0.rawValue) }
            json["written"] = .string(use.written)
            return .object(json)
          }),
      ])
  }
}
