import CommandKit
import PurserDomain

/// Numbers of options as they are typed, refused in the words of the gateways.
enum NumberText {
  /// A length in milliseconds, more than nothing and at most a day; parts of one count as a whole one.
  static func milliseconds(
    _ text: String, option: String, words: String = "must be a positive number (ms)."
  ) throws(UsageError) -> Int64 {
    let hint = "Give milliseconds such as 8000, at most a day."
    guard let number = plain(text), number > 0 else { throw refusal(option, words, hint) }
    guard number <= 86_400_000 else {
      throw refusal(option, "must be at most 86400000 (a day).", hint)
    }
    return Int64(number.rounded(.up))
  }

  /// The same; nil for nothing typed.
  static func milliseconds(_ text: String?, option: String) throws(UsageError) -> Int64? {
    guard let text else { return nil }
    return try milliseconds(text, option: option) as Int64
  }

  /// A whole number from 1 to `most`; one beyond it is told the limit.
  static func count(
    _ text: String, option: String, most: Int = 1_000_000,
    words: String = "must be a positive integer."
  ) throws(UsageError) -> Int {
    let hint = "Give a whole number from 1 to \(most)."
    let isPlain = text.trimmed.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    // Digits beyond what a number holds are a number all the same.
    let number = isPlain && !text.trimmed.isEmpty ? Int(text.trimmed) ?? .max : 0
    guard number > 0 else { throw refusal(option, words, hint) }
    guard number <= most else { throw refusal(option, "must be at most \(most).", hint) }
    return number
  }

  /// The same; nil for nothing typed.
  static func count(
    _ text: String?, option: String, most: Int = 1_000_000
  ) throws(UsageError) -> Int? {
    guard let text else { return nil }
    return try count(text, option: option, most: most) as Int
  }

  /// A decimal number that is not below nothing.
  static func decimal(_ text: String?, option: String) throws(UsageError) -> Double? {
    guard let text else { return nil }
    guard let number = plain(text), number.isFinite else {
      throw refusal(option, "must be >= 0", "Give a number such as --\(option) 30.")
    }
    return number
  }

  /// An amount of US dollars, not below nothing.
  static func dollars(_ text: String?, option: String) throws(UsageError) -> Money? {
    guard let text else { return nil }
    guard let money = try? Money(dollars: text.trimmed), money.microUSD >= 0 else {
      throw refusal(option, "must be an amount of US dollars.", "Give an amount such as 0.05.")
    }
    return money
  }

  private static func refusal(_ option: String, _ words: String, _ hint: String) -> UsageError {
    UsageError(.invalidValue, "--\(option) \(words)", subject: "--\(option)", hint: hint)
  }

  /// Digits with at most one point; no sign, no exponent.
  private static func plain(_ text: String) -> Double? {
    let text = text.trimmed
    let isPlain = text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2E }
    return isPlain ? Double(text) : nil
  }
}
