import CommandKit

/// `purser docs man`: the page purser.1.
struct DocsManual: Command {
  static let declaration = Declaration<Self>(
    "man", "Print the manual page.",
    examples: ["purser docs man"], isHidden: true, build: Self.init)

  func run(in context: CommandContext) throws -> PageView {
    PageView(
      ManualPage(
        RootCommand.tree.catalogue, version: ProgramVersion.text, sections: Surroundings.sections
      ).text)
  }
}
