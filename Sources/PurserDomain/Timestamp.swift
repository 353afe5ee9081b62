/// An instant as milliseconds since 1970 in UTC; prints as RFC 3339 with three decimals and `Z`.
package struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// Milliseconds since 1970-01-01T00:00:00Z.
  package var milliseconds: Int64

  /// Makes an instant of milliseconds since 1970.
  package init(milliseconds: Int64) {
    self.milliseconds = milliseconds
  }

  /// Reads an RFC 3339 instant (`2026-02-02T03:40:00+01:00`, seconds and fraction optional) or a bare day, which
  /// means its first instant in UTC; throws `invalid` for anything else, days that do not exist included.
  package init(_ text: String) throws(DomainError) {
    guard let value = instantMilliseconds(Array(text.trimmed.utf8)) else {
      throw notAnInstant(text)
    }
    milliseconds = value
  }

  /// Reads what `init(_:)` reads, and also `now` and lengths before now: `2h ago`, `90m ago`, `1.5d ago`.
  package init(_ text: String, now: Timestamp) throws(DomainError) {
    let trimmed = text.trimmed
    if trimmed.scriptLowercased == "now" {
      self = now
      return
    }
    guard trimmed.scriptLowercased.hasSuffix("ago") else {
      try self.init(trimmed)
      return
    }
    let length = String(decoding: Array(trimmed.utf8).dropLast(3), as: UTF8.self)
    guard length.utf8.last.map({ $0 <= 0x20 }) == true, let span = try? TimeSpan(length),
      case (let value, let overflow) = now.milliseconds.subtractingReportingOverflow(
        span.milliseconds),
      !overflow
    else { throw notAnInstant(text) }
    self.init(milliseconds: value)
  }

  package var description: String {
    let (day, rest) = floored(milliseconds, 86_400_000)
    let date = civilDate(day)
    let year = date.year
    // Years outside four digits keep their sign so that the text still sorts and reads.
    let shownYear = year < 0 ? "-" + padded(-year, 4) : padded(year, 4)
    return shownYear + "-" + padded(date.month, 2) + "-" + padded(date.day, 2) + "T"
      + padded(rest / 3_600_000, 2) + ":" + padded(rest / 60_000 % 60, 2) + ":"
      + padded(rest / 1000 % 60, 2) + "." + padded(rest % 1000, 3) + "Z"
  }

  package static func < (left: Self, right: Self) -> Bool { left.milliseconds < right.milliseconds }

  /// The instant `span` later; the ends of the range hold rather than overflow.
  package static func + (instant: Self, span: TimeSpan) -> Self {
    let (sum, overflow) = instant.milliseconds.addingReportingOverflow(span.milliseconds)
    guard overflow else { return Timestamp(milliseconds: sum) }
    return Timestamp(milliseconds: span.milliseconds < 0 ? .min : .max)
  }

  /// The span from `earlier` to `later`; the ends of the range hold rather than overflow.
  package static func - (later: Self, earlier: Self) -> TimeSpan {
    let (span, overflow) = later.milliseconds.subtractingReportingOverflow(earlier.milliseconds)
    guard overflow else { return TimeSpan(milliseconds: span) }
    return TimeSpan(milliseconds: later.milliseconds < 0 ? .min : .max)
  }
}

private func notAnInstant(_ text: String) -> DomainError {
  let shown = text.printable(limit: 40)
  return DomainError(
    .invalid, "'\(shown)' is not an instant.", subject: shown,
    hint: "Use 2026-01-31T09:00:00Z, 2026-01-31 or a length before now such as '2h ago'.")
}

private func padded(_ value: Int64, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.utf8.count)) + digits
}

private func floored(_ value: Int64, _ divisor: Int64) -> (quotient: Int64, rest: Int64) {
  let (quotient, rest) = value.quotientAndRemainder(dividingBy: divisor)
  return rest < 0 ? (quotient - 1, rest + divisor) : (quotient, rest)
}

/// The Gregorian date `days` after 1970-01-01 (Hinnant's "days_from_civil", run backwards).
private func civilDate(_ days: Int64) -> (year: Int64, month: Int64, day: Int64) {
  let (era, dayOfEra) = floored(days + 719_468, 146_097)
  let yearOfEra =
    (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
  let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
  let shifted = (5 * dayOfYear + 2) / 153
  let month = shifted < 10 ? shifted + 3 : shifted - 9
  return (
    yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1
  )
}

/// The days from 1970-01-01 to a Gregorian date.
private func daysSince1970(year: Int64, month: Int64, day: Int64) -> Int64 {
  let shiftedYear = month <= 2 ? year - 1 : year
  let (era, yearOfEra) = floored(shiftedYear, 400)
  let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
  return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
}

private func instantMilliseconds(_ text: [UInt8]) -> Int64? {
  var reader = DigitReader(rest: text[...])
  guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2),
    reader.skip("-"), let day = reader.number(2), (1...12).contains(month), day >= 1
  else { return nil }
  let days = daysSince1970(year: year, month: month, day: day)
  guard civilDate(days) == (year, month, day) else { return nil }
  let midnight = days * 86_400_000
  if reader.rest.isEmpty { return midnight }

  guard reader.skip("T") || reader.skip("t") || reader.skip(" "), let hour = reader.number(2),
    reader.skip(":"), let minute = reader.number(2), hour < 24, minute < 60
  else { return nil }
  var value = midnight + hour * 3_600_000 + minute * 60_000
  if reader.skip(":") {
    guard let second = reader.number(2), second < 60 else { return nil }
    value += second * 1000
    if reader.skip(".") {
      guard let fraction = reader.fraction() else { return nil }
      value += fraction
    }
  }
  if reader.skip("Z") || reader.skip("z") { return reader.rest.isEmpty ? value : nil }
  let west = reader.skip("-")
  guard west || reader.skip("+"), let hours = reader.number(2), reader.skip(":"),
    let minutes = reader.number(2), hours < 24, minutes < 60, reader.rest.isEmpty
  else { return nil }
  let offset = hours * 3_600_000 + minutes * 60_000
  return west ? value + offset : value - offset
}

private struct DigitReader {
  var rest: ArraySlice<UInt8>

  mutating func skip(_ character: Unicode.Scalar) -> Bool {
    guard rest.first == UInt8(ascii: character) else { return false }
    rest.removeFirst()
    return true
  }

  mutating func number(_ width: Int) -> Int64? {
    guard rest.count >= width else { return nil }
    var value: Int64 = 0
    for byte in rest.prefix(width) {
      guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { return nil }
      value = value * 10 + Int64(byte - UInt8(ascii: "0"))
    }
    rest = rest.dropFirst(width)
    return value
  }

  /// Milliseconds of a fraction of a second; digits after the third are cut, as a clock would.
  mutating func fraction() -> Int64? {
    let digits = rest.prefix { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
    guard !digits.isEmpty else { return nil }
    rest = rest.dropFirst(digits.count)
    let kept = Array(digits.prefix(3)) + Array(repeating: UInt8(ascii: "0"), count: 3)
    return kept.prefix(3).reduce(0) { $0 * 10 + Int64($1 - UInt8(ascii: "0")) }
  }
}
