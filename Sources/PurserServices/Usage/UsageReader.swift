import HTTPKit
import JSONKit
package import PurserDomain

/// How one provider is asked for an account's limits and how it answers; one file for each. Values in, values out.
protocol UsageReader: Sendable {
  /// As manifests name it in `usage.reader`.
  var name: String { get }

  /// Whether keys of the API have windows, or logins and tokens only.
  var takesKeys: Bool { get }

  /// The statuses by which the provider says that the token has expired, whatever it writes beside them.
  var expiryStatuses: Set<Int> { get }

  /// The request to `url` with the call's credential and headers.
  func request(_ call: APICall, at url: String) -> APIPlan

  /// Reads the body of an answer that was a success.
  func read(_ document: JSON, now: Timestamp) throws(UsageFault) -> UsageReading
}

extension UsageReader {
  var takesKeys: Bool { true }

  var expiryStatuses: Set<Int> { [] }

  func request(_ call: APICall, at url: String) -> APIPlan {
    call.plan(.get, url, credential: call.bearer)
  }
}

/// What an answer says.
package struct UsageReading: Equatable, Sendable {
  package var plan: String?
  package var windows: [UsageWindow]

  /// Makes a reading; labels and the plan are cleaned, and what a hostile answer has too many of is cut.
  init(plan: String? = nil, windows: [UsageWindow]) {
    self.plan = plan.map { $0.trimmed.printable(limit: 60) }.flatMap { $0.isEmpty ? nil : $0 }
    self.windows = windows.prefix(32).compactMap { window in
      var window = window
      window.label = window.label.trimmed.printable(limit: 40)
      return window.label.isEmpty ? nil : window
    }
  }
}

/// Why an answer cannot be read, in one sentence of the provider's or ours.
package struct UsageFault: Error, Equatable, Sendable {
  package var message: String

  static let shape = UsageFault(message: "Unsupported response shape")
}

/// The readers there are.
package enum UsageReaders {
  static let all: [any UsageReader] = [
    AnthropicUsage(), CodexUsage(), CopilotUsage(), GeminiUsage(), AntigravityUsage(), ZAIUsage(),
    MiniMaxUsage(), OpenRouterUsage(), DeepSeekUsage(), MoonshotUsage(),
  ]

  /// The names that manifests may use, in the order of the table in the documentation.
  package static var names: [String] { all.map(\.name) }

  static func reader(named name: String) -> (any UsageReader)? { all.first { $0.name == name } }
}

extension JSON {
  /// A finite number, also one that is written as text.
  var amount: Double? {
    (double ?? string.flatMap { Double($0.trimmed) }).flatMap { $0.isFinite ? $0 : nil }
  }

  /// Dollars and the like as millionths; nil for what is no amount of money.
  var millionths: Int64? {
    amount.flatMap { abs($0) < 1e12 ? Int64(($0 * 1_000_000).rounded()) : nil }
  }

  /// An instant: RFC 3339, or seconds or milliseconds since 1970, told apart by their size; nil for anything that is not
  /// within ten years of `now`.
  func instant(now: Timestamp) -> Timestamp? {
    var instant: Timestamp?
    if let number = amount {
      let milliseconds = number > 1e11 ? number : number * 1000
      guard milliseconds.isFinite, milliseconds > 0, milliseconds < 1e15 else { return nil }
      instant = Timestamp(milliseconds: Int64(milliseconds))
    } else if let text = string {
      instant = try? Timestamp(text)
    }
    guard let instant, abs((instant - now).milliseconds) < 3660 * 86_400_000 else { return nil }
    return instant
  }
}
