/// The help page of one command or group, in argument-parser's layout.
package struct HelpPage {
  /// The column at which explanations begin.
  static var column: Int { 26 }

  private let program: String
  private let command: CommandDescription
  private let globals: [ParameterDescription]
  private let width: Int

  /// Prepares the page of `command`, wrapped to `width` columns (at least 40).
  package init(
    _ command: CommandDescription, program: String, globals: [ParameterDescription], width: Int
  ) {
    self.program = program
    self.command = command
    self.globals = globals + [.version]
    self.width = max(width, 40)
  }

  /// The whole page; ends with a newline.
  package var text: String {
    var sections = ["OVERVIEW: " + wrap(command.summary, to: width - 10, indent: 0)]
    if !command.discussion.isEmpty { sections.append(wrapParagraphs(command.discussion)) }
    sections.append(Self.usageLine(command, program: program, label: "USAGE: "))
    sections += parameterSections(command.parameters)
    sections.append(list("OPTIONS", plainOptions + [helpEntry]))
    if !command.members.isEmpty { sections.append(list("SUBCOMMANDS", memberEntries)) }
    if !command.examples.isEmpty {
      sections.append(section("EXAMPLES", command.examples.map { "  \($0)" }))
    }
    let shown = globals.filter { !$0.isHidden }
    if !shown.isEmpty { sections.append(list("GLOBAL OPTIONS", shown.map(entry))) }
    if !command.members.isEmpty {
      let words = ([program, "help"] + command.path + ["<subcommand>"]).joined(separator: " ")
      sections.append("  See '\(words)' for detailed help.")
    }
    return sections.joined(separator: "\n\n") + "\n"
  }

  /// `Usage: purser agents add <agent> [--label <label>]`, with `label` before it.
  package static func usageLine(
    _ command: CommandDescription, program: String, label: String = ""
  ) -> String {
    let shown = command.parameters.filter { !$0.isHidden }
    let options = shown.filter { $0.kind != .argument }
    var words = [program] + command.path
    // argument-parser gives up listing them at twelve; a line that wraps is of no use either.
    if options.count > 8 {
      words += options.filter(\.isRequired).map(\.display) + ["[<options>]"]
    } else {
      words += options.map(synopsis)
    }
    words += shown.filter { $0.kind == .argument }.map(synopsis)
    if command.isGroup { words.append(command.bare == nil ? "<subcommand>" : "[<subcommand>]") }
    return label + words.joined(separator: " ")
  }

  private static func synopsis(_ parameter: ParameterDescription) -> String {
    var text = parameter.display
    if parameter.isNegatable { text = "--\(parameter.name)|--no-\(parameter.name)" }
    if !parameter.isRequired { text = "[\(text)]" }
    return parameter.occurrence == .repeated ? text + " ..." : text
  }
}

extension HelpPage {
  private struct Entry {
    var label: String
    var help: String
  }

  private var plainOptions: [Entry] {
    command.parameters
      .filter { $0.kind != .argument && $0.section == nil && !$0.isHidden }
      .map(entry)
  }

  private var helpEntry: Entry { Entry(label: "-h, --help", help: "Show help information.") }

  /// Who asks for a hidden group knows of it and wants to see what is in it.
  private var memberEntries: [Entry] {
    command.members.filter { !$0.isHidden || command.isHidden }.map { member in
      Entry(
        label: member.name == command.bare ? "\(member.name) (default)" : member.name,
        help: member.summary)
    }
  }

  /// Arguments first, then each titled group in order of appearance.
  private func parameterSections(_ parameters: [ParameterDescription]) -> [String] {
    let shown = parameters.filter { !$0.isHidden }
    var sections: [String] = []
    let arguments = shown.filter { $0.kind == .argument }
    if !arguments.isEmpty { sections.append(list("ARGUMENTS", arguments.map(entry))) }
    var titles: [String] = []
    for title in shown.filter({ $0.kind != .argument }).compactMap(\.section)
    where !titles.contains(title) {
      titles.append(title)
    }
    for title in titles {
      let members = shown.filter { $0.section == title && $0.kind != .argument }
      sections.append(list(title.uppercased(), members.map(entry)))
    }
    return sections
  }

  private func entry(_ parameter: ParameterDescription) -> Entry {
    var label = parameter.display
    if parameter.kind != .argument {
      var names = parameter.short.map { ["-\($0)"] } ?? []
      names += ([parameter.name] + parameter.aliases).map { "--\($0)" }
      label = names.joined(separator: ", ")
      if parameter.isNegatable { label += "/--no-\(parameter.name)" }
      if parameter.kind == .option { label += " <\(parameter.valueName)>" }
    }
    return Entry(label: label, help: parameter.fullHelp)
  }

  private func list(_ title: String, _ entries: [Entry]) -> String {
    section(title, entries.map(line))
  }

  private func section(_ title: String, _ lines: [String]) -> String {
    ([title + ":"] + lines).joined(separator: "\n")
  }

  private func line(_ entry: Entry) -> String {
    let label = "  " + entry.label
    let help = wrap(entry.help, to: width - Self.column, indent: Self.column)
    guard label.count < Self.column else {
      return label + "\n" + String(repeating: " ", count: Self.column) + help
    }
    return label + String(repeating: " ", count: Self.column - label.count) + help
  }

  private func wrapParagraphs(_ text: String) -> String {
    text.split(separator: "\n\n")
      .map { wrap(String($0), to: width, indent: 0) }
      .joined(separator: "\n\n")
  }
}

extension ParameterDescription {
  /// The help text with allowed values and default in brackets.
  var fullHelp: String {
    var notes: [String] = []
    if !allowedValues.isEmpty { notes.append("values: " + allowedValues.joined(separator: ", ")) }
    if !defaults.isEmpty { notes.append("default: " + defaults.joined(separator: ",")) }
    return notes.isEmpty ? help : "\(help) (\(notes.joined(separator: "; ")))"
  }
}

/// Breaks `text` at spaces so that no line is longer than `width`, unless one word is. Lines after
/// the first are indented.
func wrap(_ text: String, to width: Int, indent: Int) -> String {
  let width = max(width, 20)
  var lines: [String] = []
  var line = ""
  for word in text.split(whereSeparator: \.isWhitespace) {
    if !line.isEmpty, line.count + 1 + word.count > width {
      lines.append(line)
      line = ""
    }
    line += (line.isEmpty ? "" : " ") + word
  }
  lines.append(line)
  return lines.joined(separator: "\n" + String(repeating: " ", count: indent))
}
