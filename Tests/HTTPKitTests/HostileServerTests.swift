import Foundation
import HTTPKit
import PurserTestSupport
import Testing

/// Servers that lie, flood and break off.
@Suite struct HostileServerTests {
  let transport = CurlTransport()

  static let broken: [([LoopbackServer.Step], HTTPError.Code)] = [
    ([.close], .closed),
    (.raw("HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nshort") + [.close], .closed),
    (.raw("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nab") + [.close], .closed),
    (.raw("Hello, this is no HTTP.\r\n\r\n") + [.close], .badAnswer),
    (.raw("HTTP/9.9 200 OK\r\n\r\n") + [.close], .badAnswer),
    (.raw("HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n") + [.close], .badAnswer),
    (
      .raw("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nnope") + [.close],
      .badAnswer
    ),
  ]

  @Test(arguments: broken)
  func `an answer that breaks the rules is an error of its kind`(
    steps: [LoopbackServer.Step], code: HTTPError.Code
  ) throws {
    let server = try LoopbackServer { _ in steps }
    let error = try #require(
      try transport.send(HTTPRequest(.get, server.url(), timeoutMilliseconds: patience)).error)
    #expect(error.code == code, "\(error.cause ?? "")")
    #expect(error.subject == "127.0.0.1")
  }

  @Test func `a port without a server is unreachable`() throws {
    let port = try LoopbackServer { _ in [] }
    port.stop()
    let error = try #require(
      try transport.send(HTTPRequest(.get, port.url(), timeoutMilliseconds: patience)).error)
    #expect(error.code == .unreachable)
    #expect(error.systemCode == "ECONNREFUSED")
  }

  @Test func `a body without end is cut off at its limit`() throws {
    let part = [UInt8](repeating: 0x61, count: 65_536)
    let server = try LoopbackServer { _ in
      .raw("HTTP/1.1 200 OK\r\n\r\n") + [.flood(part, times: 100_000)]
    }
    let outcome = try transport.send(
      HTTPRequest(.get, server.url(), timeoutMilliseconds: patience, bodyLimit: 100_000))
    #expect(outcome.error?.code == .tooLarge)
    #expect(server.bytesSent < 64 << 20)
  }

  @Test func `a body may be exactly as long as its limit`() throws {
    let server = try LoopbackServer { _ in .answer(200, String(repeating: "a", count: 1000)) }
    let fits = try transport.send(
      HTTPRequest(.get, server.url(), timeoutMilliseconds: patience, bodyLimit: 1000))
    #expect(fits.response?.body.count == 1000)
    let over = try transport.send(
      HTTPRequest(.get, server.url(), timeoutMilliseconds: patience, bodyLimit: 999))
    #expect(over.error?.code == .tooLarge)
  }

  @Test func `headers without end are cut off`() throws {
    let line = Array("X-Filler: \(String(repeating: "a", count: 8000))\r\n".utf8)
    let server = try LoopbackServer { _ in
      .raw("HTTP/1.1 200 OK\r\n") + [.flood(line, times: 100_000)]
    }
    let outcome = try transport.send(HTTPRequest(.get, server.url(), timeoutMilliseconds: patience))
    #expect(outcome.error?.code == .tooLarge)
  }

  @Test func `a compressed answer is read, and a bomb is not unpacked`() throws {
    let folder = try TemporaryFolder()
    func gzip(_ source: String) throws -> [UInt8] {
      let shell = Process()
      shell.executableURL = URL(fileURLWithPath: "/bin/sh")
      shell.arguments = ["-c", "\(source) | gzip -9 > '\(folder.path("z"))'"]
      try shell.run()
      shell.waitUntilExit()
      return try folder.bytes("z")
    }
    let small = try gzip("printf hello")
    let bomb = try gzip("head -c 50000000 /dev/zero")
    let server = try LoopbackServer { request in
      let body = request.path == "/bomb" ? bomb : small
      return .raw(
        "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: \(body.count)\r\n\r\n")
        + [.send(body)]
    }
    #expect(
      try transport.send(HTTPRequest(.get, server.url("/a"), timeoutMilliseconds: patience))
        .response?.text == "hello")
    #expect(server.requests.first?.header("accept-encoding")?.contains("gzip") == true)
    let outcome = try transport.send(
      HTTPRequest(.get, server.url("/bomb"), timeoutMilliseconds: patience))
    #expect(outcome.error?.code == .tooLarge)
    let plain = HTTPRequest(
      .get, server.url("/a"), timeoutMilliseconds: patience, acceptsCompression: false)
    #expect(try transport.send(plain).response?.body == small)
    #expect(server.requests.last?.header("accept-encoding") == nil)
  }

  @Test func `what the server shouts does not reach the terminal`() throws {
    let server = try LoopbackServer { _ in .raw("\u{1B}[2J\u{7}evil\r\n\r\n") + [.close] }
    let error = try #require(
      try transport.send(HTTPRequest(.get, server.url(), timeoutMilliseconds: patience)).error)
    let shown = "\(error.message)\(error.cause ?? "")\(error.hint ?? "")"
    #expect(!shown.unicodeScalars.contains { $0.value < 0x20 })
  }
}
