/// How the values of settings are spelt.
package enum SettingText {
  /// No count of a setting is larger.
  static let largestCount: Int64 = 3_600_000
  /// No number of a setting is larger: a year of seconds, the smallest unit that any of them has.
  static let largestNumber = 31_536_000.0
  /// No number is smaller; below it the shortest spelling would need an exponent.
  static let smallestNumber = 0.0001
  /// No list of a setting is longer.
  static let longestList = 32

  /// Reads `5`, `0.5` or `12.25`: a number above zero and not absurdly large; nil for anything else.
  static func number(_ text: String) -> Double? {
    let parts = text.trimmed.utf8.split(
      separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
    guard text.utf8.count <= 40, parts.count <= 2,
      parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isDigit) }),
      let number = Double(text.trimmed), number >= smallestNumber, number <= largestNumber
    else { return nil }
    return number
  }

  /// Reads a whole number in `range`; nil for anything else.
  static func count(_ text: String, in range: ClosedRange<Int64>) -> Int64? {
    let trimmed = text.trimmed
    guard !trimmed.isEmpty, trimmed.utf8.allSatisfy(isDigit), let count = Int64(trimmed) else {
      return nil
    }
    return range.contains(count) ? count : nil
  }

  /// Reads numbers with commas between; nil unless there is one at least and each can be read.
  static func numbers(_ text: String) -> [Double]? {
    let parts = list(text)
    let numbers = parts.compactMap { number($0) }
    return numbers.isEmpty || numbers.count != parts.count ? nil : numbers
  }

  /// Reads providers with commas between, or `none`; each as its canonical id, sorted. Nil when one of them is none.
  package static func providers(_ text: String) -> [String]? {
    if text.trimmed.scriptLowercased == "none" { return [] }
    let ids = list(text).compactMap { provider($0) }
    guard !ids.isEmpty, ids.count == list(text).count else { return nil }
    return Set(ids).sorted()
  }

  /// Reads `openai=2,anthropic=preset`, or `none`; providers by their canonical ids, and no number for `preset`. Where two
  /// spellings name the same provider the first counts. Nil when a part cannot be read.
  static func pairs(_ text: String) -> [(provider: String, number: Double?)]? {
    if text.trimmed.scriptLowercased == "none" { return [] }
    var pairs: [(provider: String, number: Double?)] = []
    let parts = list(text)
    for part in parts {
      guard let (name, value) = part.split(atFirst: "="), let id = provider(name) else {
        return nil
      }
      let number = number(value)
      let isPreset = value.trimmed.scriptLowercased == SettingKey.presetWord
      guard number != nil || isPreset else { return nil }
      if !pairs.contains(where: { $0.provider == id }) { pairs.append((id, number)) }
    }
    return parts.isEmpty ? nil : pairs
  }

  /// Returns the first two parts that give one provider two values, as they are written; nil when none do.
  static func contradiction(_ text: String) -> (first: String, second: String)? {
    var known: [String: (part: String, value: String)] = [:]
    for part in list(text) {
      guard let (name, value) = part.split(atFirst: "="), let id = provider(name) else { continue }
      let spelling = number(value).map { self.spelling($0) } ?? value.trimmed.scriptLowercased
      if let first = known[id], first.value != spelling { return (first.part, part) }
      known[id] = known[id] ?? (part, spelling)
    }
    return nil
  }

  /// The shortest spelling that reads back as `number`, without an exponent for what settings may hold.
  static func spelling(_ number: Double) -> String {
    Int64(exactly: number).map { String($0) } ?? "\(number)"
  }

  private static func list(_ text: String) -> [String] {
    let parts = text.utf8.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
      .map { String(decoding: Array($0), as: UTF8.self).trimmed }
    return parts.count <= longestList ? parts : []
  }

  private static func provider(_ text: String) -> String? {
    let id = ModelNaming.standard.provider(text)
    return (try? Provider.ID(id)) == nil || id == "none" ? nil : id
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
  }
}
