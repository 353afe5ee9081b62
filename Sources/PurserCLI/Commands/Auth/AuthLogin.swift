import CommandKit
import JSONKit
import PurserDomain

/// `purser models auth login`
struct AuthLogin: Command {
  var provider: String?
  var method: AuthAdd.Method?
  var profile: ProfileIDText?
  var secret: SecretInput
  var scope: ScopeSelection
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "login", "Log in to a provider with a key or token, or show how one can.",
    Option("provider", "The provider.", value: "id", completion: .providers),
    Option("method", "How to log in.", value: "method"),
    Option("profile-id", "Id of the profile; otherwise <provider>:manual.", value: "id"),
    SecretInput.parameters,
    ScopeSelection.parameters,
    WriteOptions.parameters,
    examples: [
      "purser models auth login", "purser models auth login --provider anthropic",
      "purser models auth login --provider openai --method api-key --from-file ~/token.txt",
    ],
    discussion: """
      Without --method it lists what works without going to the network: API keys, tokens and tokens \
      of a provider's own program.
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> AuthLoginAnswer {
    let given = try provider.map { try AuthProvider.required($0, in: context) }
    guard let given, let method else {
      let providers = given.map { [$0.text] } ?? ProviderEnvironment.standard.providers.sorted()
      return .methods(
        AuthMethodsView(
          rows: providers.map { provider in
            AuthMethodsView.Row(
              provider: provider, methods: AuthMethods.methods(of: provider),
              variables: ProviderEnvironment.standard.variables[provider] ?? [])
          }))
    }
    let add = AuthAdd(
      provider: given.text, method: method, profile: profile, expiresIn: nil,
      account: AccountOptions(email: nil, copies: false, keeps: false), secret: secret,
      scope: scope,
      write: write)
    return .saved(try add.run(in: context))
  }
}

/// What was stored, or how one can log in.
enum AuthLoginAnswer: Answer {
  case methods(AuthMethodsView)
  case saved(WriteView)

  func write(to output: Output) throws {
    switch self {
    case .methods(let view): try view.write(to: output)
    case .saved(let view): try view.write(to: output)
    }
  }
}

/// The ways to log in to providers.
struct AuthMethodsView: View {
  struct Row {
    let provider: String
    let methods: [AuthAdd.Method]
    let variables: [String]
  }

  let rows: [Row]

  var text: Text {
    var table = Table("Provider", "Methods", "Environment")
    for row in rows {
      table.append([
        "\(row.provider)", "\(row.methods.map(\.rawValue).joined(separator: ", "))",
        "\(row.variables.isEmpty ? "-" : row.variables.joined(separator: ", "))",
      ])
    }
    var text = table.text
    text.append("")
    text.append("Log in: purser models auth login --provider ID --method METHOD")
    return text
  }

  var plain: Text {
    Text(
      rows.flatMap { row in
        row.methods.map { "\(row.provider)" + Line.tab + "\($0.rawValue)" as Line }
      })
  }

  var json: JSON {
    [
      "providers": .array(
        rows.map { row in
          [
            "provider": .string(row.provider),
            "methods": .array(row.methods.map { .string($0.rawValue) }),
            "environment": .array(row.variables.map { .string($0) }),
          ]
        })
    ]
  }
}
