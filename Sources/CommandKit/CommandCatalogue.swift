/// The description of every command, without their types: help pages, reference, manual page and
/// completion are functions of it.
package struct CommandCatalogue: Equatable, Sendable {
  /// The program's name.
  package let program: String
  /// Options every command takes.
  package let globals: [ParameterDescription]
  /// The tree's root; its path is empty.
  package let root: CommandDescription

  /// All commands and groups that are not hidden, each before its members, in tree order.
  package var visible: [CommandDescription] {
    func walk(_ command: CommandDescription) -> [CommandDescription] {
      command.isHidden ? [] : [command] + command.members.flatMap(walk)
    }
    return walk(root)
  }

  /// All commands and groups, the hidden ones too.
  package var everything: [CommandDescription] {
    func walk(_ command: CommandDescription) -> [CommandDescription] {
      [command] + command.members.flatMap(walk)
    }
    return walk(root)
  }

  /// Returns the command or group that `path` names, or nil.
  package func find(_ path: [String]) -> CommandDescription? {
    path.reduce(Optional(root)) { command, word in
      command?.members.first { $0.name == word }
    }
  }
}

/// The description of one command or group.
package struct CommandDescription: Equatable, Sendable {
  /// Words that lead here, without the program's name; empty for the root.
  package var path: [String]
  /// One sentence.
  package var summary: String
  /// Paragraphs separated by empty lines; may be empty.
  package var discussion = ""
  /// What the command takes; what a group takes before its members' names.
  package var parameters: [ParameterDescription] = []
  /// Whole command lines.
  package var examples: [String] = []
  package var isHidden = false
  package var isGroup = false
  /// Name of the member that runs when the group's name stands alone.
  package var bare: String?
  package var members: [CommandDescription] = []

  /// The last word of its path.
  package var name: String { path.last ?? "" }
}

extension CommandTree {
  /// Builds every declaration and returns the whole description.
  package var catalogue: CommandCatalogue {
    CommandCatalogue(
      program: program, globals: globals, root: describe(root, path: [], members: .all))
  }

  /// Returns the description of the node at `path`, with its members' summaries, or nil.
  package func catalogueEntry(at path: [String]) -> CommandDescription? {
    node(at: path).map { describe($0, path: path, members: .oneLevel) }
  }

  private func describe(
    _ node: CommandNode<Context, Answer>, path: [String], members depth: Depth
  ) -> CommandDescription {
    switch node.content {
    case .command(let make):
      var description = make().description
      description.path = path
      return description
    case .group(let group):
      return CommandDescription(
        path: path, summary: group.summary, discussion: group.discussion,
        parameters: group.carried(), isHidden: group.isHidden, isGroup: true, bare: group.bare,
        members: depth == .none
          ? []
          : group.members().map { member in
            describe(member, path: path + [member.name], members: depth == .all ? .all : .none)
          })
    }
  }
}

private enum Depth {
  case all
  case oneLevel
  case none
}
