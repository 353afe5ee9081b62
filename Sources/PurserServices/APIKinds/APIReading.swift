import HTTPKit
import JSONKit
import PurserDomain
import SecretKit

/// An answer's body, read as far as all kinds of API agree.
struct APIReading {
  let response: HTTPResponse
  let secrets: [SecretBytes]
  /// The body as JSON; nil when it is none.
  let document: JSON?

  /// Deep enough for every error there is, and flat enough for a hostile one.
  private static let limits = JSONLimits(bytes: 8 << 20, depth: 64, duplicates: .lastWins)

  init(_ response: HTTPResponse, hiding secrets: [SecretBytes]) {
    self.response = response
    self.secrets = secrets
    document = try? JSON.parse(response.body, limits: Self.limits)
  }

  var isSuccess: Bool { (200..<300).contains(response.status) }

  /// The failure that the status or the body speaks of; nil when neither does.
  var failure: APIFailure? {
    if let failure = documentFailure { return failure }
    if !isSuccess { return plain(Self.words(response.status)) }
    return document == nil ? notJSON : nil
  }

  /// A success that is missing what makes it one.
  func incomplete(_ what: String) -> APIFailure {
    make(message: "The answer has no \(what).", code: "unexpected_answer")
  }

  func make(message: String, code: String? = nil, type: String? = nil) -> APIFailure {
    APIFailure(
      status: response.status, code: code, type: type, message: message, requestID: requestID,
      hiding: secrets)
  }

  private var requestID: String? {
    document?["request_id"]?.string
      ?? ["request-id", "x-request-id", "x-amzn-requestid", "apim-request-id"].lazy
      .compactMap(response.header).first
  }

  /// OpenAI's `error.{message,type,code}`, Anthropic's `error.{type,message}`, Google's
  /// `error.{status,message,code}` (also in an array), Ollama's `error` as text, and Bedrock's `message`.
  private var documentFailure: APIFailure? {
    guard let document = document.map({ $0.array?.first ?? $0 }) else { return nil }
    if let error = document["error"], !error.isNull, error != false {
      if let text = error.string { return make(message: text, code: document["code"]?.string) }
      let code = error["code"]
      let text = error["message"]?.string ?? document["message"]?.string
      let state = error["status"]?.string
      return make(
        message: text ?? error.text(.compact), code: code?.string ?? state,
        type: error["type"]?.string ?? state)
    }
    if document["type"] == "error" || !isSuccess {
      let detail = document["detail"]
      let texts: [String?] = [
        document["message"]?.string, document["Message"]?.string, detail?.string,
        detail?["message"]?.string, document["msg"]?.string,
      ]
      let message = texts.lazy.compactMap { $0 }.first
      guard let message else { return nil }
      let type = response.header("x-amzn-errortype")?.split(separator: ":").first.map(String.init)
      let codeText = document["code"]?.string ?? detail?["code"]?.string
      return make(
        message: message, code: codeText, type: type ?? document["__type"]?.string)
    }
    return nil
  }

  private var notJSON: APIFailure {
    if looksLikeHTML {
      return make(
        message: "The answer is a web page, not that of an API\(title.map { ": \($0)" } ?? "").",
        code: "not_json")
    }
    return make(
      message: response.body.isEmpty ? "The answer is empty." : "The answer is not JSON.",
      code: "not_json")
  }

  private func plain(_ otherwise: String) -> APIFailure {
    if looksLikeHTML { return make(message: title ?? otherwise) }
    let text = String(decoding: response.body.prefix(2000), as: UTF8.self).trimmed
    return make(message: text.isEmpty ? otherwise : text)
  }

  private var looksLikeHTML: Bool {
    response.header("content-type")?.lowercased().contains("html") == true
      || response.body.first { $0 > 0x20 } == UInt8(ascii: "<")
  }

  private var title: String? {
    let page = response.body.prefix(8192)
    // Small letters byte by byte, so that a place in the one is the same place in the other.
    let folded = page.map { (0x41...0x5A).contains($0) ? $0 | 0x20 : $0 }
    guard let tag = folded.firstRange(of: "<title>".utf8) else { return nil }
    let rest = page[tag.upperBound...].prefix { $0 != 0x3C }
    let title = String(decoding: rest, as: UTF8.self).trimmed
    return title.isEmpty ? nil : title
  }

  private static func words(_ status: Int) -> String {
    switch status {
    case 300..<400: "The server redirects the request."
    case 401: "Unauthorized."
    case 403: "Forbidden."
    case 404: "Not found."
    case 429: "Too many requests."
    case 500...: "The server failed."
    default: "The request was refused."
    }
  }
}

/// The events of a `text/event-stream`, as far as they came.
struct EventStream {
  /// Name (empty when not given) and data of each event, in order; data that is not JSON is null.
  let events: [(name: String, data: JSON)]

  init(_ body: [UInt8]) {
    var events: [(name: String, data: JSON)] = []
    var name = ""
    var data = ""
    func end() {
      if !data.isEmpty || !name.isEmpty {
        events.append((name, (try? JSON.parse(data)) ?? .null))
      }
      name = ""
      data = ""
    }
    let lines = String(decoding: body, as: UTF8.self)
      .split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" || $0 == "\r" }
    for line in lines {
      if line.isEmpty {
        end()
      } else if line.hasPrefix("event:") {
        name = String(line.dropFirst(6)).trimmed
      } else if line.hasPrefix("data:") {
        data += String(line.dropFirst(5)).trimmed
      }
    }
    end()
    self.events = events
  }
}
