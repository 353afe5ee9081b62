import CommandKit
import PurserDomain

/// Numbers of options about probes, refused in the words of the gateways.
enum ProbeNumber {
  /// A length in milliseconds, more than nothing and at most a day; parts of one count as a whole one.
  static func milliseconds(
    _ text: String?, option: String, among words: String = "must be a positive number (ms)."
  ) throws(UsageError) -> Int64? {
    guard let text else { return nil }
    guard let number = decimal(text), number > 0, number <= 86_400_000 else {
      throw refusal(option, words, "Give milliseconds such as 8000, at most a day.")
    }
    return Int64(number.rounded(.up))
  }

  /// A whole number from 1 to `most`.
  static func count(
    _ text: String?, option: String, most: Int = 1_000_000
  ) throws(UsageError) -> Int? {
    guard let text else { return nil }
    guard let number = Int(text.trimmed), number > 0, number <= most else {
      throw refusal(
        option, "must be a positive integer.", "Give a whole number from 1 to \(most).")
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

  private static func decimal(_ text: String) -> Double? {
    let text = text.trimmed
    let isPlain = text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 || $0 == 0x2E }
    return isPlain ? Double(text) : nil
  }
}
