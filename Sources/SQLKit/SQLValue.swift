/// One value as a database keeps it.
package enum SQLValue: Equatable, Sendable {
  /// No value.
  case null
  /// A whole number of 64 bits.
  case integer(Int64)
  /// A binary floating-point number.
  case real(Double)
  /// Text; the driver refuses one that contains U+0000.
  case text(String)
  /// Bytes, which may be none.
  case blob([UInt8])
}

/// The kind of a stored value, for readers that copy or digest rows without knowing their columns.
package enum SQLKind: UInt8, Equatable, Sendable {
  case null = 0
  case integer = 1
  case real = 2
  case text = 3
  case blob = 4
}

/// A type whose values can be bound to a statement.
package protocol SQLBindable {
  /// The value as the database shall keep it.
  var sqlValue: SQLValue { get }
}

extension SQLValue: SQLBindable {
  package var sqlValue: SQLValue { self }
}

extension Int64: SQLBindable {
  package var sqlValue: SQLValue { .integer(self) }
}

extension Int: SQLBindable {
  package var sqlValue: SQLValue { .integer(Int64(self)) }
}

extension Bool: SQLBindable {
  /// Booleans are the integers 0 and 1 in every backend.
  package var sqlValue: SQLValue { .integer(self ? 1 : 0) }
}

extension Double: SQLBindable {
  package var sqlValue: SQLValue { .real(self) }
}

extension String: SQLBindable {
  package var sqlValue: SQLValue { .text(self) }
}

extension Substring: SQLBindable {
  package var sqlValue: SQLValue { .text(String(self)) }
}

extension [UInt8]: SQLBindable {
  package var sqlValue: SQLValue { .blob(self) }
}

extension Optional: SQLBindable where Wrapped: SQLBindable {
  package var sqlValue: SQLValue { self?.sqlValue ?? .null }
}
