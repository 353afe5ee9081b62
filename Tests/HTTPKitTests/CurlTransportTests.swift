import Foundation
import HTTPKit
import PurserTestSupport
import SecretKit
import Synchronization
import Testing

@Suite struct CurlTransportTests {
  let transport = CurlTransport()

  @Test func `a request arrives as it was made and its answer as it was sent`() throws {
    let server = try LoopbackServer { _ in
      .answer(201, "{\"a\":1}", headers: ["X-Two: one", "x-two:  two ", "Content-Type: json"])
    }
    let outcome = try transport.send(
      HTTPRequest(
        .post, server.url("/v1/chat?x=1"),
        headers: [
          HTTPHeader("Content-Type", "application/json"), HTTPHeader("User-Agent", "purser/1"),
          .bearer(SecretBytes(text: "sk-planted")),
        ], body: .plain(Array("{\"model\":\"m\"}".utf8)), timeoutMilliseconds: patience))
    let response = try outcome.result.get()
    #expect(response.status == 201)
    #expect(response.text == "{\"a\":1}")
    #expect(response.headers.filter { $0.name == "x-two" }.map(\.value) == ["one", "two "])
    #expect(response.header("CONTENT-type") == "json")
    #expect(response.version == "1.1")
    let request = try #require(server.requests.first)
    #expect(request.method == "POST")
    #expect(request.path == "/v1/chat?x=1")
    #expect(request.header("authorization") == "Bearer sk-planted")
    #expect(request.header("user-agent") == "purser/1")
    #expect(request.header("expect") == nil)
    #expect(request.body == Array("{\"model\":\"m\"}".utf8))
  }

  @Test(arguments: [HTTPRequest.Method.get, .head, .post, .put, .delete])
  func `each method is sent under its name, with a body where it has one`(
    method: HTTPRequest.Method
  ) throws {
    let server = try LoopbackServer { request in
      request.method == "HEAD" ? .raw("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n") : .answer()
    }
    let bare = try transport.send(HTTPRequest(method, server.url(), timeoutMilliseconds: patience))
    #expect(bare.response?.status == 200)
    if method != .head {
      let body = HTTPRequest.Body.secret(SecretBytes(text: "s"))
      _ = try transport.send(
        HTTPRequest(method, server.url(), body: body, timeoutMilliseconds: patience))
      #expect(server.requests.last?.body == [0x73])
    }
    #expect(Set(server.requests.map(\.method)) == [method.rawValue])
  }

