import JSONKit
import PurserDomain

/// What is wrong with a manifest, as a phrase without any of its values.
package struct ManifestFault: Error, Equatable, Sendable {
  package var phrase: String

  /// Makes a fault of its phrase.
  package init(_ phrase: String) { self.phrase = phrase }
}

/// Reads the members of one object, each as what it must be, and knows in the end whether one was not asked for.
struct ManifestReader {
  private let members: JSONObject
  private let place: String
  private var asked: Set<String> = []

  init(_ document: JSON, place: String = "") throws(ManifestFault) {
    guard let members = document.object else {
      throw ManifestFault(place.isEmpty ? "it is no JSON object" : "'\(place)' is no object")
    }
    self.members = members
    self.place = place
  }

  /// Throws when the object has a member that nothing asked for: most often a slip of the pen.
  func end() throws(ManifestFault) {
    guard let unknown = members.keys.first(where: { !asked.contains($0) }) else { return }
    throw ManifestFault("it has an unknown member '\(path(unknown.printable(limit: 60)))'")
  }

  mutating func required<Value>(
    _ name: String, _ read: (JSON) -> Value?
  ) throws(ManifestFault) -> Value {
    guard let value = try value(name, read) else {
      throw ManifestFault("it has no '\(path(name))'")
    }
    return value
  }

  mutating func flag(_ name: String) throws(ManifestFault) -> Bool? { try value(name, \.bool) }

  mutating func text(
    _ name: String, required: Bool = false, limit: Int = 1024
  ) throws(ManifestFault) -> String? {
    let text = try required ? self.required(name, \.string) : value(name, \.string)
    guard let text else { return nil }
    guard !text.isEmpty, text.utf8.count <= limit else {
      throw ManifestFault("'\(path(name))' is empty or too long")
    }
    guard !text.unicodeScalars.contains(where: { $0.isUnprintable && $0 != "\n" }) else {
      throw ManifestFault("'\(path(name))' holds a control character")
    }
    return text
  }

  mutating func texts(_ name: String) throws(ManifestFault) -> [String] {
    guard let values = try value(name, \.array) else { return [] }
    let texts = values.compactMap(\.string)
    guard texts.count == values.count, texts.count <= 64,
      texts.allSatisfy({ !$0.isEmpty && $0.utf8.count <= 256 && !$0.hasUnprintable })
    else { throw ManifestFault("'\(path(name))' is not a list of words") }
    return texts
  }

  /// An address of the web without user and password.
  mutating func address(_ name: String) throws(ManifestFault) -> String? {
    guard let text = try text(name) else { return nil }
    let rest = text.droppingPrefix("https://") ?? text.droppingPrefix("http://")
    guard let rest, !text.contains(where: \.isWhitespace) else {
      throw ManifestFault("'\(path(name))' is no http or https address")
    }
    // By bytes: with a combining mark behind it, "@" is another Character and still ends a password.
    let ends = "/?#\\".utf8
    let host = Array(rest.utf8.prefix { !ends.contains($0) })
    guard !host.isEmpty, !host.contains(UInt8(ascii: "@")) else {
      throw ManifestFault("'\(path(name))' has no host, or a user and password")
    }
    return text
  }

  /// A whole number within `range`.
  mutating func number(_ name: String, _ range: ClosedRange<Int64>) throws(ManifestFault) -> Int? {
    guard let number = try value(name, \.int64) else { return nil }
    guard range.contains(number) else {
      throw ManifestFault("'\(path(name))' is not from \(range.lowerBound) to \(range.upperBound)")
    }
    return Int(number)
  }

  /// Names and texts of an object, in the order of the document.
  mutating func pairs(_ name: String) throws(ManifestFault) -> [(name: String, value: String)] {
    guard let object = try value(name, \.object) else { return [] }
    var result: [(name: String, value: String)] = []
    for (key, value) in object {
      guard let text = value.string, !key.isEmpty, key.utf8.count <= 128, !key.hasUnprintable,
        text.utf8.count <= 2048, !text.hasUnprintable, result.count < 32
      else { throw ManifestFault("'\(path(name))' is not names and lines of text") }
      result.append((key, text))
    }
    return result
  }

  /// Names and values of `headers`.
  mutating func headers() throws(ManifestFault) -> [(name: String, value: String)] {
    guard let headers = try value("headers", \.object) else { return [] }
    var result: [(name: String, value: String)] = []
    for (name, value) in headers {
      guard HeaderName.fault(in: name) == nil, result.count < 64 else {
        throw ManifestFault("'headers' holds a name that is none")
      }
      guard let text = value.string, text.utf8.count <= 8192, !text.hasUnprintable else {
        throw ManifestFault("a value of 'headers' is no line of text")
      }
      result.append((name, text))
    }
    return result
  }

  mutating func object<Value>(
    _ name: String, _ read: (inout ManifestReader) throws(ManifestFault) -> Value
  ) throws(ManifestFault) -> Value? {
    asked.insert(name)
    guard let document = members[name] else { return nil }
    var reader = try ManifestReader(document, place: path(name))
    let value = try read(&reader)
    try reader.end()
    return value
  }

  private mutating func value<Value>(
    _ name: String, _ read: (JSON) -> Value?
  ) throws(ManifestFault) -> Value? {
    asked.insert(name)
    guard let json = members[name] else { return nil }
    guard let value = read(json) else {
      throw ManifestFault("'\(path(name))' is of the wrong type (\(json.kind))")
    }
    return value
  }

  private func path(_ name: String) -> String { place.isEmpty ? name : "\(place).\(name)" }
}
