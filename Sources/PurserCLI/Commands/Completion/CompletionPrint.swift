import CommandKit

/// `purser completion bash|zsh|fish`
struct CompletionPrint: Command {
  var shell: Shell

  static let declaration = Declaration<Self>(
    "completion", "Print the script that lets a shell complete commands.",
    Argument("shell", "The shell."),
    examples: ["purser completion bash", "purser completion zsh", "purser completion fish"],
    discussion: """
      bash: purser completion bash > ~/.local/share/bash-completion/completions/purser

      zsh: purser completion zsh > a file named _purser in a folder of $fpath

      fish: purser completion fish > ~/.config/fish/completions/purser.fish
      """,
    build: Self.init)

  func run(in context: CommandContext) throws -> PageView {
    PageView(
      CompletionScript(program: RootCommand.tree.program, shell: shell).text, key: "script")
  }
}
