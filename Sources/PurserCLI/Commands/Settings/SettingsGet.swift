import CommandKit
import JSONKit
import PurserDomain

/// `purser settings get`
struct SettingsGet: Command {
  var key: String
  var scope: ScopeSelection

  static let declaration = Declaration<Self>(
    "get", "Print the value of a setting that is in force.",
    Argument("setting", "The setting.", completion: .settings),
    ScopeSelection.parameters,
    examples: [
      "purser settings get models.mode", "purser settings get export.dialect --agent coder",
    ],
    discussion:
      "Without a scope the value for the current agent is printed, which is that of the defaults unless it has its own.",
    build: Self.init)

  func run(in context: CommandContext) throws -> SettingValueView {
    let key = try SettingKey.named(key)
    let rows = try context.read {
      try SettingRow.rows(for: scope, in: $0, context.environment)
    }
    return SettingValueView(rows: rows.filter { $0.key == key })
  }
}

/// One setting at some scopes.
struct SettingValueView: View, Equatable {
  let rows: [SettingRow]

  var text: Text {
    if rows.count == 1 { return Text(rows.map { "\($0.value)" }) }
    return Text(rows.map { "\($0.agent?.text ?? "*") \($0.value)" })
  }

  var plain: Text {
    guard rows.count > 1 else { return text }
    return Text(rows.map { .row(["\($0.agent?.text ?? "*")", "\($0.value)"]) })
  }

  var json: JSON { ["settings": .array(rows.map(\.json))] }
}
