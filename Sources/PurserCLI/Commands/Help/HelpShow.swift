import CommandKit

/// `purser help [COMMAND…]`
struct HelpShow: Command {
  var words: [String]

  static let declaration = Declaration<Self>(
    "help", "Show help for a command.",
    Argument("command", "Words that name the command.", completion: .commands),
    examples: ["purser help", "purser help store path"],
    build: Self.init)

  func run(in context: CommandContext) throws -> HelpView {
    try HelpView(path: words, width: context.streams.pageWidth)
  }
}
