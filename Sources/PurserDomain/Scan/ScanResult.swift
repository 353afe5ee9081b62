/// What a scan found of one model.
package struct ScanResult: Equatable, Sendable {
  /// How one kind of request went.
  package enum Check: Equatable, Sendable {
    case skipped
    case passed(TimeSpan)
    /// `reason` is for people and holds no secret.
    case failed(TimeSpan?, reason: String)

    /// Whether it went well.
    package var isOK: Bool { if case .passed = self { true } else { false } }

    /// How long a good one took; a failure that comes quickly is no merit.
    package var goodLatency: TimeSpan? { if case .passed(let span) = self { span } else { nil } }

    /// How long it took, good or bad; nil where nothing was measured.
    package var latency: TimeSpan? {
      switch self {
      case .skipped: nil
      case .passed(let span): span
      case .failed(let span, _): span
      }
    }

    /// `812ms`, `fail` or `skip`.
    package var word: String {
      switch self {
      case .skipped: "skip"
      case .passed(let span): Columns.latency(span)
      case .failed: "fail"
      }
    }
  }

  package var model: ScanModel
  package var tool: Check
  package var image: Check

  /// Makes a result; without checks it is what the list alone says.
  package init(_ model: ScanModel, tool: Check = .skipped, image: Check = .skipped) {
    self.model = model
    self.tool = tool
    self.image = image
  }

  /// One line beside a choice: `tool 812ms | img skip | ctx 128k | 30b`.
  package var hint: String {
    let tokens = Columns.tokens(model.contextLength)
    let context = tokens == "-" ? "?" : tokens
    let parts = [
      "tool \(tool.word)", "img \(image.word)", "ctx \(context)", model.sizeText,
    ]
    return parts.compactMap { $0 }.joined(separator: " | ")
  }
}

extension ScanModel {
  /// `30b` or `0.5b`; nil when the size is not known.
  package var sizeText: String? {
    parameters.map { size in
      let text = "\(size)"
      return (text.hasSuffix(".0") ? String(text.dropLast(2)) : text) + "b"
    }
  }
}
