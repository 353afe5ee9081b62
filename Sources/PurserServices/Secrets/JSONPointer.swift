import JSONKit

/// A place in a JSON document as RFC 6901 writes it: `/providers/openai/apiKey`.
struct JSONPointer: Equatable {
  private let parts: [String]

  /// Reads a pointer; nil unless it begins with `/` and every `~` is `~0` or `~1`.
  init?(_ text: String) {
    guard text.utf8.first == UInt8(ascii: "/") else { return nil }
    var parts: [String] = []
    for part in text.utf8.dropFirst().split(separator: 0x2F, omittingEmptySubsequences: false) {
      var bytes: [UInt8] = []
      var escaped = false
      for byte in part {
        if escaped {
          guard byte == 0x30 || byte == 0x31 else { return nil }
          bytes.append(byte == 0x30 ? 0x7E : 0x2F)
          escaped = false
        } else if byte == 0x7E {
          escaped = true
        } else {
          bytes.append(byte)
        }
      }
      guard !escaped else { return nil }
      parts.append(String(decoding: bytes, as: UTF8.self))
    }
    self.parts = parts
  }

  /// Returns the value at the place, nil when there is none.
  func value(in document: JSON) -> JSON? {
    var value = document
    for part in parts {
      switch value {
      case .object(let object):
        guard let member = object[part] else { return nil }
        value = member
      case .array(let elements):
        // "01" and "+1" are no indices.
        guard let index = Int(part), "\(index)" == part, elements.indices.contains(index) else {
          return nil
        }
        value = elements[index]
      default: return nil
      }
    }
    return value
  }
}
