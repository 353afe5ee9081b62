import HTTPKit
import PurserTestSupport
import SecretKit
import Testing

/// Where a request may be led, and with what.
@Suite struct RedirectTests {
  let transport = CurlTransport()

  /// Credentials in every place that a request has for them.
  static func laden(_ method: HTTPRequest.Method, _ url: String) -> HTTPRequest {
    HTTPRequest(
      method, url,
      headers: [
        .bearer(SecretBytes(text: "planted")),
        HTTPHeader("x-api-key", secret: SecretBytes(text: "planted")),
        HTTPHeader("X-Own", secret: SecretBytes(text: "planted")),
        HTTPHeader("Cookie", "session=planted"), HTTPHeader("X-Plain", "plain"),
      ],
      signature: AWSSignature(
        region: "r", service: "s", accessKeyID: "planted-id",
        secretKey: SecretBytes(text: "planted"), sessionToken: SecretBytes(text: "planted")),
      timeoutMilliseconds: patience)
  }

  @Test(arguments: [301, 302, 303, 307, 308])
  func `a redirect to another host carries no credential`(status: Int) throws {
    let other = try LoopbackServer { _ in .answer(200, "other") }
    let server = try LoopbackServer { [url = other.url("/x")] _ in .redirect(url, status: status) }
    let outcome = try transport.send(Self.laden(.get, server.url()))
    #expect(outcome.response?.text == "other")
    #expect(outcome.response?.redirects == 1)
    let request = try #require(other.requests.first)
    #expect(!request.everything.contains("planted"))
    #expect(request.header("authorization") == nil)
    #expect(request.header("x-plain") == "plain")
    #expect(server.requests.first?.everything.contains("planted") == true)
  }

  @Test func `an answer that stands for credentials is not taken from where they do not go`()
    throws
  {
    let other = try LoopbackServer { _ in .answer(200, "other") }
    let server = try LoopbackServer { [url = other.url("/x")] _ in .redirect(url) }
    var request = Self.laden(.get, server.url())
    request.redirects = .withCredentials(atMost: 5)
    #expect(try transport.send(request).error?.code == .refusedRedirect)
    #expect(other.requests.isEmpty)
    // Without credentials there is nothing that the answer could stand for.
    request.headers = [HTTPHeader("X-Plain", "plain")]
    request.signature = nil
    #expect(try transport.send(request).response?.text == "other")
  }

  @Test func `another name of the same machine is another host`() throws {
    let server = try LoopbackServer { request in
      request.path == "/"
        ? .redirect("http://localhost:\(request.header("host")!.split(separator: ":")[1])/x")
        : .answer(200, "there")
    }
    let outcome = try transport.send(Self.laden(.get, server.url()))
    #expect(outcome.response?.text == "there")
    #expect(server.requests.last?.everything.contains("planted") == false)
  }

  @Test func `credentials that were left behind do not come back`() throws {
    let other = try LoopbackServer { request in .redirect(request.header("x-plain")!) }
    let server = try LoopbackServer { [url = other.url()] request in
      request.path == "/" ? .redirect(url) : .answer(200, "back")
    }
    var request = Self.laden(.get, server.url())
    request.headers[4] = HTTPHeader("X-Plain", server.url("/back"))
    #expect(try transport.send(request).response?.text == "back")
    #expect(server.requests.last?.header("authorization") == nil)
  }

  @Test func `a redirect within the host keeps everything`() throws {
    let server = try LoopbackServer { request in
      request.path == "/" ? .redirect("/next", status: 308) : .answer(200, "next")
    }
    var request = Self.laden(.post, server.url())
    request.signature = nil
    request.body = .plain(Array("body".utf8))
    #expect(try transport.send(request).response?.text == "next")
    let next = try #require(server.requests.last)
    #expect(next.method == "POST")
    #expect(next.body == Array("body".utf8))
    #expect(next.header("authorization") == "Bearer planted")
  }

  @Test func `a post that is seen elsewhere is fetched without its body`() throws {
    let server = try LoopbackServer { request in
      request.path == "/" ? .redirect("/next", status: 303) : .answer(200, "next")
    }
    var request = Self.laden(.post, server.url())
    request.body = .plain(Array("body".utf8))
    #expect(try transport.send(request).response?.text == "next")
    #expect(server.requests.last?.method == "GET")
    #expect(server.requests.last?.body == [])
  }

  @Test(arguments: [307, 308])
  func `a body is not handed to another host`(status: Int) throws {
    let other = try LoopbackServer { _ in .answer() }
    let server = try LoopbackServer { [url = other.url()] _ in .redirect(url, status: status) }
    var request = Self.laden(.post, server.url())
    request.body = .plain(Array("body".utf8))
    #expect(try transport.send(request).error?.code == .refusedRedirect)
    #expect(other.requests == [])
  }

  @Test(arguments: ["file:///etc/passwd", "ftp://127.0.0.1/", "gopher://127.0.0.1/"])
  func `a redirect out of the web is refused`(target: String) throws {
    let server = try LoopbackServer { _ in .redirect(target) }
    let outcome = try transport.send(HTTPRequest(.get, server.url(), timeoutMilliseconds: patience))
    #expect(outcome.error?.code == .refusedRedirect)
  }

  @Test func `redirects in a loop end`() throws {
    let server = try LoopbackServer { _ in .redirect("/") }
    let outcome = try transport.send(
      HTTPRequest(.get, server.url(), timeoutMilliseconds: patience, redirects: .atMost(3)))
    #expect(outcome.error?.code == .redirectLoop)
    #expect(server.requests.count == 4)
  }

  @Test func `a redirect can be the answer`() throws {
    let server = try LoopbackServer { _ in .redirect("/next") }
    let outcome = try transport.send(
      HTTPRequest(.get, server.url(), timeoutMilliseconds: patience, redirects: .none))
    #expect(outcome.response?.status == 302)
    #expect(outcome.response?.header("location") == "/next")
  }
}
