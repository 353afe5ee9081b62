import CommandKit
import PurserDomain
import PurserServices

/// The numbers of a scan as they are typed, and what they say.
struct ScanSettings: Equatable, Sendable {
  var filter: ScanFilter
  var maxCandidates: Int
  var timeoutMilliseconds: Int64
  var concurrency: Int

  // An empty number is refused here, in the words of the gateways.
  static let parameters = ParameterGroup(
    title: "Scan",
    Option(
      "min-params", "Look at models of at least so many billion parameters.", value: "b",
      allowsEmpty: true),
    Option(
      "max-age-days", "Look at models that are at most so old.", value: "days", allowsEmpty: true),
    Option("provider", "Look at models whose id begins with this and a slash.", value: "prefix"),
    Option(
      "max-candidates", "Choose at most so many models, 1000 or fewer.", value: "n", default: "6",
      allowsEmpty: true),
    Option(
      "timeout", "Milliseconds for each request.", value: "ms", default: "12000", allowsEmpty: true),
    Option(
      "concurrency", "Try so many models at once, at most 512.", value: "n", default: "3",
      allowsEmpty: true),
    build: ScanSettings.checked)

  private static func checked(
    minParams: String?, maxAgeDays: String?, provider: String?, maxCandidates: String,
    timeout: String, concurrency: String
  ) throws(UsageError) -> ScanSettings {
    ScanSettings(
      filter: ScanFilter(
        minParameters: try NumberText.decimal(minParams, option: "min-params"),
        maxAgeDays: try NumberText.decimal(maxAgeDays, option: "max-age-days"), vendor: provider),
      maxCandidates: try NumberText.count(
        maxCandidates, option: "max-candidates", most: 1000, words: positive),
      timeoutMilliseconds: try NumberText.milliseconds(
        timeout, option: "timeout", words: "must be > 0"),
      concurrency: try NumberText.count(
        concurrency, option: "concurrency", most: 512, words: positive))
  }

  private static let positive = "must be a positive integer"
}
