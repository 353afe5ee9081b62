import JSONKit
import PurserDomain

/// The text of a provider's error, taken apart where it is JSON, so that a person can read it.
package struct ProviderError: Equatable, Sendable {
  /// The status the text begins with, as written.
  package var status: String?
  /// The type or the code of the error.
  package var type: String?
  /// What the provider says.
  package var message: String?
  /// The provider's number for the request.
  package var requestID: String?
  private let raw: String

  /// The longest text that is shown whole, in UTF-16 units.
  private static let limit = 600
  /// How much of a text is read as JSON, in bytes.
  private static let readLimit = 65_536

  /// Reads `text`; whatever it is, `readable` shows it.
  package init(_ text: String) {
    raw = text.trimmed
    guard raw.utf8.count <= Self.readLimit else { return }
    var body = raw
    if let (status, rest) = Self.leadingStatus(of: raw, allowsHTTP: false) {
      body = rest
      self.status = status
    }
    guard let payload = Self.payload(body) ?? Self.payload(Self.withoutPrefix(body)) else {
      status = nil
      return
    }
    let error = payload["error"]
    type = Self.text(error?["type"], error?["code"], payload["type"])
    message = Self.text(error?["message"], payload["message"])
    requestID = Self.text(payload["request_id"], payload["requestId"])
  }

  /// The first of `values` that is a text with something in it.
  private static func text(_ values: JSON?...) -> String? {
    values.lazy.compactMap { $0?.string }.first { !$0.trimmed.isEmpty }
  }

  /// The error in one line: `HTTP 429 rate_limit_error: slow down (request_id: r1)`, `LLM error: …`, `HTTP 500: …`
  /// or the text as it is, cut at 600 characters. Not redacted.
  package var readable: String {
    if raw.isEmpty { return FailureText.unknown }
    if let (status, rest) = Self.leadingStatus(of: raw, allowsHTTP: true),
      rest.utf8.first != UInt8(ascii: "{")
    {
      return "HTTP \(status): \(rest)"
    }
    if let message {
      let kind = (status.map { "HTTP \($0)" } ?? "LLM error") + (type.map { " \($0)" } ?? "")
      return "\(kind): \(message)" + (requestID.map { " (request_id: \($0))" } ?? "")
    }
    return raw.utf16.count > Self.limit ? Columns.head(raw, Self.limit) + "\u{2026}" : raw
  }

  /// The status the text begins with and what follows behind white space.
  private static func leadingStatus(
    of text: String, allowsHTTP: Bool
  ) -> (status: String, rest: String)? {
    var bytes = Array(text.utf8)[...]
    if allowsHTTP, String(decoding: bytes.prefix(4), as: UTF8.self).scriptLowercased == "http" {
      bytes = bytes.dropFirst(4).drop { $0 <= 0x20 }
    }
    let digits = bytes.prefix { $0 >= 0x30 && $0 <= 0x39 }
    let behind = bytes.dropFirst(digits.count)
    guard digits.count == 3, let sign = behind.first, sign <= 0x20 else { return nil }
    let rest = String(decoding: behind.drop { $0 <= 0x20 }, as: UTF8.self)
    return rest.isEmpty ? nil : (String(decoding: digits, as: UTF8.self), rest)
  }

  /// The text as JSON when that is an error.
  private static func payload(_ text: String) -> JSON? {
    guard text.utf8.first == UInt8(ascii: "{"), text.utf8.last == UInt8(ascii: "}"),
      let payload = try? JSON.parse(text)
    else { return nil }
    if payload["type"]?.string == "error" { return payload }
    if payload["request_id"]?.string != nil || payload["requestId"]?.string != nil {
      return payload
    }
    let members = ["message", "type", "code"]
    return members.contains { payload["error"]?[$0]?.string != nil } ? payload : nil
  }

  /// The text without one of the words that programs put in front of an error.
  private static func withoutPrefix(_ text: String) -> String {
    let lowered = text.scriptLowercased
    let words = [
      "error", "api error", "apierror", "openai error", "anthropic error", "gateway error",
    ]
    for word in words where lowered.utf8.starts(with: word.utf8) {
      let rest = text.utf8.dropFirst(word.utf8.count)
      let body = rest.drop { $0 <= 0x20 || $0 == 0x3A || $0 == 0x2D }
      if body.count < rest.count { return String(decoding: body, as: UTF8.self) }
    }
    return text
  }
}
