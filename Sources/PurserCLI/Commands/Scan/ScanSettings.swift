import CommandKit
import JSONKit
import PurserDomain
import PurserServices

/// The numbers of a scan as they are typed, and what they say.
struct ScanSettings: Equatable, Sendable {
  var filter: ScanFilter
  var maxCandidates: Int
  var timeoutMilliseconds: Int64
  var concurrency: Int

  static let parameters = ParameterGroup(
    title: "Scan",
    Option("min-params", "Look at models of at least so many billion parameters.", value: "b"),
    Option("max-age-days", "Look at models that are at most so old.", value: "days"),
    Option("provider", "Look at models whose id begins with this and a slash.", value: "prefix"),
    Option("max-candidates", "Choose at most so many models.", value: "n", default: "6"),
    Option("timeout", "Milliseconds for each request.", value: "ms", default: "12000"),
    Option("concurrency", "Try so many models at once.", value: "n", default: "3"),
    build: ScanSettings.checked)

  private static func checked(
    minParams: String?, maxAgeDays: String?, provider: String?, maxCandidates: String,
    timeout: String, concurrency: String
  ) throws(UsageError) -> ScanSettings {
    ScanSettings(
      filter: ScanFilter(
        minParameters: try number(minParams, "--min-params"),
        maxAgeDays: try number(maxAgeDays, "--max-age-days"), vendor: provider),
      maxCandidates: try count(maxCandidates, "--max-candidates", most: 1000),
      timeoutMilliseconds: try TimeoutText.milliseconds(timeout),
      concurrency: try count(concurrency, "--concurrency", most: 512))
  }

  /// A decimal number that is not below zero.
  private static func number(
    _ text: String?, _ option: String
  ) throws(UsageError) -> Double? {
    guard let text else { return nil }
    let isPlain = text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 || $0 == UInt8(ascii: ".") }
    guard isPlain, let value = JSONNumber(text)?.double, value.isFinite, value >= 0 else {
      throw UsageError(
        .invalidValue, "\(option) must be >= 0", subject: option,
        hint: "Give a number such as \(option) 30.")
    }
    return value
  }

  private static func count(
    _ text: String, _ option: String, most: Int
  ) throws(UsageError) -> Int {
    let isPlain = !text.isEmpty && text.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    guard isPlain, let value = Int(text), value > 0, value <= most else {
      throw UsageError(
        .invalidValue, "\(option) must be a positive integer", subject: option,
        hint: "Give a whole number from 1 to \(most).")
    }
    return value
  }
}
