package import HTTPKit
package import PurserDomain
package import PurserStore

/// Asks for catalogs, all at once, and reads what comes. Nothing is stored here.
package struct CatalogFetch: Sendable {
  /// One list to ask for.
  package struct Target: Sendable {
    package let source: CatalogSource
    /// Canonical provider, `*` for many.
    package let provider: String
    /// What a person calls the list.
    package var name: String { source == .provider ? "provider \(provider)" : source.rawValue }
    let request: HTTPRequest
    /// Where it is, as it is noted: without a query, which may hold a key.
    let origin: String

    /// Makes the request to `url`. With `last`, the last load of the same list from the same place, the server is asked
    /// only for what is new.
    package init(
      source: CatalogSource, provider: String, url: String, headers: [HTTPHeader] = [],
      last: CatalogLoad?, options: Options
    ) {
      var request = HTTPRequest(
        .get, url, headers: headers, redirects: .withCredentials(atMost: 5))
      request.timeoutMilliseconds = options.timeoutMilliseconds
      request.bodyLimit = CatalogDocument.sizeLimit
      for (name, value) in [("User-Agent", options.userAgent), ("Accept", "application/json")]
      where request.header(name) == nil {
        request.headers.append(HTTPHeader(name, value))
      }
      // By bytes: a combining mark behind a sign makes another character of it.
      origin = String(Substring(url.utf8.prefix { $0 != 0x3F && $0 != 0x23 }))
      if let last, last.url == origin, source == .provider || origin == url {
        if let etag = last.etag { request.headers.append(HTTPHeader("If-None-Match", etag)) }
        if let date = last.lastModified {
          request.headers.append(HTTPHeader("If-Modified-Since", date))
        }
      }
      self.source = source
      self.provider = provider
      self.request = request
    }
  }

  /// How to ask.
  package struct Options: Sendable {
    package var timeoutMilliseconds: Int64
    package var userAgent: String

    /// Makes options.
    package init(timeoutMilliseconds: Int64, userAgent: String) {
      self.timeoutMilliseconds = timeoutMilliseconds
      self.userAgent = userAgent
    }
  }

  /// What became of one list.
  package enum Outcome: Sendable {
    /// It is as it was when it was loaded last.
    case unchanged
    case document(CatalogDocument, LoadCatalog.Origin)
    case failed(CatalogFailure)
  }

  /// Asks for every target. Throws `unavailable` only, when nothing can be asked at all.
  package static func run(
    _ targets: [Target], over network: Network
  ) throws -> [Outcome] {
    guard !targets.isEmpty else { return [] }
    let answers = try network.transport.send(targets.map(\.request), limits: HTTPLimits())
    return zip(targets, answers).map { target, answer in outcome(of: target, answer) }
  }

  private static func outcome(of target: Target, _ answer: HTTPOutcome) -> Outcome {
    switch answer.result {
    case .failure(let error): return .failed(CatalogFailure(target, error))
    case .success(let response):
      let wasConditional =
        target.request.header("If-None-Match") != nil
        || target.request.header("If-Modified-Since") != nil
      if response.status == 304, wasConditional { return .unchanged }
      guard (200..<300).contains(response.status) else {
        return .failed(CatalogFailure(target, response))
      }
      do {
        let document = try CatalogDocument(
          response.body, source: target.source, provider: target.provider,
          hiding: target.request.secrets)
        let origin = LoadCatalog.Origin(
          url: target.origin, etag: validator(response.header("etag")),
          lastModified: validator(response.header("last-modified")))
        return .document(document, origin)
      } catch let error as DomainError {
        return .failed(CatalogFailure(target, error))
      } catch {
        return .failed(
          CatalogFailure(
            target, DomainError(.invalid, "The list cannot be read.", subject: target.provider)))
      }
    }
  }

  /// What can be sent back as it came; nil for anything that is no line of plain characters.
  private static func validator(_ text: String?) -> String? {
    guard let text, !text.isEmpty, text.utf8.count <= 256,
      text.utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F })
    else { return nil }
    return text
  }
}

/// Why a list could not be had. It holds no secret, and no text of it can act on a terminal.
package struct CatalogFailure: Error, Equatable, Sendable {
  package let source: CatalogSource
  /// Canonical provider, `*` for many.
  package let provider: String
  /// The stable reason, such as `http_status`, `timed_out`, `invalid`.
  package let code: String
  /// The status of the answer; nil when there was none.
  package let status: Int?
  package let message: String
  package let hint: String?

  /// What a person calls the list.
  package var name: String { source == .provider ? "provider \(provider)" : source.rawValue }

  /// Makes a failure that came before anything was sent. `isStored` says that the provider is configured.
  package init(
    source: CatalogSource, provider: String, isStored: Bool, _ refusal: CallRefusal
  ) {
    self.source = source
    self.provider = provider
    code = "refused"
    status = nil
    message = refusal.message
    hint =
      refusal.kind == .unknownProvider
      ? "purser providers list"
      : "purser \(isStored ? "providers" : "plugins") show \(provider.shellWord)"
  }

  init(_ target: CatalogFetch.Target, _ error: HTTPError) {
    source = target.source
    provider = target.provider
    code = error.code.rawValue
    status = nil
    message = APIFailure(error, hiding: target.request.secrets).message
    hint = error.hint
  }

  init(_ target: CatalogFetch.Target, _ error: DomainError) {
    source = target.source
    provider = target.provider
    code = error.code.rawValue
    status = nil
    message = error.message
    hint = error.hint
  }

  init(_ target: CatalogFetch.Target, _ response: HTTPResponse) {
    source = target.source
    provider = target.provider
    code = "http_status"
    status = response.status
    let failure = APIReading(response, hiding: target.request.secrets).failure
    message = "HTTP \(response.status): \(failure?.message ?? "no list of models")"
    hint =
      [401, 403].contains(response.status)
      ? "purser models status --probe-provider \(target.provider.shellWord) --probe"
      : nil
  }
}
