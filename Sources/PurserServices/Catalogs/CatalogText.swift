import JSONKit
import PurserDomain

/// Values of catalogs, read strictly: texts are cleaned and limited, numbers are whole or decimal.
enum CatalogText {
  /// A text without control characters and of bounded length; nil when it is blank or none.
  static func line(_ json: JSON?, limit: Int = 200) -> String? {
    guard let text = json?.string?.trimmed.printable(limit: limit), !text.isEmpty else {
      return nil
    }
    return text
  }

  /// An id that can be a model's name; nil when it is none, holds a control character or is longer than any name.
  static func id(_ json: JSON?) -> String? {
    guard let text = json?.string?.trimmed, !text.isEmpty, text.utf8.count <= 512,
      !text.hasUnprintable
    else { return nil }
    return text
  }

  /// A whole number above zero.
  static func count(_ json: JSON?) -> Int64? {
    guard let value = json?.int64, value > 0 else { return nil }
    return value
  }

  /// Words of an array, such as kinds of input, in their order and each once.
  static func words(_ json: JSON?) -> [String]? {
    guard let values = json?.array else { return nil }
    var words: [String] = []
    for value in values.prefix(256) {
      guard let word = value.string?.trimmed, !word.isEmpty, word.utf8.count <= 64,
        !word.hasUnprintable, !word.holds(","), !words.contains(word)
      else { continue }
      words.append(word)
    }
    return words
  }

  /// The texts of an array that are not blank, as they come.
  static func texts(_ json: JSON?) -> [String] {
    (json?.array ?? []).prefix(256).compactMap(\.string).map(\.trimmed).filter { !$0.isEmpty }
  }

  /// Kinds of input as `words`, text and images first.
  static func kinds(_ json: JSON?) -> [String]? {
    guard let words = words(json) else { return nil }
    let first = ["text", "image"].filter(words.contains)
    return first + words.filter { !first.contains($0) }
  }

  /// The decimal spelling of a number or of a text that is one; nil for anything else, `0x10` and `Infinity` included.
  static func decimal(_ json: JSON?) -> String? {
    let text: String
    switch json {
    case .number(let number): text = number.text
    case .string(let string): text = string.trimmed
    default: return nil
    }
    guard text.utf8.count <= 64, let number = JSONNumber(text), number.double.isFinite,
      let first = text.utf8.first, first != UInt8(ascii: "+"),
      !text.utf8.contains(where: { $0 == UInt8(ascii: "x") || $0 == UInt8(ascii: "X") })
    else { return nil }
    return text
  }

  /// The same as a double.
  static func double(_ json: JSON?) -> Double? { decimal(json).flatMap { JSONNumber($0)?.double } }

  /// A moment in seconds or, above 10^12, in milliseconds since 1970.
  static func moment(_ json: JSON?) -> Timestamp? {
    guard case .number(let number) = json, number.double.isFinite, number.double > 0 else {
      return nil
    }
    let value = number.double > 1e12 ? number.double : number.double * 1000
    guard value < 9e15 else { return nil }
    return Timestamp(milliseconds: Int64(value.rounded()))
  }

  /// A day as `2026-01-31`, or its month as `2026-01`, meaning the first of it.
  static func day(_ json: JSON?) -> Timestamp? {
    guard let text = json?.string?.trimmed, text.utf8.count <= 40 else { return nil }
    return (try? Timestamp(text)) ?? (try? Timestamp(text + "-01"))
  }
}
