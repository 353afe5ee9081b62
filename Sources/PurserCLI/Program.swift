package import SystemKit

import CommandKit
import PurserDomain
import PurserServices
import PurserStore

/// The program's edge: words in, streams written, exit code out. Nothing below it prints or exits.
package enum Program {
  /// Runs one command line, without the program's own name, and returns the exit code.
  package static func run(
    arguments: [String], environment: Environment, streams: Streams, composition: Composition
  ) -> Int32 {
    let run = ProgramRun(
      arguments: arguments, environment: environment, streams: streams, composition: composition)
    do {
      return try run.answer().rawValue
    } catch let error as SystemError where error.code == .closedPipe {
      // The reader has seen enough: `purser audit log | head` is no failure.
      return ExitCode.done.rawValue
    } catch {
      return run.report(error).rawValue
    }
  }
}

private struct ProgramRun {
  let arguments: [String]
  let environment: Environment
  let streams: Streams
  let composition: Composition
  /// Notes of a run that answers in JSON.
  let heldNotes = HeldNotes()

  func answer() throws -> ExitCode {
    try refuseUnreadableVariables()
    switch try RootCommand.tree.parse(arguments) {
    case .help(let path):
      return try show(try HelpView(path: path, width: streams.pageWidth), options: nil)
    case .version:
      return try show(VersionView(schemaVersion: Store.schemaVersion), options: nil)
    case .run(let invocation):
      let options: GlobalOptions
      do throws(UsageError) {
        options = try GlobalOptions.parameters.read(invocation.globals)
      } catch {
        throw RootCommand.tree.located(error, at: invocation.path)
      }
      do throws(UsageError) {
        // What providers say comes with such characters, and is for no place or name.
        try Self.refuseUnreadable(
          in: invocation.recordedWords
            + [options.store, options.actor, options.reason].compactMap { $0 })
        try Self.refuseKeys(
          in: invocation.recordedWords
            + [options.actor ?? environment["PURSER_ACTOR"], options.reason].compactMap { $0 })
      } catch {
        throw RootCommand.tree.located(error, at: invocation.path)
      }
      let context = CommandContext(
        options: options, environment: environment, streams: streams, composition: composition,
        words: invocation.recordedWords, heldNotes: heldNotes)
      func tellRemarks() {
        for remark in context.vault.takeRemarks() { context.note("Note: \(remark)") }
      }
      do {
        let answer = try invocation.run(context)
        try context.refuseUnusedMoment()
        let code = try shown(answer, of: context)
        tellRemarks()
        context.writeHeldNotes()
        return code
      } catch {
        tellRemarks()
        guard let error = error as? UsageError, error.usage == nil else { throw error }
        throw RootCommand.tree.located(error, at: invocation.path)
      }
    }
  }

  /// Shows the answer of a run. What the run changed stays changed when its answer cannot be written.
  private func shown(_ answer: any Answer, of context: CommandContext) throws -> ExitCode {
    do {
      return try show(answer, options: context.options)
    } catch var error as SystemError
      where error.code != .closedPipe && context.hasWritingStore && !isDryRun
    {
      error.cause = error.message
      error.message = "What was asked for is done; only the answer could not be written."
      error.hint = "See what was changed: purser audit log"
      throw error
    }
  }

  /// Bytes that are no UTF-8 were replaced on the way here: a path with them would mean another place. Whoever did type the
  /// character that stands for them cannot be told apart.
  private static func refuseUnreadable(in words: [String]) throws(UsageError) {
    guard let word = words.first(where: \.hasReplacement) else { return }
    throw UsageError(
      .invalidValue,
      "The word '\(word.printable(limit: 80))' holds U+FFFD, which stands for bytes that are no UTF-8.",
      subject: word.printable(limit: 80), hint: "Rename the file, or give it through a link.")
  }

  private func refuseUnreadableVariables() throws(UsageError) {
    for name in environment.names where name.hasPrefix("PURSER_") || name == "HOME" {
      guard let value = environment[name], value.hasReplacement else { continue }
      throw UsageError(
        .invalidValue,
        "The value of \(name.printable(limit: 80)) holds U+FFFD, which stands for bytes that are no UTF-8.",
        subject: name.printable(limit: 80), hint: "Set it to a text, or unset it.")
    }
  }

  /// A key that was typed in the place of a name would be stored, listed and kept in the trail. Paths are left alone.
  private static func refuseKeys(in words: [String]) throws(UsageError) {
    for word in words where !["/", ".", "~"].contains(word.first) {
      if !KeyLikeText.parts(of: word).isEmpty { throw .typedKey() }
    }
  }

  private func show(_ answer: any Answer, options: GlobalOptions?) throws -> ExitCode {
    let format = options?.format ?? (wantsJSON ? .json : .people)
    let output = Output(
      streams, format: format,
      hasColour: streams.isOutputTerminal && allowsColour && options?.noColor != true)
    try answer.write(to: output)
    try output.flush()
    return answer.exitCode
  }

  func report(_ error: any Error) -> ExitCode {
    let error: any Error = (error as? UsageError)?.withoutSecrets ?? error
    let fault = Fault(error, foreign: composition.foreignFault).withoutKeys(typedIn: arguments)
    let report = ErrorReport(
      fault: fault, usage: error as? UsageError, notes: heldNotes.lines,
      program: RootCommand.tree.program)
    let colour = streams.isErrorTerminal && allowsColour && !arguments.contains("--no-color")
    let text =
      wantsJSON
      ? report.json.answerText
      : report.text.lines.map { $0.rendered(withColour: colour) + "\n" }.joined()
    // With standard error gone there is nobody left to tell.
    try? streams.writeError(Array(text.utf8))
    return fault.exitCode
  }

  private var isDryRun: Bool { arguments.prefix { $0 != "--" }.contains("--dry-run") }

  private var allowsColour: Bool {
    environment.nonEmpty("NO_COLOR") == nil && environment["TERM"] != "dumb"
  }

  /// Looked for in the bare words, since a line that cannot be read is reported in the same form.
  private var wantsJSON: Bool {
    arguments.prefix { $0 != "--" }.contains { $0 == "--json" || $0 == "--status-json" }
  }
}
