/// The words of the whole program. Only names stand in it: a declaration is built when its words
/// are on the line, or when help or completion asks for it.
package struct CommandTree<Context, Answer>: Sendable {
  /// The program's name in usage lines.
  package let program: String
  package let root: CommandNode<Context, Answer>
  /// Options every command takes, anywhere on the line.
  package let globals: [ParameterDescription]

  /// Makes a tree. `root` is a group without a name of its own.
  package init(
    program: String, globals: [ParameterDescription], root: CommandNode<Context, Answer>
  ) {
    self.program = program
    self.globals = globals
    self.root = root
  }

  /// Returns the node that `path` leads to, or nil.
  package func node(at path: [String]) -> CommandNode<Context, Answer>? {
    var node = root
    for word in path {
      guard case .group(let group) = node.content, let child = group.child(named: word) else {
        return nil
      }
      node = child
    }
    return node
  }

  /// `purser models status`, for messages and usage lines.
  package func title(_ path: [String]) -> String {
    ([program] + path).joined(separator: " ")
  }
}

/// One name of the tree: a command or a group of them.
package struct CommandNode<Context, Answer>: Sendable {
  /// What stands behind the name.
  package enum Content: Sendable {
    case command(@Sendable () -> CommandLeaf<Context, Answer>)
    case group(CommandGroup<Context, Answer>)
  }

  package let name: String
  package let content: Content

  /// A command; `answer` turns what it answers into what the tree's commands answer.
  package static func command<C: Command>(
    _ name: String, _ type: C.Type, answer: @escaping @Sendable (C.Answer) -> Answer
  ) -> CommandNode where C.Context == Context {
    CommandNode(
      name: name,
      content: .command {
        CommandLeaf(declaration: C.declaration) { command, context in
          answer(try command.run(in: context))
        }
      })
  }

  /// A group. `bare` names the member that runs when the group's name stands alone; `carried` are
  /// options that may stand before the member's name; `optionAliases` gives them other names.
  package static func group(
    _ name: String,
    _ summary: String,
    discussion: String = "",
    bare: String? = nil,
    carried: @autoclosure @escaping @Sendable () -> [ParameterDescription] = [],
    optionAliases: [String: String] = [:],
    isHidden: Bool = false,
    members: @escaping @Sendable () -> [CommandNode]
  ) -> CommandNode {
    CommandNode(
      name: name,
      content: .group(
        CommandGroup(
          summary: summary, discussion: discussion, bare: bare, optionAliases: optionAliases,
          isHidden: isHidden, carried: carried, members: members)))
  }
}

/// A set of commands under one name.
package struct CommandGroup<Context, Answer>: Sendable {
  package let summary: String
  package let discussion: String
  package let bare: String?
  package let optionAliases: [String: String]
  package let isHidden: Bool
  /// Options that may stand before the member's name. They belong to the member that runs; one
  /// that does not declare them refuses.
  package let carried: @Sendable () -> [ParameterDescription]
  package let members: @Sendable () -> [CommandNode<Context, Answer>]

  func child(named name: String) -> CommandNode<Context, Answer>? {
    // A loop, since this type is generic: the types of a chain would be made at run time.
    for member in members() where member.name == name { return member }
    return nil
  }
}

/// A command without its type: its description, and how to make it from words.
package struct CommandLeaf<Context, Answer>: Sendable {
  /// Runs a command that was made from words.
  package typealias Action = (Context) throws -> Answer

  /// The description; its path is only the declared name.
  package let description: CommandDescription
  let read: @Sendable (WordReader) throws(UsageError) -> Action

  init<Body: Sendable>(
    declaration: Declaration<Body>,
    run: @escaping @Sendable (Body, Context) throws -> Answer
  ) {
    description = declaration.description(path: [declaration.name])
    read = { (words: WordReader) throws(UsageError) -> Action in
      let body = try declaration.read(words)
      return { context in try run(body, context) }
    }
  }
}
