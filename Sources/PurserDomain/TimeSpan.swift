/// A length of time in whole milliseconds.
package struct TimeSpan: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The length in milliseconds.
  package var milliseconds: Int64

  /// Makes a span of whole milliseconds.
  package init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// The units a text may name, in the order they are tried.
  package enum Unit: String, Sendable, CaseIterable {
    case milliseconds = "ms"
    case seconds = "s"
    case minutes = "m"
    case hours = "h"
    case days = "d"

    /// How many milliseconds one unit has.
    package var length: Int64 {
      switch self {
      case .milliseconds: 1
      case .seconds: 1_000
      case .minutes: 60_000
      case .hours: 3_600_000
      case .days: 86_400_000
      }
    }
  }

  /// Makes a span of `count` units.
  package static func of(_ count: Int64, _ unit: Unit) -> TimeSpan {
    TimeSpan(milliseconds: count * unit.length)
  }

  /// Reads `12h`, `1.5d`, `90s`, `10ms` or a bare number in `unit`, white space around it and capitals allowed;
  /// fractions are rounded to the next millisecond. Throws `invalid` for anything else.
  package init(_ text: String, unit: Unit = .milliseconds) throws(DomainError) {
    guard let value = spanMilliseconds(text.trimmed.scriptLowercased, unit: unit) else {
      let shown = text.printable(limit: 40)
      throw DomainError(
        .invalid, "'\(shown)' is not a duration.", subject: shown,
        hint: "Use a number with ms, s, m, h or d, such as 90s, 12h or 1.5d.")
    }
    milliseconds = value
  }

  /// The length in the largest unit that divides it: `90s`, `12h`, `0ms`. Reads back to the same value.
  package var description: String {
    let units = Unit.allCases.reversed()
    let unit = units.first { milliseconds != 0 && milliseconds % $0.length == 0 } ?? .milliseconds
    return "\(milliseconds / unit.length)\(unit.rawValue)"
  }

  /// How much time is left, roughly: `0m` when none is, `5m` below an hour, `3h` below 48 hours, then `2d`; each rounded to
  /// the nearest, and never less than `1m` while any time is left.
  package var remaining: String {
    guard milliseconds > 0 else { return "0m" }
    let minutes = max(1, roundedQuotient(milliseconds, 60_000))
    if minutes < 60 { return "\(minutes)m" }
    let hours = roundedQuotient(minutes, 60)
    return hours < 48 ? "\(hours)h" : "\(roundedQuotient(hours, 24))d"
  }

  /// `remaining` of a span, or `unknown` when there is none.
  package static func remaining(_ span: TimeSpan?) -> String {
    span?.remaining ?? "unknown"
  }

  package static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }
}

/// Half rounds up, as JavaScript's `Math.round` does; both arguments are positive.
private func roundedQuotient(_ value: Int64, _ divisor: Int64) -> Int64 {
  let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
  return quotient + (rest >= divisor - rest ? 1 : 0)
}

private func spanMilliseconds(_ text: String, unit: TimeSpan.Unit) -> Int64? {
  var number = Array(text.utf8)[...]
  var unit = unit
  for candidate in TimeSpan.Unit.allCases where text.utf8.count > candidate.rawValue.utf8.count {
    if text.hasSuffix(candidate.rawValue) {
      unit = candidate
      number = number.dropLast(candidate.rawValue.utf8.count)
      break
    }
  }
  let parts = number.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
  guard parts.count <= 2, parts.allSatisfy({ !$0.isEmpty && $0.allSatisfy(isDigit) }) else {
    return nil
  }
  var value: Int64 = 0
  for digit in parts[0] {
    let (product, overflow) = value.multipliedReportingOverflow(by: 10)
    let (sum, carry) = product.addingReportingOverflow(Int64(digit - UInt8(ascii: "0")))
    if overflow || carry { return nil }
    value = sum
  }
  let (whole, overflow) = value.multipliedReportingOverflow(by: unit.length)
  guard !overflow else { return nil }
  guard parts.count == 2 else { return whole }
  // Nine places: a day times the ninth is still far below a millisecond, and the product fits.
  let places = parts[1].prefix(9)
  let fraction = places.reduce(Int64(0)) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
  let scale = places.reduce(Int64(1)) { scale, _ in scale * 10 }
  let (sum, carry) = whole.addingReportingOverflow(
    (fraction * unit.length + scale / 2) / scale)
  return carry ? nil : sum
}

private func isDigit(_ byte: UInt8) -> Bool {
  byte >= UInt8(ascii: "0") && byte <= UInt8(ascii: "9")
}
