/// The Markdown page that documents every command.
package struct CommandReference {
  private let catalogue: CommandCatalogue
  private let sections: [PageSection]

  /// Prepares the reference of `catalogue`; hidden commands and parameters are left out. `sections` stand before the commands.
  package init(_ catalogue: CommandCatalogue, sections: [PageSection] = []) {
    self.catalogue = catalogue
    self.sections = sections
  }

  /// The whole page; ends with a newline.
  package var text: String {
    let blocks =
      ["# Commands", "Generated from the program's declarations; do not edit."]
      + [table("## Global options", catalogue.globals + [.version])]
      + sections.map { section in
        table("## \(section.title)", rows: section.entries.map { ($0.label, $0.help) })
      }
      + catalogue.visible.flatMap(blocks)
    return blocks.joined(separator: "\n\n") + "\n"
  }

  private func blocks(of command: CommandDescription) -> [String] {
    let title = ([catalogue.program] + command.path).joined(separator: " ")
    var blocks = ["## \(title)", escaped(command.summary)]
    if !command.discussion.isEmpty { blocks.append(escaped(command.discussion)) }
    blocks.append(fence([HelpPage.usageLine(command, program: catalogue.program)]))
    let shown = command.parameters.filter { !$0.isHidden }
    if !shown.isEmpty { blocks.append(table(nil, shown)) }
    let members = command.members.filter { !$0.isHidden }
    if !members.isEmpty {
      blocks.append(
        members.map { member in
          let mark = member.name == command.bare ? " (when nothing is named)" : ""
          return "- `\(member.name)`\(mark): \(escaped(member.summary))"
        }.joined(separator: "\n"))
    }
    if !command.examples.isEmpty { blocks.append(fence(command.examples)) }
    return blocks
  }

  private func table(_ title: String?, _ parameters: [ParameterDescription]) -> String {
    table(title, rows: parameters.filter { !$0.isHidden }.map { (names($0), $0.fullHelp) })
  }

  private func table(_ title: String?, rows: [(label: String, help: String)]) -> String {
    let lines =
      ["| | |", "| --- | --- |"]
      + rows.map { "| `\(barred($0.label))` | \(escaped($0.help)) |" }
    return (title.map { [$0, ""] } ?? []).appending(lines).joined(separator: "\n")
  }

  private func names(_ parameter: ParameterDescription) -> String {
    guard parameter.kind != .argument else { return parameter.display }
    let names =
      (parameter.short.map { ["-\($0)"] } ?? []) + parameter.longNames.map { "--\($0)" }
    let value = parameter.kind == .option ? " <\(parameter.valueName)>" : ""
    return names.joined(separator: ", ") + value
  }

  /// A bar ends a cell even inside a code span.
  private func barred(_ text: String) -> String {
    text.split(separator: "|", omittingEmptySubsequences: false).joined(separator: "\\|")
  }

  private func fence(_ lines: [String]) -> String {
    (["```text"] + lines + ["```"]).joined(separator: "\n")
  }

  /// Angle brackets and bars would be taken for markup.
  private func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      if character == "<" || character == "|" || character == "*" { result.append("\\") }
      result.append(character)
    }
    return result
  }
}

extension [String] {
  fileprivate func appending(_ more: [String]) -> [String] { self + more }
}
