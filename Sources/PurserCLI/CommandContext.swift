package import CommandKit
package import PurserDomain
package import SystemKit

/// What a command is handed when it runs: the world, and the options of the whole program.
package final class CommandContext {
  package let options: GlobalOptions
  package let environment: Environment
  package let streams: Streams
  package let composition: Composition
  /// Words of the command for the record, without values that may be secret.
  package let words: [String]

  /// Makes a context. `words` is what the trail will say was run.
  package init(
    options: GlobalOptions, environment: Environment, streams: Streams, composition: Composition,
    words: [String]
  ) {
    self.options = options
    self.environment = environment
    self.streams = streams
    self.composition = composition
    self.words = words
  }

  /// The present instant.
  package var now: Timestamp { composition.clock.now() }

  /// Which store this run works on. Throws a usage error when the option names none.
  package func storePlace() throws(UsageError) -> StorePlace {
    try StorePlace(option: options.store, environment: environment)
  }

  /// Who acts: `--actor`, then `PURSER_ACTOR`, then the user.
  package var actor: String {
    options.actor ?? environment.nonEmpty("PURSER_ACTOR") ?? composition.userName()
  }

  /// Writes a line to standard error, unless `--quiet` was given.
  package func note(_ line: Line) {
    guard !options.quiet else { return }
    try? streams.writeError(Array((line.plainText + "\n").utf8))
  }

  /// Writes a line about what is going on to standard error, on a terminal only.
  package func progress(_ line: Line) {
    if streams.isErrorTerminal { note(line) }
  }

  /// Asks before something is done that cannot be undone. Returns the answer; true with `--yes`.
  /// Throws `unsupported_option` when nobody can be asked; `refusal` is then the message.
  package func confirm(_ question: String, refusal: String) throws(UsageError) -> Bool {
    if options.yes { return true }
    guard !options.noInput, streams.isInputTerminal, streams.isErrorTerminal else {
      throw UsageError(.unsupported, refusal, hint: "Add --yes to do it without being asked.")
    }
    let answer = streams.ask("\(Line(question).plainText) [y/N] ")?.trimmed.lowercased()
    return answer == "y" || answer == "yes"
  }
}