  @Test func `times grow from connecting to the first byte to the end`() throws {
    let server = try LoopbackServer { _ in
      [
        .pause(milliseconds: 30), .send(Array("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n".utf8)),
        .pause(milliseconds: 30), .send([0x61]),
      ]
    }
    let timings = try #require(
      try transport.send(HTTPRequest(.get, server.url(), timeoutMilliseconds: patience)).timings)
    let connect = try #require(timings.connectMicroseconds)
    let first = try #require(timings.firstByteMicroseconds)
    #expect(connect > 0 && connect < first)
    #expect(first >= 30_000 && timings.totalMicroseconds >= first + 20_000)
  }

  @Test func `a connection is used again`() throws {
    let server = try LoopbackServer { _ in .answer(200, "ok") }
    let request = HTTPRequest(.get, server.url(), timeoutMilliseconds: patience)
    let outcomes = try transport.send(
      Array(repeating: request, count: 12), limits: HTTPLimits(parallel: 1))
    #expect(outcomes.allSatisfy { $0.response?.text == "ok" })
    #expect(server.connectionCount == 1)
    #expect(outcomes[1].timings?.connectMicroseconds == 0)
  }

  @Test func `no more requests are under way than allowed`() throws {
    let most = Mutex((now: 0, ever: 0))
    let server = try LoopbackServer { _ in
      most.withLock {
        $0.now += 1
        $0.ever = max($0.ever, $0.now)
      }
      usleep(20_000)
      most.withLock { $0.now -= 1 }
      return .answer()
    }
    _ = try transport.send(
      Array(repeating: HTTPRequest(.get, server.url(), timeoutMilliseconds: patience), count: 20),
      limits: HTTPLimits(parallel: 4))
    #expect(most.withLock { $0.ever } == 4)
    #expect(server.requests.count == 20)
  }

  @Test func `outcomes stand in the order of the requests and are told as they end`() throws {
    let server = try LoopbackServer { request in
      request.path == "/slow" ? .late(150, 200, "slow") : .answer(200, "quick")
    }
    var told: [Int] = []
    let outcomes = try transport.send(
      ["/slow", "/a", "/b"].map {
        HTTPRequest(.get, server.url($0), timeoutMilliseconds: patience)
      }, limits: HTTPLimits()
    ) { place, _ in told.append(place) }
    #expect(outcomes.map { $0.response?.text } == ["slow", "quick", "quick"])
    #expect(told.last == 0 && Set(told) == [0, 1, 2])
  }

  @Test func `one bad request does not disturb the others`() throws {
    let server = try LoopbackServer { request in
      request.path == "/bad" ? [.close] : .answer(200, request.path)
    }
    let outcomes = try transport.send(
      [server.url("/1"), server.url("/bad"), "gopher://x/", server.url("/2")].map {
        HTTPRequest(.get, $0, timeoutMilliseconds: patience)
      })
    #expect(
      outcomes.map { $0.response?.text ?? $0.error?.code.rawValue } == [
        "/1", "closed", "invalid_request", "/2",
      ])
  }

  @Test func `nothing to send is nothing to open`() throws {
    let nowhere = CurlTransport(libraryNames: ["libnowhere.so.9"])
    #expect(try nowhere.send([]) == [])
  }

  @Test func `a missing library is an error that says what to install`() {
    let nowhere = CurlTransport(libraryNames: ["libnowhere.so.9"])
    let error = #expect(throws: HTTPError.self) {
      try nowhere.send(HTTPRequest(.get, "http://127.0.0.1/", timeoutMilliseconds: patience))
    }
    #expect(error?.code == .unavailable)
    #expect(error?.message == "The library 'libnowhere.so.9' cannot be used.")
    #expect(error?.hint == "Install it: apt-get install libcurl4")
    #expect(error?.cause?.contains("libnowhere.so.9") == true)
  }

  @Test(arguments: [
    "ftp://127.0.0.1/", "file:///etc/passwd", "", "http://", "not an address",
    "http://user:word@127.0.0.1:1/",
  ])
  func `an address that is none of the web is refused`(url: String) throws {
    let outcome = try transport.send(HTTPRequest(.get, url, timeoutMilliseconds: patience))
    #expect(outcome.error != nil)
    #expect([.invalidRequest, .other].contains(outcome.error?.code))
    #expect(outcome.error.map { "\($0)\($0.cause ?? "")".contains("word") } == false)
  }

  @Test(arguments: ["a\r\nX-Evil: 1", "a\nb", "a\u{0}b", "\u{1B}[2J"])
  func `a header that would become two is refused, secret or not`(value: String) throws {
    let server = try LoopbackServer { _ in .answer() }
    for header in [
      HTTPHeader("X-A", value), HTTPHeader("X-A", secret: SecretBytes(text: value)),
      HTTPHeader(value, "a"),
    ] {
      let outcome = try transport.send(
        HTTPRequest(.get, server.url(), headers: [header], timeoutMilliseconds: patience))
      #expect(outcome.error?.code == .invalidRequest)
      #expect(outcome.timings == nil)
    }
    #expect(server.requests == [])
  }

  @Test func `a request can be printed and its secrets cannot`() {
    let request = HTTPRequest(
      .post, "https://api.example/", headers: [.bearer(SecretBytes(text: "sk-planted"))],
      body: .secret(SecretBytes(text: "sk-planted")),
      signature: AWSSignature(
        region: "r", service: "s", accessKeyID: "AKID", secretKey: SecretBytes(text: "sk-planted"),
        sessionToken: SecretBytes(text: "sk-planted")), timeoutMilliseconds: patience)
    var dumped = ""
    dump(request, to: &dumped)
    #expect(!"\(request)\(String(reflecting: request))\(dumped)".contains("planted"))
    #expect(request.secrets.count == 4)
  }

  @Test func `a signature for AWS holds the keys' id and never the key`() throws {
    let server = try LoopbackServer { _ in .answer() }
    _ = try transport.send(
      HTTPRequest(
        .post, server.url("/model/m/converse"), body: .plain([0x7B, 0x7D]),
        signature: AWSSignature(
          region: "eu-west-1", service: "bedrock", accessKeyID: "AKIDSAMPLE",
          secretKey: SecretBytes(text: "planted-key"), sessionToken: SecretBytes(text: "session")),
        timeoutMilliseconds: patience))
    let request = try #require(server.requests.first)
    let signature = try #require(request.header("Authorization"))
    #expect(signature.hasPrefix("AWS4-HMAC-SHA256 Credential=AKIDSAMPLE/"))
    #expect(signature.contains("/eu-west-1/bedrock/aws4_request"))
    #expect(signature.contains("x-amz-security-token"))
    #expect(request.header("x-amz-security-token") == "session")
    #expect(!request.everything.contains("planted-key"))
  }
}
