import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

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
