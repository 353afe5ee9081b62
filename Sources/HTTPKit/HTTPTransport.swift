/// The one door to the network.
package protocol HTTPTransport: Sendable {
  /// Sends `requests` within `limits` and returns one outcome for each, in their order.
  ///
  /// `ended` is called with the place of a request and its outcome as each one ends, in that order.
  /// A request that fails does not disturb the others. When the run is interrupted, what is complete
  /// stays, the rest ends as `interrupted`. Throws `unavailable` only, before anything was sent.
  func send(
    _ requests: [HTTPRequest], limits: HTTPLimits, ended: (Int, HTTPOutcome) -> Void
  ) throws(HTTPError) -> [HTTPOutcome]
}

extension HTTPTransport {
  /// Sends `requests` within `limits` and returns one outcome for each, in their order.
  package func send(
    _ requests: [HTTPRequest], limits: HTTPLimits = HTTPLimits()
  ) throws(HTTPError) -> [HTTPOutcome] {
    try send(requests, limits: limits) { _, _ in }
  }

  /// Sends one request and returns its outcome.
  package func send(_ request: HTTPRequest) throws(HTTPError) -> HTTPOutcome {
    try send([request])[0]
  }
}

/// What a batch as a whole may take. Each request has its own limits besides.
package struct HTTPLimits: Equatable, Sendable {
  /// How many requests are under way at once, 1 to 512.
  package var parallel: Int
  /// Milliseconds for the whole batch; nil for no end but those of the requests.
  package var deadlineMilliseconds: Int64?

  /// Makes limits; without them 16 requests are under way and the batch has no end of its own.
  package init(parallel: Int = 16, deadlineMilliseconds: Int64? = nil) {
    self.parallel = min(max(parallel, 1), 512)
    self.deadlineMilliseconds = deadlineMilliseconds
  }
}

/// Proxies and certificates, as users of curl set them in the environment.
package struct HTTPSurroundings: Equatable, Sendable {
  /// Proxy for addresses that begin with `http:`; nil for none.
  package var httpProxy: String?
  /// Proxy for addresses that begin with `https:`; nil for none.
  package var httpsProxy: String?
  /// Hosts that are reached without a proxy, as in `no_proxy`.
  package var noProxy: String?
  /// File of the certificates that are trusted; nil for the system's.
  package var certificateFile: String?
  /// Folder of the certificates that are trusted; nil for the system's.
  package var certificateFolder: String?

  /// No proxy, and the system's certificates.
  package init() {}

  /// Reads `http_proxy`, `https_proxy`, `all_proxy`, `no_proxy` (all but the first also in capitals:
  /// `HTTP_PROXY` can be set by whoever calls a CGI program), `CURL_CA_BUNDLE`, `SSL_CERT_FILE` and
  /// `SSL_CERT_DIR`. Empty means not set.
  package init(environment: (String) -> String?) {
    func first(_ names: String...) -> String? {
      names.lazy.compactMap(environment).first { !$0.isEmpty }
    }
    let all = first("all_proxy", "ALL_PROXY")
    httpProxy = first("http_proxy") ?? all
    httpsProxy = first("https_proxy", "HTTPS_PROXY") ?? all
    noProxy = first("no_proxy", "NO_PROXY")
    certificateFile = first("CURL_CA_BUNDLE", "SSL_CERT_FILE")
    certificateFolder = first("SSL_CERT_DIR")
  }
}
