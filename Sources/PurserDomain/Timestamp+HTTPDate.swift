extension Timestamp {
  /// Reads a date as HTTP has it, of any day of the week: `Wed, 21 Oct 2026 07:28:00 GMT`, and both forms it had before; `now`
  /// tells the century of two digits. Nil for anything else. [RFC 9110, 5.6.7]
  package init?(httpDate text: String, now: Timestamp) {
    var words = text.trimmed.utf8
      .split { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: ",") }
      .map { String(decoding: Array($0), as: UTF8.self) }
    if words.count == 4 {
      let date = words[1].utf8.split(separator: UInt8(ascii: "-"))
      words.replaceSubrange(1...1, with: date.map { String(decoding: Array($0), as: UTF8.self) })
    }
    guard let name = words.first, Self.days.contains(String(name.prefix(3)).scriptLowercased) else {
      return nil
    }
    let parts: (day: String, month: String, year: String, time: String)
    if words.count == 6, words[5] == "GMT" {
      parts = (words[1], words[2], words[3], words[4])
    } else if words.count == 5 {
      parts = (words[2], words[1], words[4], words[3])
    } else {
      return nil
    }
    guard let month = Self.months.firstIndex(of: parts.month.scriptLowercased),
      let year = Self.year(parts.year, now: now)
    else { return nil }
    func twoDigits(_ text: String) -> String { text.utf8.count == 1 ? "0" + text : text }
    let written = "\(year)-\(twoDigits("\(month + 1)"))-\(twoDigits(parts.day))T\(parts.time)Z"
    guard parts.time.utf8.count == 8, let instant = try? Timestamp(written) else { return nil }
    self = instant
  }

  private static let days = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
  private static let months = [
    "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
  ]

  /// Four digits as they are; of two, what would lie more than fifty years ahead is of the century before.
  private static func year(_ text: String, now: Timestamp) -> Int? {
    guard text.utf8.allSatisfy({ $0 >= 0x30 && $0 <= 0x39 }), let number = Int(text) else {
      return nil
    }
    if text.utf8.count == 4 { return number }
    guard text.utf8.count == 2, let present = Int(now.description.prefix(4)) else { return nil }
    let year = present / 100 * 100 + number
    return year > present + 50 ? year - 100 : year
  }
}
