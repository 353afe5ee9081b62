import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

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
