/// One line on standard error that says how far the work is, replaced in place; nothing where there is no terminal
/// or notes are unwanted.
struct ProgressLine {
  private let streams: Streams
  private let isShown: Bool

  init(in context: CommandContext) {
    streams = context.streams
    isShown = context.streams.isErrorTerminal && !context.options.quiet
  }

  /// Shows `line` in place of the one before.
  func show(_ line: Line) {
    guard isShown else { return }
    try? streams.writeError(Array("\r\u{1B}[K\(line.plainText)".utf8))
  }

  /// Takes the line away.
  func clear() {
    guard isShown else { return }
    try? streams.writeError(Array("\r\u{1B}[K".utf8))
  }
}
