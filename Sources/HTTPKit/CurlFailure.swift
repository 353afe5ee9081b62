/// Why a request did not come to an answer: the library's result codes, and what we end ourselves.
enum CurlFailure {
  /// The error for the result `code` of a request to `host`.
  static func error(_ code: Int32, host: String, said: String) -> HTTPError {
    let kind = kind(of: code)
    return HTTPError(
      kind, message(kind, host: host), subject: host.isEmpty ? nil : host, hint: hint(kind),
      cause: "\(said) (curl \(code))")
  }

  private static func kind(of code: Int32) -> HTTPError.Code {
    switch code {
    case 3, 43: .invalidRequest
    case 5, 97: .proxy
    case 6: .unresolved
    case 7, 45: .unreachable
    // The first is also what a status line says that is none.
    case 1, 8, 61, 100: .badAnswer
    case 16, 18, 52, 55, 56, 81, 92, 95, 96: .closed
    case 23, 63: .tooLarge
    case 28: .timedOut
    case 35, 53, 54, 59, 64, 66, 80: .tls
    case 51, 58, 60, 77, 82, 83, 90, 91, 98: .certificate
    case 47: .redirectLoop
    case 42: .interrupted
    default: .other
    }
  }

  private static func message(_ code: HTTPError.Code, host: String) -> String {
    switch code {
    case .invalidRequest: "The request to '\(host)' cannot be sent."
    case .proxy: "The proxy for '\(host)' cannot be used."
    case .unresolved: "There is no host '\(host)'."
    case .unreachable: "Nothing answers at '\(host)'."
    case .badAnswer: "What '\(host)' answers is not HTTP."
    case .closed: "'\(host)' closed the connection before its answer was complete."
    case .tooLarge: "The answer of '\(host)' is too large."
    case .timedOut: "'\(host)' did not answer in time."
    case .tls: "No encrypted connection to '\(host)' came about."
    case .certificate: "The certificate of '\(host)' was refused."
    case .interrupted: "The request to '\(host)' was interrupted."
    default: "The request to '\(host)' did not work."
    }
  }

  private static func hint(_ code: HTTPError.Code) -> String? {
    switch code {
    case .proxy: "Check http_proxy, https_proxy, all_proxy and no_proxy."
    case .unresolved, .unreachable: "Check the provider's base URL and the network."
    case .certificate: "A certificate of your own is named by CURL_CA_BUNDLE."
    default: nil
    }
  }
}

// MARK: - What is not the library's doing

extension CurlFailure {
  static func unsendable(_ text: String, hint: String? = nil) -> HTTPError {
    HTTPError(.invalidRequest, "The request cannot be sent. \(text)", hint: hint)
  }

  static func refusedRedirect(_ what: String) -> HTTPError {
    HTTPError(
      .refusedRedirect, "The server redirects the request \(what).",
      hint: "Check that the address is that of the API.")
  }

  static func tooManyRedirects(_ most: Int) -> HTTPError {
    HTTPError(
      .redirectLoop, "The server redirects more than \(most) times.",
      hint: "Check that the address is that of the API.")
  }

  static func expired(after milliseconds: Int64) -> HTTPError {
    HTTPError(
      .timedOut, "No complete answer came within \(milliseconds) ms.",
      hint: "Try again, or give it more time.")
  }

  static var batchEnded: HTTPError {
    HTTPError(
      .deadlinePassed, "The time for all requests ended before this one.",
      hint: "Give the run more time.")
  }
}
