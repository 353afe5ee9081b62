/// An amount in whole micro-dollars (millionths of a US dollar), so that no price is ever rounded by accident.
package struct Money: Hashable, Comparable, Sendable, CustomStringConvertible {
  /// The amount in micro-dollars.
  package var microUSD: Int64

  /// Makes an amount of whole micro-dollars.
  package init(microUSD: Int64) {
    self.microUSD = microUSD
  }

  /// Reads dollars from a decimal text such as `0.25`, `3`, `-1` or `1.5e-2`; throws `invalid` when the text is not a
  /// number, does not fit, or has a fraction below one micro-dollar.
  ///
  /// A price in dollars per million tokens read this way is micro-dollars per million tokens.
  package init(dollars text: String) throws(DomainError) {
    guard let amount = scaledDecimal(text, places: 6) else {
      let shown = text.printable(limit: 40)
      throw DomainError(
        .invalid, "'\(shown)' is not an amount in whole micro-dollars.", subject: shown)
    }
    microUSD = amount
  }

  /// Reads dollars from a decimal text and multiplies them by ten to the power of `power`, rounding to the nearest
  /// micro-dollar: catalogs state prices per token, and some with the noise of binary fractions. Nil when the text is
  /// not a number or does not fit.
  package init?(nearestDollars text: String, timesTenTo power: Int = 0) {
    guard let amount = scaledDecimal(text, places: 6 + power, rounds: true) else { return nil }
    microUSD = amount
  }

  /// The amount in dollars as the shortest exact decimal text: `0.25`, `3`, `-1`.
  package var dollars: String {
    let digits = microUSD.magnitude
    let (whole, fraction) = digits.quotientAndRemainder(dividingBy: 1_000_000)
    var text = (microUSD < 0 ? "-" : "") + String(whole)
    guard fraction > 0 else { return text }
    let padded = Array(String(fraction + 1_000_000).utf8.dropFirst())
    let end = padded.lastIndex { $0 != UInt8(ascii: "0") } ?? 0
    text += "." + String(decoding: padded[...end], as: UTF8.self)
    return text
  }

  package var description: String { dollars }

  package static func < (left: Self, right: Self) -> Bool { left.microUSD < right.microUSD }
}

/// `text` as a number times ten to the power of `places`, nil unless that is a whole number that fits.
private func scaledDecimal(_ text: String, places: Int, rounds: Bool = false) -> Int64? {
  if let amount = plainDecimal(text, places: places) { return amount }
  var bytes = Array(text.utf8)[...]
  guard bytes.count <= 64 else { return nil }
  let negative = bytes.first == UInt8(ascii: "-")
  if negative { bytes.removeFirst() }

  var digits: [UInt8] = []
  var shift = places
  var seenPoint = false
  var seenDigit = false
  while let byte = bytes.first {
    if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
      digits.append(byte - UInt8(ascii: "0"))
      seenDigit = true
      if seenPoint { shift -= 1 }
    } else if byte == UInt8(ascii: "."), !seenPoint, seenDigit {
      seenPoint = true
    } else {
      break
    }
    bytes.removeFirst()
  }
  guard seenDigit else { return nil }
  if let byte = bytes.first {
    guard byte == UInt8(ascii: "e") || byte == UInt8(ascii: "E"),
      let exponent = Int(String(decoding: bytes.dropFirst(), as: UTF8.self)),
      (-40...40).contains(exponent)
    else { return nil }
    shift += exponent
  }
  while shift < 0, digits.last == 0 {
    digits.removeLast()
    shift += 1
  }
  var value: Int64 = 0
  if shift < 0, rounds {
    // The first digit that is dropped decides; what it adds is added last, to the shorter number.
    let dropped = min(-shift, digits.count + 1)
    let next = dropped > digits.count ? 0 : digits[digits.count - dropped]
    digits.removeLast(min(dropped, digits.count))
    if next >= 5 {
      var place = digits.count - 1
      while place >= 0, digits[place] == 9 {
        digits[place] = 0
        place -= 1
      }
      if place >= 0 { digits[place] += 1 } else { digits.insert(1, at: 0) }
    }
    shift = 0
  }
  guard shift >= 0 || digits.isEmpty else { return nil }
  for digit in digits + Array(repeating: 0, count: max(0, shift)) {
    let (product, overflow) = value.multipliedReportingOverflow(by: 10)
    let (sum, carry) = product.subtractingReportingOverflow(Int64(digit))
    if overflow || carry { return nil }
    value = sum
  }
  if negative { return value }
  return value == .min ? nil : -value
}

/// The same for the texts that prices mostly are, digits with a point among them; nil for any other.
private func plainDecimal(_ text: String, places: Int) -> Int64? {
  // Up to 18 digits fit for sure.
  guard text.utf8.count <= 18 else { return nil }
  var value: Int64 = 0
  var (count, shift) = (0, places)
  var seenPoint = false
  for byte in text.utf8 {
    if byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") {
      value = value * 10 + Int64(byte - UInt8(ascii: "0"))
      count += 1
      if seenPoint { shift -= 1 }
    } else if byte == UInt8(ascii: "."), !seenPoint, count > 0 {
      seenPoint = true
    } else {
      return nil
    }
  }
  guard count > 0, shift >= 0, count + shift <= 18 else { return nil }
  for _ in 0..<shift { value *= 10 }
  return value
}
