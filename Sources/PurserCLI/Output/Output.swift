package import JSONKit
import SystemKit

/// Where an answer goes: standard output, in the form that was asked for.
///
/// Text is kept until the end and written at once; a long list is written piece by piece.
package final class Output {
  /// The form of an answer.
  package enum Format: Sendable {
    case people
    /// For scripts: one item a line, no titles, no colour.
    case plain
    /// One JSON document.
    case json
  }

  package let format: Format
  private let hasColour: Bool
  private let streams: Streams
  private var buffer: [UInt8] = []

  // Large enough that a long list needs few calls, small enough to be nothing beside the program.
  private static let pieceSize = 65_536

  init(_ streams: Streams, format: Format, hasColour: Bool) {
    self.streams = streams
    self.format = format
    self.hasColour = hasColour && format == .people
  }

  /// Adds lines.
  package func write(_ text: Text) throws {
    for line in text.lines {
      buffer += line.rendered(withColour: hasColour).utf8
      buffer.append(UInt8(ascii: "\n"))
      if buffer.count >= Self.pieceSize { try flush() }
    }
  }

  /// Adds a whole JSON document.
  package func write(_ json: JSON) throws {
    try write(raw: json.answerText)
  }

  /// Adds text as it is: pages and scripts of the program's own.
  package func write(raw text: String) throws {
    buffer += text.utf8
    if buffer.count >= Self.pieceSize { try flush() }
  }

  /// Throws `interrupted` when the user asked the run to stop.
  func checkInterrupt() throws {
    guard streams.isInterrupted() else { return }
    throw SystemError(.interrupted, "Interrupted.", hint: "Run the command again.")
  }

  /// Hands over what is kept. Throws when standard output takes no more.
  func flush() throws {
    guard !buffer.isEmpty else { return }
    try streams.writeOutput(buffer)
    buffer.removeAll(keepingCapacity: true)
  }
}
