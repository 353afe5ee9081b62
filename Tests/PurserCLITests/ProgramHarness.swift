import HTTPKit
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import Synchronization
import SystemKit

@testable import PurserCLI

/// What a run in process left behind.
struct RunResult: Equatable {
  var exitCode: Int32
  var output = ""
  var errors = ""
}

/// Runs command lines in process, with streams and world written down.
struct ProgramHarness {
  var environment = Environment(["HOME": "/home/lee"])
  var input = ""
  /// Gives standard input piece by piece, waiting as long as it is asked to; nil: it is there as a whole.
  var readPiece: (@Sendable (Int32) throws(SystemError) -> StandardStreams.Piece)?
  /// Makes all three streams terminals of this width.
  var terminalWidth: Int?
  /// What a write to standard output throws.
  var outputError: SystemError?
  /// What is typed when the program asks.
  var typed: String?
  /// What is typed first, one answer after the other, hidden or not; then `typed`.
  var answers: [String] = []
  /// Whether ^C is typed instead.
  var typesInterrupt = false
  var clock = WallClock.fixed(Timestamp(milliseconds: 1_770_000_000_000))
  var stores: StoreSource?
  /// Who answers requests; nobody when a test does not say.
  var transport: any HTTPTransport = ScriptedTransport([])

  /// A world without a store.
  init() {}

  /// A world in `folder`: home, store and key lie there.
  init(in folder: TemporaryFolder) {
    environment = Environment(["HOME": folder.path])
  }

  private var composition: Composition {
    let vault = Vault(environment: environment)
    return Composition(
      clock: clock, userName: { "lee" }, hostName: { "ship" },
      newRequestID: { "00000000000000000000000000000001" },
      stores: stores ?? .files(clock: clock, environment: environment, vault: vault), vault: vault,
      network: Network { [transport] in transport })
  }

  /// Runs a line whose words are parted as a shell parts them; a leading `purser` is dropped.
  func run(_ line: String) -> RunResult {
    let words = ShellWords(line).words
    return run(words: words.first == "purser" ? Array(words.dropFirst()) : words)
  }

  /// Runs exactly these words.
  func run(words: [String]) -> RunResult {
    let output = Collector()
    let errors = Collector()
    let code = Program.run(
      arguments: words, environment: environment.withoutKeys, streams: streams(output, errors),
      composition: composition)
    return RunResult(exitCode: code, output: output.text, errors: errors.text)
  }

  /// A context as a command gets it, for tests that call one without a line.
  func context(
    _ options: GlobalOptions = .none, words: [String] = ["test"]
  ) -> CommandContext {
    CommandContext(
      options: options, environment: environment.withoutKeys,
      streams: streams(Collector(), Collector()),
      composition: composition, words: words)
  }

  private func streams(_ output: Collector, _ errors: Collector) -> Streams {
    let (input, typed, outputError) = (input, typed, outputError)
    let typesInterrupt = typesInterrupt
    let answers = Answers(answers)
    var streams = Streams(
      writeOutput: { (bytes: [UInt8]) throws(SystemError) in
        if let outputError { throw outputError }
        output.add(bytes)
      },
      writeError: { (bytes: [UInt8]) throws(SystemError) in errors.add(bytes) },
      readInput: { (limit: Int) throws(SystemError) in
        let bytes = Array(input.utf8)
        guard bytes.count <= limit else { throw SystemError(.tooLarge, "Too large.") }
        return bytes
      },
      ask: { (prompt: String) throws(SystemError) in
        errors.add(Array(prompt.utf8))
        if typesInterrupt { throw SystemError(.interrupted, "Interrupted.") }
        return answers.next() ?? typed
      })
    if typed != nil || !self.answers.isEmpty {
      streams.askHidden = { (prompt: String) throws(SystemError) in
        errors.add(Array(prompt.utf8))
        return Array((answers.next() ?? typed ?? "").utf8)
      }
    }
    streams.readPiece = readPiece
    streams.isInputTerminal = terminalWidth != nil
    streams.isOutputTerminal = terminalWidth != nil
    streams.isErrorTerminal = terminalWidth != nil
    streams.width = terminalWidth
    return streams
  }
}

/// Hands out what is typed.
private final class Answers: Sendable {
  private let left: Mutex<ArraySlice<String>>

  init(_ answers: [String]) { left = Mutex(answers[...]) }

  func next() -> String? { left.withLock { $0.popFirst() } }
}

/// Keeps what is written to it.
final class Collector: Sendable {
  private let bytes = Mutex<[UInt8]>([])

  var text: String { bytes.withLock { String(decoding: $0, as: UTF8.self) } }

  /// Streams whose standard output is kept here.
  var streams: Streams {
    Streams(
      writeOutput: { (bytes: [UInt8]) throws(SystemError) in self.add(bytes) },
      writeError: { (_: [UInt8]) throws(SystemError) in },
      readInput: { (_: Int) throws(SystemError) in [] })
  }

  func add(_ more: [UInt8]) { bytes.withLock { $0 += more } }
}

/// A command line parted into words as a shell does: blanks part, quotes and backslashes keep.
struct ShellWords: Equatable {
  private(set) var words: [String] = []

  init(_ line: String) {
    var word: String?
    var quote: Character?
    var escaped = false
    for character in line {
      if escaped {
        word = (word ?? "") + String(character)
        escaped = false
      } else if character == "\\", quote != "'" {
        escaped = true
      } else if let open = quote {
        if character == open { quote = nil } else { word = (word ?? "") + String(character) }
      } else if character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if character == " " {
        if let done = word { words.append(done) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    if let word { words.append(word) }
  }
}

extension GlobalOptions {
  /// No option given.
  static let none = GlobalOptions(
    store: nil, json: false, plain: false, noColor: false, quiet: false, actor: nil, reason: nil,
    yes: false, noInput: false)
}
