import CommandKit

/// `purser docs commands`: the page docs/commands.md.
struct DocsCommands: Command {
  static let declaration = Declaration<Self>(
    "commands", "Print the reference of all commands as Markdown.",
    examples: ["purser docs commands"], isHidden: true, build: Self.init)

  func run(in context: CommandContext) throws -> PageView {
    PageView(
      CommandReference(RootCommand.tree.catalogue, sections: Surroundings.sections).text)
  }
}
