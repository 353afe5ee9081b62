package import JSONKit
import PurserDomain
import SystemKit

/// The `${NAME}` references in texts of a configuration.
///
/// Only upper-case names count; `$${NAME}` stands for the text `${NAME}`; what a variable holds is
/// not looked at again. [research/cli-and-formats.md 12.4]
enum EnvironmentText {
  /// A piece of a text: as it stands, or a name whose value belongs there.
  enum Piece: Equatable {
    case literal(String)
    case reference(String)
  }

  /// The pieces of `text` in order.
  static func pieces(_ text: String) -> [Piece] {
    let bytes = Array(text.utf8)
    guard bytes.contains(UInt8(ascii: "$")) else { return text.isEmpty ? [] : [.literal(text)] }
    var pieces: [Piece] = []
    var literal: [UInt8] = []
    var at = 0
    while at < bytes.count {
      if bytes[at...].starts(with: "$$".utf8), let end = end(bytes, at + 1) {
        literal += bytes[(at + 1)..<end]
        at = end
      } else if let end = end(bytes, at) {
        if !literal.isEmpty { pieces.append(.literal(String(decoding: literal, as: UTF8.self))) }
        literal = []
        pieces.append(.reference(String(decoding: bytes[(at + 2)..<(end - 1)], as: UTF8.self)))
        at = end
      } else {
        literal.append(bytes[at])
        at += 1
      }
    }
    if !literal.isEmpty { pieces.append(.literal(String(decoding: literal, as: UTF8.self))) }
    return pieces
  }

  /// The names of the variables in `text`, in order.
  static func names(in text: String) -> [String] {
    guard text.holds("$") else { return [] }
    return pieces(text).compactMap { if case .reference(let name) = $0 { name } else { nil } }
  }

  /// What a person should know of a text that only looks as if it named a variable.
  static let literalRemark =
    "Names of variables are upper-case here, so the gateway takes the text as it stands; it was sealed."

  /// The text that a key or header stands for as it is: with `$${NAME}` for `${NAME}`, and with what only newer readers of
  /// `models.json` take for a variable, such as `${name}` and `$name`. Nil when there is none of that, or a variable is
  /// named. `$NAME` alone names one in such a place. [research/cli-and-formats.md 11.4, 12.9]
  static func unescaped(_ text: String) -> String? {
    guard text.holds("$"), case .literal(let literal)? = pieces(text).first,
      pieces(text).count == 1
    else { return nil }
    if literal.utf8.count != text.utf8.count { return literal }
    if let name = KeySpelling.referencedName(in: text.trimmed) {
      let fault = KeyText.secretRefFault(source: "env", provider: "default", id: name)
      return fault == nil ? nil : literal
    }
    return KeySpelling.holdsReference(text) ? literal : nil
  }

  /// The values that the variables of `template` had when `text` was made of it; nil when it was not.
  static func values(of template: String, in text: String) -> [(name: String, value: String)]? {
    var values: [(name: String, value: String)] = []
    var rest = text.utf8[...]
    var name: String?
    let pieces = pieces(template)
    for (index, piece) in pieces.enumerated() {
      switch piece {
      case .reference(let next):
        // Where one value ends and the next begins cannot be told.
        guard name == nil else { return nil }
        name = next
      case .literal(let part):
        let places = rest.indices.lazy.filter { rest[$0...].starts(with: part.utf8) }
        guard let at = index + 1 == pieces.count ? places.last : places.first else { return nil }
        if let known = name {
          values.append((known, String(Substring(rest[..<at]))))
        } else if at != rest.startIndex {
          return nil
        }
        name = nil
        rest = rest[at...].dropFirst(part.utf8.count)
      }
    }
    if let name { values.append((name, String(Substring(rest)))) }
    guard name != nil || rest.isEmpty, values.allSatisfy({ !$0.value.isEmpty }) else { return nil }
    return values.isEmpty ? nil : values
  }

  private static func end(_ bytes: [UInt8], _ start: Int) -> Int? {
    KeySpelling.referenceEnd(in: bytes, from: start, lowerCase: false)
  }

  /// The value with each reference in its strings replaced by what `environment` says; keys stay.
  /// Throws on the first name that is missing or empty, with its path below `path`.
  static func substituted(
    _ value: JSON, _ environment: Environment, path: JSONPath = .root
  ) throws(MissingVariable) -> JSON {
    switch value {
    case .string(let text):
      var result = ""
      for piece in pieces(text) {
        switch piece {
        case .literal(let text): result += text
        case .reference(let name):
          guard let found = environment.nonEmpty(name) else {
            throw MissingVariable(name: name, path: path)
          }
          result += found
        }
      }
      return .string(result)
    case .array(let elements):
      var result: [JSON] = []
      for (place, element) in elements.enumerated() {
        result.append(try substituted(element, environment, path: path.appending(place)))
      }
      return .array(result)
    case .object(var object):
      for (key, member) in object {
        object[key] = try substituted(member, environment, path: path.appending(key))
      }
      return .object(object)
    default: return value
    }
  }
}

/// A reference to a variable that is not set or empty.
package struct MissingVariable: Error, Equatable, Sendable, CustomStringConvertible {
  /// The variable's name.
  package let name: String
  /// Where in the configuration it is named.
  package let path: JSONPath

  /// The gateways' own message.
  package var description: String {
    let path = path.elements.reduce(into: "") {
      switch $1 {
      case .key(let key): $0 += $0.isEmpty ? key : "." + key
      case .index(let index): $0 += "[\(index)]"
      }
    }
    return "Missing env var \"\(name)\" referenced at config path: \(path)"
  }
}
