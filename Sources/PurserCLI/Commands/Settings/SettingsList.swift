import CommandKit
import JSONKit
import PurserDomain

/// `purser settings list`
struct SettingsList: Command {
  var scope: ScopeSelection

  static let declaration = Declaration<Self>(
    "list", "List every setting with its value in force and where that comes from.",
    ScopeSelection.parameters,
    examples: ["purser settings list", "purser settings --agent coder"],
    discussion:
      "Without a scope they are those of the current agent; the source tells which are the defaults'.",
    build: Self.init)

  func run(in context: CommandContext) throws -> SettingsView {
    SettingsView(
      rows: try context.read { try SettingRow.rows(for: scope, in: $0, context.environment) },
      namesAgents: !scope.isEmpty)
  }
}

/// All settings of some scopes.
struct SettingsView: View, Equatable {
  let rows: [SettingRow]
  /// Whether each line says whose it is.
  let namesAgents: Bool

  var text: Text {
    var table = Table(
      (namesAgents ? [Table.Column("Agent")] : [])
        + ["Setting", "Value", "Source", "What it does"].map { Table.Column($0) })
    for row in rows {
      table.append(
        (namesAgents ? ["\(row.agent?.text ?? "*")"] : [])
          + ["\(row.key.rawValue)", "\(row.value)", "\(row.layer)", "\(row.key.summary)"])
    }
    return table.text
  }

  var plain: Text {
    Text(
      rows.map { row in
        let agent: [Line] = namesAgents ? ["\(row.agent?.text ?? "*")"] : []
        return .row(agent + ["\(row.key.rawValue)", "\(row.value)"])
      })
  }

  var json: JSON { ["settings": .array(rows.map(\.json))] }
}
