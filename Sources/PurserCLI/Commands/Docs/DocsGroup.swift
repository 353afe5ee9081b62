import CommandKit

extension RootCommand.Node {
  /// `purser docs …`, hidden: what `scripts/generate` writes into the repository.
  static var docsGroup: RootCommand.Node {
    .group("docs", "Render the generated pages.", isHidden: true) {
      [.command("commands", DocsCommands.self), .command("man", DocsManual.self)]
    }
  }
}
