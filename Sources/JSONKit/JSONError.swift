/// Why a text could not be read as JSON, and where. It carries no value of the text beyond the one
/// character or the key that is at fault.
package struct JSONError: Error, Equatable, Sendable, CustomStringConvertible {
  /// The kind of fault; stable, unlike the texts.
  package enum Code: String, Sendable {
    case syntax
    case duplicateKey = "duplicate_key"
    case tooDeep = "too_deep"
    case tooLarge = "too_large"
    case invalidUTF8 = "invalid_utf8"
    case loneSurrogate = "lone_surrogate"
    case nul
    case byteOrderMark = "byte_order_mark"
  }

  /// The kind of fault.
  package let code: Code
  /// What is wrong, as a sentence.
  package let message: String
  /// The key at fault; nil when it is not about a key.
  package let subject: String?
  /// What to do about it.
  package let hint: String?
  /// The error below this one; a parser has none.
  package let cause: String?
  /// Where in the text, counted from 1.
  package let position: JSONPosition

  /// The line, counted from 1.
  package var line: Int { position.line }
  /// The column, counted from 1 in Unicode scalars.
  package var column: Int { position.column }

  /// The message with line and column.
  package var description: String { "\(message) (line \(line), column \(column))" }

  init(
    _ code: Code, _ message: String, subject: String? = nil, hint: String? = nil,
    at position: JSONPosition
  ) {
    self.code = code
    self.message = message
    self.subject = subject
    self.hint = hint
    self.cause = nil
    self.position = position
  }
}

extension Unicode.Scalar {
  /// Whether the scalar shows as itself and does nothing to a terminal or to the text around it.
  var isPrintable: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .unassigned,
      .privateUse:
      false
    default: true
    }
  }

  /// The scalar as `U+000A`.
  var code: String {
    let digits = String(value, radix: 16, uppercase: true)
    return "U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}
