import CommandKit
import JSONKit
import PurserDomain
import PurserServices
import PurserStore

/// `purser models auth cooldowns clear`
struct CooldownsClear: Command {
  var profile: ProfileIDText?
  var provider: String?
  var all: Bool
  var scope: ScopeSelection
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "clear", "End every window of profiles now and forget what they failed with.",
    Option("profile", "Only this profile.", value: "id", completion: .profiles),
    Option("provider", "Only this provider's.", value: "id", completion: .providers),
    Flag("all", "Those of every provider."),
    ScopeSelection.parameters,
    WriteOptions.parameters,
    examples: ["purser models auth cooldowns clear --profile openai:work"],
    discussion: "Without a scope the shared profiles; with agents, their own ones.",
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    guard profile != nil || provider != nil || all else {
      throw UsageError(
        .missingOption, "Nothing says what to clear.", subject: "--profile",
        hint: "Give --profile ID, --provider ID or --all.")
    }
    let id = try profile?.known()
    let given = try provider.map { try ProviderArgument.id($0, in: context).text }
    let written = try context.write(write) { session in
      let scopes = try id.map { try scope.writtenScopes(having: $0, in: session) }
      return try (scopes ?? scope.writtenScopes(in: session)).flatMap { scope in
        try ClearWindows().run(profile: id, provider: given, at: scope, in: session)
      }
    }
    let done: Line = write.dryRun ? "Would be cleared: " : "Cleared: "
    let lines =
      written.value.isEmpty
      ? ["Nothing to clear."]
      : Text(written.value.map { SettingLine.prefix($0.scope) + done + "\($0.id)" })
    return WriteView(
      written, in: context, lines: lines,
      members: [
        "cleared": .array(
          written.value.map {
            ["scope": .string($0.scope.text), "profileId": .string($0.id)]
          })
      ], stateRows: written.value.count)
  }
}
