import CommandKit

extension RootCommand.Node {
  /// `purser docs …`, hidden: what `scripts/generate` writes into the repository.
  static var docsGroup: RootCommand.Node {
    .group("docs", "Render the generated pages.", isHidden: true) {
      [.command("commands", DocsCommands.self), .command("man", DocsManual.self)]
    }
  }
}

/// `purser docs commands`: the page docs/commands.md.
struct DocsCommands: Command {
  static let declaration = Declaration<Self>(
    "commands", "Print the reference of all commands as Markdown.",
    examples: ["purser docs commands"], isHidden: true, build: Self.init)

  func run(in context: CommandContext) throws -> PageView {
    PageView(CommandReference(RootCommand.tree.catalogue).text)
  }
}

/// `purser docs man`: the page purser.1.
struct DocsManual: Command {
  static let declaration = Declaration<Self>(
    "man", "Print the manual page.",
    examples: ["purser docs man"], isHidden: true, build: Self.init)

  func run(in context: CommandContext) throws -> PageView {
    PageView(ManualPage(RootCommand.tree.catalogue, version: ProgramVersion.text).text)
  }
}
