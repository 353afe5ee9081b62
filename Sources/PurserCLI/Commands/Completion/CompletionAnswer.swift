import CommandKit
import JSONKit
import PurserDomain
import SystemKit

/// `purser complete SHELL -- WORD…`, which the completion scripts call.
struct CompletionAnswer: Command {
  var shell: Shell
  var words: [String]

  static let declaration = Declaration<Self>(
    "complete", "List what could complete the last word, for the completion scripts.",
    Argument("shell", "The shell that asks."),
    Argument("word", "The line so far, without the program's name, after '--'."),
    examples: ["purser complete bash -- sto"],
    isHidden: true,
    build: Self.init)

  func run(in context: CommandContext) throws -> CompletionView {
    func text(_ raw: String) -> String {
      TypedWord.text(of: raw) { context.environment.nonEmpty($0) }
    }
    guard shell == .bash else { return answer(words.map(text), kept: "", in: context) }
    let joined = BashWords(words)
    return answer(joined.words.map(text), kept: text(joined.kept), in: context)
  }

  private func answer(
    _ words: [String], kept: String, in context: CommandContext
  ) -> CompletionView {
    let found = RootCommand.tree.completion(of: words)
    // The words so far may name another store; the rest of them need not make sense yet.
    let looked = CompletionWords(context: context.completing(words))
      .words(from: found.source, typed: found.typed, after: found.arguments)
    return CompletionView(
      shell: shell,
      candidates: found.candidates + looked.map { CompletionCandidate(found.kept + $0) },
      source: found.source, kept: kept)
  }
}

/// Candidates, one a line, in the form the shell's script expects.
struct CompletionView: View {
  let shell: Shell
  let candidates: [CompletionCandidate]
  let source: CompletionSource
  /// What bash shows already and must not be given again.
  let kept: String

  var text: Text {
    var text = Text()
    for candidate in candidates {
      guard let word = candidate.word.droppingPrefix(kept) else { continue }
      text.append(line(word, candidate.help))
    }
    switch source {
    case .files: text.append(":files")
    case .directories: text.append(":directories")
    case .none, .values, .commands, .named: break
    }
    return text
  }

  var json: JSON {
    ["candidates": .array(candidates.map { .string($0.word) })]
  }

  private func line(_ word: String, _ help: String) -> Line {
    switch shell {
    case .bash: return "\(word)"
    case .fish: return help.isEmpty ? "\(word)" : "\(word)\(Line.tab)\(help)"
    case .zsh:
      // zsh parts word and help at the first colon that is not escaped.
      let escaped = word.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        .map { String(Substring($0)) }.joined(separator: "\\:")
      return help.isEmpty ? "\(escaped)" : "\(escaped):\(help)"
    }
  }
}

extension CommandContext {
  /// The same world with the store that `words` name.
  fileprivate func completing(_ words: [String]) -> CommandContext {
    var options = options
    for (index, word) in words.enumerated() {
      if let path = word.droppingPrefix("--store=") { options.store = path }
      if word == "--store", index + 1 < words.count { options.store = words[index + 1] }
    }
    return CommandContext(
      options: options, environment: environment, streams: streams, composition: composition,
      words: [])
  }
}
