import PurserDomain

/// One line for people. What is interpolated is stripped of everything a terminal could act on, so
/// that a name from outside cannot move the cursor, forge a line or hide text.
///
///     let line: Line = "Default : \(model, .bold)"
package struct Line: Equatable, Sendable, ExpressibleByStringInterpolation {
  /// Colour or weight of a part; shown only on a terminal.
  package enum Paint: String, Equatable, Sendable {
    case bold = "1"
    case dim = "2"
    case red = "31"
    case green = "32"
    case yellow = "33"
    case cyan = "36"
  }

  struct Span: Equatable, Sendable {
    var text: String
    var paint: Paint?
  }

  private(set) var spans: [Span]

  /// A line of one text from anywhere.
  package init(_ text: String, _ paint: Paint? = nil) {
    let shown = Self.cleaned(text)
    spans = shown.isEmpty ? [] : [Span(text: shown, paint: paint)]
  }

  package init(stringLiteral value: String) { self.init(value) }

  package init(stringInterpolation: Interpolation) { spans = stringInterpolation.spans }

  /// The line without colour.
  package var plainText: String { spans.count == 1 ? spans[0].text : spans.map(\.text).joined() }

  /// Columns it takes on a terminal.
  package var width: Int { spans.reduce(0) { $0 + displayWidth($1.text) } }

  /// Returns the line followed by another.
  package static func + (left: Line, right: Line) -> Line {
    var line = left
    line.append(right)
    return line
  }

  /// Adds a line at the end.
  mutating func append(_ line: Line) {
    for span in line.spans { spans.join(span) }
  }

  /// Adds so many spaces at the end; none when the number is below one.
  mutating func append(spaces count: Int) {
    guard count > 0 else { return }
    let text =
      Self.blanks.indices.contains(count)
      ? Self.blanks[count] : String(repeating: " ", count: count)
    spans.join(Span(text: text))
  }

  // What parts the cells of tables, made once: a long table has thousands.
  private static let blanks = (0...40).map { String(repeating: " ", count: $0) }

  /// Returns the line with spaces after it, or before it, up to `width` columns; unchanged when it
  /// is that wide already.
  package func padded(to width: Int, alignedRight: Bool = false) -> Line {
    let missing = width - self.width
    guard missing > 0 else { return self }
    var line = alignedRight ? "" : self
    line.append(spaces: missing)
    return alignedRight ? line + self : line
  }

  func rendered(withColour: Bool) -> String {
    guard withColour else { return plainText }
    return spans.map { span in
      span.paint.map { "\u{1B}[\($0.rawValue)m\(span.text)\u{1B}[0m" } ?? span.text
    }.joined()
  }

  /// What parts the cells of a row for scripts.
  static let tab = Line(spans: [Span(text: "\t")])

  /// One row for scripts: its cells, parted by tabs.
  static func row(_ cells: [Line]) -> Line {
    cells.dropFirst().reduce(cells.first ?? "") { $0 + tab + $1 }
  }

  private init(spans: [Span]) { self.spans = spans }

  /// White space of any kind becomes one space; other unprintable scalars go.
  static func cleaned(_ text: String) -> String {
    // Nearly all text is printable ASCII, which needs no decoding.
    if text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return text }
    guard text.unicodeScalars.contains(where: \.isUnprintable) else { return text }
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if !scalar.isUnprintable {
        result.append(scalar)
      } else if scalar.properties.isWhitespace {
        result.append(" ")
      }
    }
    return String(result)
  }

  /// Collects literal text and cleaned values.
  package struct Interpolation: StringInterpolationProtocol {
    var spans: [Span] = []

    package init(literalCapacity: Int, interpolationCount: Int) {}

    /// Adds text of the program's own.
    package mutating func appendLiteral(_ literal: String) {
      spans.join(Span(text: Line.cleaned(literal)))
    }

    /// Adds text from anywhere.
    package mutating func appendInterpolation(_ text: some StringProtocol, _ paint: Paint? = nil) {
      spans.join(Span(text: Line.cleaned(String(text)), paint: paint))
    }

    /// Adds a number.
    package mutating func appendInterpolation(_ number: some BinaryInteger) {
      spans.join(Span(text: String(number)))
    }

    /// Adds what has a description of its own, such as an id or an instant.
    package mutating func appendInterpolation(
      _ value: some CustomStringConvertible, _ paint: Paint? = nil
    ) {
      spans.join(Span(text: Line.cleaned(value.description), paint: paint))
    }

    /// Adds a whole line.
    package mutating func appendInterpolation(_ line: Line) {
      for span in line.spans { spans.join(span) }
    }
  }
}

extension [Line.Span] {
  /// Adds a part; neighbours of one paint are one part, so that equal lines are equal values.
  fileprivate mutating func join(_ span: Line.Span) {
    guard !span.text.isEmpty else { return }
    if let last = indices.last, self[last].paint == span.paint {
      self[last].text += span.text
    } else {
      append(span)
    }
  }
}
