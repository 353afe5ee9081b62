/// A value of a parameter: one word, perhaps none, or several.
///
/// Conform to `ArgumentValue` instead; optionals and arrays of such values conform by themselves.
package protocol ParameterValue: Sendable {
  /// What one word becomes.
  associatedtype Single: ArgumentValue

  /// How often the parameter may be given.
  static var occurrence: Occurrence { get }

  /// Puts the values of all given words together, in the order given. Returns nil when a word is
  /// needed and none was given.
  static func assemble(_ values: [Single]) -> Self?

  /// The words that would give this value, for a default shown in help.
  var argumentTexts: [String] { get }
}

/// How often a parameter may be given.
package enum Occurrence: Sendable {
  /// Once; needed unless the parameter has a default.
  case once
  /// At most once.
  case optional
  /// Any number of times.
  case repeated
}

/// A value made from one word of the command line.
///
/// Enumerations with raw texts only have to name the protocol; their cases become the allowed
/// values.
package protocol ArgumentValue: ParameterValue where Single == Self {
  /// Reads one word. Throws a fault that says what is wanted, never what was given.
  init(argument: String) throws(ArgumentFault)

  /// The word that gives this value.
  var argumentText: String { get }

  /// All words that are accepted, in display order; empty when the set is open.
  static var allowedValues: [String] { get }
}

extension ArgumentValue {
  package static var occurrence: Occurrence { .once }
  package static func assemble(_ values: [Self]) -> Self? { values.last }
  package static var allowedValues: [String] { [] }
  package var argumentTexts: [String] { [argumentText] }
}

extension ArgumentValue where Self: CaseIterable & RawRepresentable, RawValue == String {
  package init(argument: String) throws(ArgumentFault) {
    guard let value = Self(rawValue: argument) else {
      throw ArgumentFault("Choose one of: \(Self.allowedValues.joined(separator: ", ")).")
    }
    self = value
  }

  package var argumentText: String { rawValue }
  package static var allowedValues: [String] { allCases.map(\.rawValue) }
}

/// Why a word is not a value of the wanted kind.
package struct ArgumentFault: Error, Equatable {
  /// What to give instead, as a sentence: "Give a whole number."
  package let hint: String

  /// Makes a fault; `hint` is a sentence that says what is wanted.
  package init(_ hint: String) {
    self.hint = hint
  }
}

extension Optional: ParameterValue where Wrapped: ArgumentValue {
  package static var occurrence: Occurrence { .optional }
  package static func assemble(_ values: [Wrapped]) -> Wrapped?? { .some(values.last) }
  package var argumentTexts: [String] { map { [$0.argumentText] } ?? [] }
}

extension Array: ParameterValue where Element: ArgumentValue {
  package typealias Single = Element
  package static var occurrence: Occurrence { .repeated }
  package static func assemble(_ values: [Element]) -> [Element]? { values }
  package var argumentTexts: [String] { map(\.argumentText) }
}

extension String: ArgumentValue {
  package init(argument: String) throws(ArgumentFault) { self = argument }
  package var argumentText: String { self }
}

extension Int: ArgumentValue {
  package init(argument: String) throws(ArgumentFault) { self = try wholeNumber(argument) }
  package var argumentText: String { description }
}

extension Int64: ArgumentValue {
  package init(argument: String) throws(ArgumentFault) { self = try wholeNumber(argument) }
  package var argumentText: String { description }
}

extension Bool: ArgumentValue {
  package init(argument: String) throws(ArgumentFault) {
    switch argument {
    case "true", "yes", "on", "1": self = true
    case "false", "no", "off", "0": self = false
    default: throw ArgumentFault("Choose one of: true, false.")
    }
  }

  package var argumentText: String { self ? "true" : "false" }
  package static var allowedValues: [String] { ["true", "false"] }
}

/// A file that may be standard input: the word `-` stands for that. No word is empty.
package enum TextSource: ArgumentValue, Equatable {
  /// The path as given.
  case given(String)
  /// Standard input, to its end.
  case standardInput

  package init(argument: String) throws(ArgumentFault) {
    if argument == "-" {
      self = .standardInput
    } else {
      self = .given(try PathText(argument: argument).text)
    }
  }

  package var argumentText: String {
    switch self {
    case .given(let text): text
    case .standardInput: "-"
    }
  }
}

private func wholeNumber<Number: FixedWidthInteger>(
  _ text: String
) throws(ArgumentFault) -> Number {
  let digits = text.hasPrefix("-") ? text.dropFirst() : text[...]
  // `Int("+5")` succeeds; a sign that is usually a typing mistake is not accepted.
  guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else {
    throw ArgumentFault("Give a whole number.")
  }
  guard let number = Number(text) else { throw ArgumentFault("Give a smaller number.") }
  return number
}
