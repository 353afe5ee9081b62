import CommandKit
import JSONKit
import PurserDomain
import PurserStore

/// `purser settings unset`
struct SettingsUnset: Command {
  var key: String
  var scope: ScopeSelection
  var write: WriteOptions

  static let declaration = Declaration<Self>(
    "unset", "Remove a setting from the defaults or from agents, so that it is inherited again.",
    Argument("setting", "The setting.", completion: .settings),
    ScopeSelection.parameters,
    WriteOptions.parameters,
    examples: ["purser settings unset export.dialect --agent coder --dry-run"],
    discussion: "Without a scope the defaults are changed.",
    build: Self.init)

  func run(in context: CommandContext) throws -> WriteView {
    let key = try SettingKey.named(key)
    try scope.requireReach(of: key)
    let written = try context.write(write) { session in
      try scope.writtenScopes(in: session).map { scope in
        (scope: scope, wasSet: try session.settings.unset(key.rawValue, at: scope))
      }
    }
    return WriteView(
      written, in: context,
      lines: Text(
        written.value.map { row in
          let what: Line = row.wasSet ? "is no longer set" : "was not set"
          return "\(SettingLine.prefix(row.scope))\(key.rawValue) \(what)"
        }),
      members: ["setting": .string(key.rawValue)])
  }
}
