import CommandKit
import JSONKit
import PurserDomain
import PurserStore

/// `purser settings set`
struct SettingsSet: Command {
  var key: String
  var value: String
  var scope: ScopeSelection
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "set", "Set a setting for the defaults or for agents.",
    Argument("setting", "The setting.", completion: .settings),
    Argument("value", "Its new value; see: purser settings list.", completion: .settingValues),
    ScopeSelection.parameters,
    WriteOptions.parameters,
    examples: [
      "purser settings set export.dialect dollar",
      "purser settings set models.mode replace --agent coder --dry-run",
    ],
    discussion: "Without a scope the defaults are changed.",
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    let key = try SettingKey.named(key)
    let value = try key.canonical(value)
    try scope.requireReach(of: key)
    let written = try context.write(write) { session in
      let scopes = try scope.writtenScopes(in: session)
      for scope in scopes {
        try session.settings.set(key.rawValue, to: value, at: scope)
      }
      return scopes
    }
    return WriteView(
      written, in: context,
      lines: Text(written.value.map { "\(SettingLine.prefix($0))\(key.rawValue) = \(value)" }),
      members: ["setting": .string(key.rawValue), "value": .string(value)])
  }
}

/// How a scope stands before a line that is about it.
enum SettingLine {
  /// Empty for the defaults, the agent and a colon otherwise.
  static func prefix(_ scope: ScopeID) -> Line {
    scope.agent.map { "\($0.text): " } ?? ""
  }
}

extension ScopeSelection {
  /// Throws a usage error when agents were named and the setting is one that only the defaults have.
  func requireReach(of key: SettingKey) throws(UsageError) {
    guard !isEmpty, key.reach == .defaultsOnly else { return }
    throw UsageError(
      .unsupported, "'\(key.rawValue)' can only be set for the defaults, not for agents.",
      subject: key.rawValue, hint: "purser settings set \(key.rawValue) VALUE")
  }
}
