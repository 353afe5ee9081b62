/// How a value is laid out as text.
package enum JSONLayout: Sendable {
  /// Two spaces per level, as JavaScript's `JSON.stringify(value, null, 2)`.
  case pretty
  /// No white space, as `JSON.stringify(value)`.
  case compact
}

extension JSON {
  /// The value as JSON text, byte for byte what JavaScript writes, without a final newline; numbers
  /// keep their spelling where JSON has it, and infinite ones become `null`.
  package func text(_ layout: JSONLayout) -> String {
    String(decoding: bytes(layout), as: UTF8.self)
  }

  /// The bytes of `text(_:)`.
  package func bytes(_ layout: JSONLayout) -> [UInt8] {
    var writer = JSONWriter(layout: layout)
    writer.write(self)
    return writer.output
  }

  /// A member as it stands in the pretty text of a document, `level` objects and arrays deep: with its indentation in front
  /// and without what separates it from the next.
  package static func member(_ key: String, _ value: JSON, level: Int) -> [UInt8] {
    var writer = JSONWriter(layout: .pretty, level: level)
    writer.writeMember(key, value)
    return writer.output
  }

  /// The pretty text and a newline at the end: the content of a file.
  package func document() -> [UInt8] {
    bytes(.pretty) + [UInt8(ascii: "\n")]
  }
}

struct JSONWriter {
  let layout: JSONLayout
  var output: [UInt8] = []
  private var level: Int

  init(layout: JSONLayout, level: Int = 0) {
    self.layout = layout
    self.level = level
  }

  mutating func write(_ value: JSON) {
    switch value {
    case .null: output += "null".utf8
    case .bool(let value): output += (value ? "true" : "false").utf8
    case .number(let number): write(number)
    case .string(let text): write(text)
    case .array(let elements):
      list(elements, open: UInt8(ascii: "["), close: UInt8(ascii: "]")) { $0.write($1) }
    case .object(let object):
      list(object.members, open: UInt8(ascii: "{"), close: UInt8(ascii: "}")) {
        $0.write($1.key, $1.value)
      }
    }
  }

  private mutating func write(_ key: String, _ value: JSON) {
    write(key)
    output.append(UInt8(ascii: ":"))
    if layout == .pretty { output.append(UInt8(ascii: " ")) }
    write(value)
  }

  /// Writes a member with its indentation in front.
  mutating func writeMember(_ key: String, _ value: JSON) {
    indent()
    write(key, value)
  }

  private mutating func list<Element>(
    _ elements: [Element], open: UInt8, close: UInt8, each: (inout JSONWriter, Element) -> Void
  ) {
    output.append(open)
    level += 1
    for (place, element) in elements.enumerated() {
      if place > 0 { output.append(UInt8(ascii: ",")) }
      breakLine()
      each(&self, element)
    }
    level -= 1
    if !elements.isEmpty { breakLine() }
    output.append(close)
  }

  private mutating func breakLine() {
    guard layout == .pretty else { return }
    output.append(UInt8(ascii: "\n"))
    indent()
  }

  private mutating func indent() {
    for _ in 0..<level {
      output.append(UInt8(ascii: " "))
      output.append(UInt8(ascii: " "))
    }
  }

  private mutating func write(_ number: JSONNumber) {
    if number.isStrict {
      output += number.text.utf8
    } else {
      output += (number.double.isFinite ? number.javaScript : "null").utf8
    }
  }

  private mutating func write(_ text: String) {
    output.append(UInt8(ascii: "\""))
    // Nearly all text needs nothing, and is copied as it is.
    if Self.isPlain(text) {
      output += text.utf8
    } else {
      for byte in text.utf8 {
        if Self.isPlain(byte) { output.append(byte) } else { escape(byte) }
      }
    }
    output.append(UInt8(ascii: "\""))
  }

  private static func isPlain(_ text: String) -> Bool {
    let bytes = text.utf8.span
    for place in bytes.indices where !isPlain(bytes[place]) { return false }
    return true
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    byte >= 0x20 && byte != 0x22 && byte != 0x5C
  }

  private mutating func escape(_ byte: UInt8) {
    switch byte {
    case 0x22: output += "\\\"".utf8
    case 0x5C: output += "\\\\".utf8
    case 0x08: output += "\\b".utf8
    case 0x09: output += "\\t".utf8
    case 0x0A: output += "\\n".utf8
    case 0x0C: output += "\\f".utf8
    case 0x0D: output += "\\r".utf8
    case ..<0x20:
      output += "\\u00".utf8
      output += (byte < 0x10 ? "0" : "1").utf8
      output += String(byte & 0xF, radix: 16).utf8
    default: output.append(byte)
    }
  }
}
