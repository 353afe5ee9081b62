/// A complete answer.
package struct HTTPResponse: Equatable, Sendable {
  package var status: Int
  /// Names in lower case and values, in the server's order; bytes that are not UTF-8 are replaced.
  package var headers: [(name: String, value: String)]
  package var body: [UInt8]
  /// `1.0`, `1.1`, `2` or `3`.
  package var version: String
  /// How many redirects led here.
  package var redirects: Int

  /// Makes an answer.
  package init(
    status: Int, headers: [(name: String, value: String)] = [], body: [UInt8] = [],
    version: String = "1.1", redirects: Int = 0
  ) {
    self.status = status
    self.headers = headers.map { ($0.name.lowercased(), $0.value) }
    self.body = body
    self.version = version
    self.redirects = redirects
  }

  /// The first value of the header `name`, in any case of letters; nil when there is none.
  package func header(_ name: String) -> String? {
    let name = name.lowercased()
    return headers.first { $0.name == name }?.value
  }

  /// The body as text; bytes that are not UTF-8 are replaced.
  package var text: String { String(decoding: body, as: UTF8.self) }

  package static func == (left: HTTPResponse, right: HTTPResponse) -> Bool {
    left.status == right.status && left.body == right.body && left.version == right.version
      && left.redirects == right.redirects
      && left.headers.elementsEqual(right.headers) { $0 == $1 }
  }
}

/// How long the parts of a request took, in microseconds from its start.
package struct HTTPTimings: Equatable, Sendable {
  /// Until a connection stood, encryption included; 0 when one was at hand, nil when none came about.
  package var connectMicroseconds: Int64?
  /// Until the first byte of the answer; nil when none came.
  package var firstByteMicroseconds: Int64?
  /// Until the end, whatever it was.
  package var totalMicroseconds: Int64

  /// Makes timings.
  package init(
    connectMicroseconds: Int64? = nil, firstByteMicroseconds: Int64? = nil,
    totalMicroseconds: Int64 = 0
  ) {
    self.connectMicroseconds = connectMicroseconds
    self.firstByteMicroseconds = firstByteMicroseconds
    self.totalMicroseconds = totalMicroseconds
  }

  /// The total in milliseconds, rounded.
  package var totalMilliseconds: Int64 { (totalMicroseconds + 500) / 1000 }
}

/// What became of one request.
package struct HTTPOutcome: Equatable, Sendable {
  package var result: Result<HTTPResponse, HTTPError>
  /// Nil when nothing was sent.
  package var timings: HTTPTimings?

  /// Makes an outcome.
  package init(_ result: Result<HTTPResponse, HTTPError>, timings: HTTPTimings? = nil) {
    self.result = result
    self.timings = timings
  }

  /// The answer; nil when there is none.
  package var response: HTTPResponse? { try? result.get() }

  /// Why there is no answer; nil when there is one.
  package var error: HTTPError? {
    if case .failure(let error) = result { error } else { nil }
  }
}
