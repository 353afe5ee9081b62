/// A statement: literal text and the values bound to it.
///
/// An interpolated value is always bound, never spliced into the text. Text that is not a literal of
/// the program cannot become part of a statement: the only raw interpolation takes a `StaticString`.
///
///     connection.rows("SELECT name FROM agent WHERE id = \(id)") { try $0.next(String.self) }
package struct SQL: Sendable, ExpressibleByStringInterpolation {
  /// The text with `?` for each bound value: what SQLite is given, and the key of its statement cache.
  package private(set) var text: String
  /// The bound values, in the order of their placeholders.
  package private(set) var values: [SQLValue]
  /// Where in the UTF-8 of `text` the placeholders stand; a `?` elsewhere belongs to the text.
  private var placeholders: [Int]

  /// Takes a literal of the program: `StaticString`, so that no other text can come in this way.
  package init(stringLiteral text: StaticString) {
    self.text = text.description
    self.values = []
    self.placeholders = []
  }

  package init(stringInterpolation pieces: StringInterpolation) {
    self = pieces.statement
  }

  /// The same statement with other values, as many as before: for one that runs thousands of times, whose
  /// text is then put together once.
  package func binding(_ values: [SQLValue]) -> SQL {
    var copy = self
    copy.values = values
    return copy
  }

  /// How a backend marks the place of a bound value.
  package enum Placeholder: Sendable {
    /// `?`, as SQLite has it.
    case question
    /// `$1`, `$2`, …, as PostgreSQL has it.
    case numbered
  }

  /// Returns the text with the placeholders written as the backend wants them.
  package func render(placeholder: Placeholder) -> String {
    switch placeholder {
    case .question:
      return text
    case .numbered:
      var result: [UInt8] = []
      var next = placeholders.makeIterator()
      var place = next.next()
      var number = 0
      for (offset, byte) in text.utf8.enumerated() {
        guard offset == place else {
          result.append(byte)
          continue
        }
        number += 1
        result.append(contentsOf: "$\(number)".utf8)
        place = next.next()
      }
      return String(decoding: result, as: UTF8.self)
    }
  }

  /// Collects the pieces of an interpolated statement.
  package struct StringInterpolation: StringInterpolationProtocol {
    fileprivate var statement: SQL

    package init(literalCapacity: Int, interpolationCount: Int) {
      statement = SQL(stringLiteral: "")
      statement.text.reserveCapacity(literalCapacity + interpolationCount)
      statement.values.reserveCapacity(interpolationCount)
      statement.placeholders.reserveCapacity(interpolationCount)
    }

    package mutating func appendLiteral(_ literal: StaticString) {
      statement.text.append(literal.description)
    }

    /// Binds `value`.
    package mutating func appendInterpolation(_ value: some SQLBindable) {
      bind(value.sqlValue)
    }

    /// Binds `value`, or NULL for nil. Without this overload the compiler warns about optionals.
    package mutating func appendInterpolation<Value: SQLBindable>(_ value: Value?) {
      bind(value?.sqlValue ?? .null)
    }

    /// Puts another statement in this place, with its bound values.
    package mutating func appendInterpolation(_ fragment: SQL) {
      let start = statement.text.utf8.count
      statement.text.append(fragment.text)
      statement.values.append(contentsOf: fragment.values)
      statement.placeholders.append(contentsOf: fragment.placeholders.map { start + $0 })
    }

    /// Binds each of `list` and writes them as `(?, ?, …)`; an empty list is `(NULL)`, which nothing
    /// equals.
    package mutating func appendInterpolation(list: [some SQLBindable]) {
      guard !list.isEmpty else {
        statement.text.append("(NULL)")
        return
      }
      for (index, value) in list.enumerated() {
        statement.text.append(index == 0 ? "(" : ", ")
        bind(value.sqlValue)
      }
      statement.text.append(")")
    }

    /// Puts a literal of the program into the text: a column list, a table's name.
    package mutating func appendInterpolation(raw: StaticString) {
      statement.text.append(raw.description)
    }

    private mutating func bind(_ value: SQLValue) {
      statement.placeholders.append(statement.text.utf8.count)
      statement.text.append("?")
      statement.values.append(value)
    }
  }
}
