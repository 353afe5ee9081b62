import Foundation
import JSONKit

/// A request as a provider sees it.
package struct FakeCall: Sendable {
  /// What kind of API it belongs to, by its path.
  package enum Kind: String, Sendable {
    case completions, responses, codex, messages, google, ollama, bedrock, listing, other
  }

  package var method: String
  /// The path without the query.
  package var path: String
  package var query: [String: String]
  package var kind: Kind
  /// The key, in whatever header or parameter it came; nil without one.
  package var key: String?
  package var model: String?
  /// The body as JSON; nil when it is none.
  var document: JSON?
  /// The body as a form.
  package var form: [String: String]
  /// The content that whoever asks already has.
  var ifNoneMatch: String?

  /// Reads a request.
  package init(_ request: LoopbackServer.Request) {
    let parts = URLComponents(string: request.path)
    method = request.method
    path = parts?.path ?? request.path
    query = Self.pairs(parts?.percentEncodedQuery ?? "")
    document = try? JSON.parse(request.body)
    form = Self.pairs(String(decoding: request.body, as: UTF8.self))
    key =
      ["authorization", "x-api-key", "api-key", "x-goog-api-key"].lazy
      .compactMap { request.header($0) }.first
      .map { $0.hasPrefix("Bearer ") ? String($0.dropFirst("Bearer ".count)) : $0 }
    ifNoneMatch = request.header("if-none-match")
    kind = Self.kind(method, path)
    model = document?["model"]?.string ?? Self.modelInPath(path)
  }

  private static func kind(_ method: String, _ path: String) -> Kind {
    if method == "GET" {
      return ["/models", "/api/tags", "/foundation-models"].contains { path.hasSuffix($0) }
        ? .listing : .other
    }
    if path.hasSuffix("/chat/completions") { return .completions }
    if path.hasSuffix("/codex/responses") { return .codex }
    if path.hasSuffix("/responses") { return .responses }
    if path.hasSuffix("/v1/messages") { return .messages }
    if path.contains(":generateContent") { return .google }
    if path.hasSuffix("/api/chat") { return .ollama }
    if path.hasSuffix("/converse") { return .bedrock }
    return .other
  }

  /// The model of `/models/ID:generateContent` and `/model/ID/converse`.
  private static func modelInPath(_ path: String) -> String? {
    if let name = path.split(separator: "/").last, name.hasSuffix(":generateContent") {
      return String(name.dropLast(":generateContent".count))
    }
    let parts = path.split(separator: "/")
    guard parts.last == "converse", parts.count > 2 else { return nil }
    return String(parts[parts.count - 2])
  }

  private static func pairs(_ text: String) -> [String: String] {
    text.split(separator: "&").reduce(into: [:]) { pairs, pair in
      let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      guard halves.count == 2 else { return }
      let plain = halves.map {
        $0.replacingOccurrences(of: "+", with: " ").removingPercentEncoding ?? ""
      }
      pairs[plain[0]] = plain[1]
    }
  }
}
