/// A JSON value that keeps what a document said: member order, number spelling, unknown members.
///
/// Two strings are equal when their UTF-8 is; two numbers when their spelling is; two objects when
/// they hold equal members in the same order.
package enum JSON: Sendable {
  case null
  case bool(Bool)
  case number(JSONNumber)
  case string(String)
  case array([JSON])
  case object(JSONObject)
}

extension JSON {
  /// The text of a string value; nil for any other kind.
  package var string: String? {
    if case .string(let text) = self { text } else { nil }
  }

  /// The truth value of `true` or `false`; nil for any other kind.
  package var bool: Bool? {
    if case .bool(let value) = self { value } else { nil }
  }

  /// The number as it was spelled; nil for any other kind.
  package var number: JSONNumber? {
    if case .number(let number) = self { number } else { nil }
  }

  /// The number as an integer when it is one and fits (see `JSONNumber.int64`); nil otherwise.
  package var int64: Int64? { number?.int64 }

  /// The number as a double, possibly infinite or not a number; nil for any other kind.
  package var double: Double? { number?.double }

  /// The elements of an array in order; nil for any other kind.
  package var array: [JSON]? {
    if case .array(let elements) = self { elements } else { nil }
  }

  /// The members of an object; nil for any other kind.
  package var object: JSONObject? {
    if case .object(let object) = self { object } else { nil }
  }

  /// Whether the value is `null`.
  package var isNull: Bool {
    if case .null = self { true } else { false }
  }

  /// The kind in the words of error messages: `null`, `boolean`, `number`, `string`, `array` or
  /// `object`.
  package var kind: String {
    switch self {
    case .null: "null"
    case .bool: "boolean"
    case .number: "number"
    case .string: "string"
    case .array: "array"
    case .object: "object"
    }
  }

  /// The member named `key`; nil when there is none or the value is not an object.
  package subscript(key: String) -> JSON? { object?[key] }

  /// The element at `index`; nil outside the array or when the value is not an array.
  package subscript(index: Int) -> JSON? {
    guard let array, array.indices.contains(index) else { return nil }
    return array[index]
  }

  /// The value at `path` below this one; nil when a step does not exist.
  package subscript(path: JSONPath) -> JSON? {
    var value: JSON? = self
    for element in path.elements {
      switch element {
      case .key(let key): value = value?[key]
      case .index(let index): value = value?[index]
      }
    }
    return value
  }
}

extension JSON: Equatable {
  package static func == (left: JSON, right: JSON) -> Bool {
    switch (left, right) {
    case (.null, .null): true
    case (.bool(let a), .bool(let b)): a == b
    case (.number(let a), .number(let b)): a == b
    case (.string(let a), .string(let b)): a.hasSameBytes(as: b)
    case (.array(let a), .array(let b)): a == b
    case (.object(let a), .object(let b)): a == b
    default: false
    }
  }
}

extension JSON: ExpressibleByNilLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByIntegerLiteral, ExpressibleByFloatLiteral, ExpressibleByStringInterpolation,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(nilLiteral: ()) { self = .null }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(integerLiteral value: Int64) { self = .number(JSONNumber(value)) }
  package init(floatLiteral value: Double) { self = .number(JSONNumber(value)) }
  package init(stringLiteral value: String) { self = .string(value) }
  package init(arrayLiteral elements: JSON...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSON)...) {
    self = .object(JSONObject(elements.lazy.map { (key: $0.0, value: $0.1) }))
  }
}

extension String {
  /// Whether the two texts have the same UTF-8; Swift's `==` also accepts canonical equivalents,
  /// which are different keys and values to every other reader of the file.
  func hasSameBytes(as other: String) -> Bool {
    utf8.count == other.utf8.count && self == other && utf8.elementsEqual(other.utf8)
  }
}
