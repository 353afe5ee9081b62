/// The manual page, section 1, in the `man` macros that every troff knows.
package struct ManualPage {
  private let catalogue: CommandCatalogue
  private let version: String
  private let sections: [PageSection]

  /// Prepares the page; `version` stands in its footer, and `sections` behind the commands.
  package init(_ catalogue: CommandCatalogue, version: String, sections: [PageSection] = []) {
    self.catalogue = catalogue
    self.version = version
    self.sections = sections
  }

  /// The whole page; ends with a newline.
  package var text: String {
    let program = catalogue.program
    var lines = [
      ".TH \(program.uppercased()) 1 \"\" \"\(program) \(version)\" \"User Commands\"",
      ".SH NAME",
      "\(program) \\- \(escaped(sentenceBody(catalogue.root.summary)))",
      ".SH SYNOPSIS",
      ".B \(program)",
      "[\\fIoptions\\fR] \\fIcommand\\fR [\\fIarguments\\fR]",
    ]
    if !catalogue.root.discussion.isEmpty {
      lines.append(".SH DESCRIPTION")
      lines += paragraphs(catalogue.root.discussion)
    }
    lines.append(".SH GLOBAL OPTIONS")
    lines += entries(catalogue.globals + [.version])
    lines.append(".SH COMMANDS")
    for command in catalogue.visible.dropFirst() where !command.isGroup { lines += block(command) }
    for section in sections {
      lines.append(".SH \(section.title.uppercased())")
      lines += section.entries.flatMap { [".TP", ".B \(escaped($0.label))", escaped($0.help)] }
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private func block(_ command: CommandDescription) -> [String] {
    var lines = [
      ".SS \"\(escaped(HelpPage.usageLine(command, program: catalogue.program)))\"",
      escaped(command.summary),
    ]
    if !command.discussion.isEmpty { lines += [".PP"] + paragraphs(command.discussion) }
    lines += entries(command.parameters)
    if !command.examples.isEmpty {
      lines += [".PP", "Examples:", ".PP", ".nf", ".RS"]
      lines += command.examples.map(escaped) + [".RE", ".fi"]
    }
    return lines
  }

  private func entries(_ parameters: [ParameterDescription]) -> [String] {
    parameters.filter { !$0.isHidden }.flatMap { parameter in
      [".TP", ".B \(escaped(label(parameter)))", escaped(parameter.fullHelp)]
    }
  }

  private func label(_ parameter: ParameterDescription) -> String {
    guard parameter.kind != .argument else { return parameter.display }
    let names =
      (parameter.short.map { ["-\($0)"] } ?? []) + parameter.longNames.map { "--\($0)" }
    return names.joined(separator: ", ")
      + (parameter.kind == .option ? " <\(parameter.valueName)>" : "")
  }

  private func paragraphs(_ text: String) -> [String] {
    Array(
      text.split(separator: "\n\n")
        .map { [escaped(wrap(String($0), to: 78, indent: 0))] }
        .joined(separator: [".PP"]))
  }

  private func sentenceBody(_ text: String) -> String {
    text.hasSuffix(".") ? String(text.dropLast()) : text
  }

  /// Backslashes and dashes are written out, and a line may not begin like a request.
  private func escaped(_ text: String) -> String {
    var result = ""
    var atStart = true
    for character in text {
      if atStart, character == "." || character == "'" { result += "\\&" }
      switch character {
      case "\\": result += "\\e"
      case "-": result += "\\-"
      case "\"": result += "\\(dq"
      default: result.append(character)
      }
      atStart = character == "\n"
    }
    return result
  }
}
