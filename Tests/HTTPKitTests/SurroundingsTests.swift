import Foundation
import HTTPKit
import PurserTestSupport
import SecretKit
import Testing

/// Proxies and certificates from the environment.
@Suite struct HTTPSurroundingsTests {
  @Test func `the variables of curl are read as curl reads them`() {
    func read(_ variables: [String: String]) -> HTTPSurroundings {
      HTTPSurroundings { variables[$0] }
    }
    #expect(read([:]) == HTTPSurroundings())
    let proxies = read([
      "HTTP_PROXY": "http://cgi", "HTTPS_PROXY": "http://upper", "all_proxy": "http://all",
      "no_proxy": "", "NO_PROXY": "a,b",
    ])
    #expect(proxies.httpProxy == "http://all")
    #expect(proxies.httpsProxy == "http://upper")
    #expect(proxies.noProxy == "a,b")
    let files = read(["SSL_CERT_FILE": "/s", "CURL_CA_BUNDLE": "/c", "SSL_CERT_DIR": "/d"])
    #expect(files.certificateFile == "/c")
    #expect(files.certificateFolder == "/d")
  }

  @Test func `a proxy is asked, unless the host is excepted`() throws {
    let proxy = try LoopbackServer { _ in .answer(200, "proxied") }
    let direct = try LoopbackServer { _ in .answer(200, "direct") }
    var surroundings = HTTPSurroundings()
    surroundings.httpProxy = proxy.url("")
    surroundings.noProxy = "127.0.0.1"
    let transport = CurlTransport(surroundings: surroundings)
    #expect(
      try transport.send(HTTPRequest(.get, "http://api.invalid/x", timeoutMilliseconds: patience))
        .response?.text == "proxied")
    #expect(proxy.requests.first?.path == "http://api.invalid/x")
    #expect(
      try transport.send(HTTPRequest(.get, direct.url(), timeoutMilliseconds: patience)).response?
        .text == "direct")
  }

  @Test func `the process's own proxy settings are not looked at behind our back`() throws {
    let server = try LoopbackServer { _ in .answer(200, "direct") }
    _ = unsafe setenv("http_proxy", "http://127.0.0.1:9", 1)
    defer { _ = unsafe unsetenv("http_proxy") }
    let outcome = try CurlTransport().send(
      HTTPRequest(.get, server.url(), timeoutMilliseconds: patience))
    #expect(outcome.response?.text == "direct", "\(outcome)")
  }

  @Test func `a proxy that is not there is named as the culprit`() throws {
    var surroundings = HTTPSurroundings()
    surroundings.httpProxy = "http://nowhere.invalid:1"
    let transport = CurlTransport(surroundings: surroundings)
    let outcome = try transport.send(
      HTTPRequest(.get, "http://api.invalid/", timeoutMilliseconds: 3_000))
    #expect([.proxy, .timedOut].contains(outcome.error?.code))
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")))
  func `a certificate is checked, its issuer and its name`() throws {
    let folder = try TemporaryFolder()
    let server = try EncryptedServer(in: folder)
    func ask(_ host: String, trusting file: String?) throws -> HTTPOutcome {
      var surroundings = HTTPSurroundings()
      surroundings.certificateFile = file
      return try CurlTransport(surroundings: surroundings).send(
        HTTPRequest(.get, "https://\(host):\(server.port)/", timeoutMilliseconds: 5_000))
    }
    #expect(try ask("localhost", trusting: nil).error?.code == .certificate)
    #expect(try ask("127.0.0.1", trusting: folder.path("cert.pem")).error?.code == .certificate)
    #expect(try ask("localhost", trusting: folder.path("cert.pem")).response?.status == 200)
    #expect(try ask("localhost", trusting: folder.path("none.pem")).error?.code == .certificate)
  }

  @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/openssl")))
  func `a redirect from an encrypted address to an open one is refused, credentials or none`()
    throws
  {
    let folder = try TemporaryFolder()
    let open = try LoopbackServer { _ in .answer(200, "open") }
    let server = try EncryptedServer(in: folder, serving: "-HTTP")
    var surroundings = HTTPSurroundings()
    surroundings.certificateFile = folder.path("cert.pem")
    let transport = CurlTransport(surroundings: surroundings)
    func led(to url: String, _ headers: [HTTPHeader] = []) throws -> HTTPOutcome {
      try folder.write("HTTP/1.0 302 Found\r\nLocation: \(url)\r\n\r\n", to: "led")
      return try transport.send(
        HTTPRequest(
          .get, "https://localhost:\(server.port)/led", headers: headers,
          timeoutMilliseconds: patience))
    }
    for headers in [[], [HTTPHeader.bearer(SecretBytes(text: "planted"))]] {
      let outcome = try led(to: open.url("/x"), headers)
      #expect(outcome.error?.code == .refusedRedirect, "\(outcome)")
      #expect(outcome.error?.message.contains("to an unencrypted address") == true, "\(outcome)")
    }
    #expect(open.requests.isEmpty)
    try folder.write("HTTP/1.0 200 OK\r\n\r\nthere", to: "next")
    #expect(try led(to: "https://localhost:\(server.port)/next").response?.text == "there")
  }
}

/// `openssl s_server` with a certificate of its own for `localhost`.
private final class EncryptedServer {
  private let process = Process()
  private(set) var port = 0

  /// With `-HTTP` it answers with the files of `folder` as they are.
  init(in folder: TemporaryFolder, serving: String = "-www") throws {
    let make = Process()
    make.executableURL = URL(fileURLWithPath: "/usr/bin/openssl")
    make.arguments =
      ["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost"]
      + ["-addext", "subjectAltName=DNS:localhost"]
      + ["-keyout", folder.path("key.pem"), "-out", folder.path("cert.pem")]
    make.standardError = FileHandle.nullDevice
    try make.run()
    make.waitUntilExit()
    let output = Pipe()
    process.executableURL = make.executableURL
    process.arguments =
      ["s_server", "-accept", "0", serving, "-key", folder.path("key.pem")]
      + ["-cert", folder.path("cert.pem")]
    process.currentDirectoryURL = URL(fileURLWithPath: folder.path)
    process.standardOutput = output
    process.standardError = FileHandle.nullDevice
    process.standardInput = Pipe()
    try process.run()
    // It says `ACCEPT 0.0.0.0:PORT` once it listens.
    var text = ""
    while port == 0 {
      let data = output.fileHandleForReading.availableData
      guard !data.isEmpty else { throw CocoaError(.fileReadUnknown) }
      text += String(decoding: data, as: UTF8.self)
      for line in text.split(separator: "\n") where line.hasPrefix("ACCEPT") {
        port = line.split(separator: ":").last.flatMap { Int($0) } ?? 0
      }
    }
  }

  // Not `terminate()`: a child of a process that holds back SIGTERM for its own tests never hears it.
  deinit { kill(process.processIdentifier, SIGKILL) }
}
