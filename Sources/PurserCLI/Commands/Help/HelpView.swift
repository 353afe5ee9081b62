import CommandKit
import JSONKit

/// The help page of a command or group.
struct HelpView: View {
  private let command: CommandDescription
  private let width: Int

  /// Finds the command that `path` names. Throws a usage error that suggests the nearest one.
  init(path: [String], width: Int) throws(UsageError) {
    let tree = RootCommand.tree
    var known: [String] = []
    for word in path {
      guard tree.node(at: known + [word]) != nil else {
        throw try Self.unknown(word, after: known)
      }
      known.append(word)
    }
    guard let command = tree.catalogueEntry(at: path) else {
      throw UsageError(.unknownCommand, "There is no such command.")
    }
    self.command = command
    self.width = width
  }

  var page: String {
    let tree = RootCommand.tree
    return HelpPage(command, program: tree.program, globals: tree.globals, width: width).text
  }

  var text: Text { Text(page: page) }

  var json: JSON { command.json(program: RootCommand.tree.program) }

  /// Asks the parser, so that the message is the one the words themselves would give.
  private static func unknown(
    _ word: String, after path: [String]
  ) throws(UsageError) -> UsageError {
    do throws(UsageError) {
      _ = try RootCommand.tree.parse(path + [word])
    } catch {
      return error
    }
    return UsageError(.unknownCommand, "Unknown command '\(word)'.", subject: word)
  }
}

extension CommandDescription {
  /// The description for programs that call this one.
  func json(program: String) -> JSON {
    var json: JSONObject = [
      "command": .string(([program] + path).joined(separator: " ")),
      "summary": .string(summary),
      "usage": .string(HelpPage.usageLine(self, program: program)),
    ]
    if !discussion.isEmpty { json["discussion"] = .string(discussion) }
    json["parameters"] = .array(parameters.filter { !$0.isHidden }.map(\.json))
    json["examples"] = .array(examples.map { .string($0) })
    if isGroup {
      json["subcommands"] = .array(
        members.filter { !$0.isHidden }.map { member in
          ["name": .string(member.name), "summary": .string(member.summary)]
        })
      json["default"] = bare.map { .string($0) }
    }
    return .object(json)
  }
}

extension ParameterDescription {
  fileprivate var json: JSON {
    let kind =
      switch self.kind {
      case .argument: "argument"
      case .option: "option"
      case .flag: "flag"
      }
    var json: JSONObject = [
      "name": .string(name), "kind": .string(kind), "help": .string(help),
      "required": .bool(isRequired), "repeatable": .bool(occurrence == .repeated),
    ]
    if !allowedValues.isEmpty { json["values"] = .array(allowedValues.map { .string($0) }) }
    if !defaults.isEmpty { json["default"] = .string(defaults.joined(separator: ",")) }
    return .object(json)
  }
}
