package import JSONKit
import PurserDomain

extension JSON {
  /// The value in two-space layout with a newline at the end. What a terminal could act on stands
  /// as an escape, which means the same to every reader of JSON.
  package var answerText: String { safeText + "\n" }

  /// The same without the last newline.
  var safeText: String {
    let bytes = bytes(.pretty)
    let text = String(decoding: bytes, as: UTF8.self)
    if bytes.allSatisfy({ $0 < 0x7F }) { return text }
    var result = ""
    result.reserveCapacity(text.utf8.count)
    for scalar in text.unicodeScalars {
      // A newline here is layout: the writer escapes those inside strings.
      if scalar == "\n" || !scalar.isUnprintable {
        result.unicodeScalars.append(scalar)
      } else {
        for unit in String(scalar).utf16 { result += escape(unit) }
      }
    }
    return result
  }
}

private func escape(_ unit: UInt16) -> String {
  let digits = String(unit, radix: 16)
  return "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
}
