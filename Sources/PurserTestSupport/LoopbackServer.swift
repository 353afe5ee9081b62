import Foundation
import Synchronization

/// A real web server on 127.0.0.1, at a port of the system's choice, that does what a test tells it:
/// answer, wait, drip, hang, lie about lengths, or close.
package final class LoopbackServer: Sendable {
  /// A request as it came.
  package struct Request: Sendable, Equatable {
    package var method: String
    /// Path with the query.
    package var path: String
    package var headers: [(name: String, value: String)]
    package var body: [UInt8]
    /// Counts the connections from 1.
    package var connection: Int

    /// The first value of the header `name`, in any case of letters.
    package func header(_ name: String) -> String? {
      headers.first { $0.name.lowercased() == name.lowercased() }?.value
    }

    /// Everything that came, as text.
    package var everything: String {
      "\(method) \(path)\n" + headers.map { "\($0.name): \($0.value)\n" }.joined()
        + String(decoding: body, as: UTF8.self)
    }

    package static func == (left: Request, right: Request) -> Bool {
      left.everything == right.everything && left.connection == right.connection
    }
  }

  /// One thing the server does.
  package enum Step: Sendable {
    case send([UInt8])
    /// Sends the bytes again and again, so many times; stops when nobody listens.
    case flood([UInt8], times: Int)
    case pause(milliseconds: Int)
    /// Sends nothing more until the other side goes away or the server stops.
    case hang
    case close
  }

  private struct State {
    var requests: [Request] = []
    var connections = 0
    var open: Set<Int32> = []
    var bytesSent = 0
    var stopped = false
  }

  /// The port it listens at.
  package let port: Int
  private let listener: Int32
  private let state = Mutex(State())
  private let respond: @Sendable (Request) -> [Step]

  /// Listens and answers each request as `respond` says; port 0 leaves the choice to the system. Throws when there is none.
  package init(port: Int = 0, _ respond: @escaping @Sendable (Request) -> [Step]) throws {
    self.respond = respond
    (listener, self.port) = try Self.listen(at: port)
    let thread = Thread { [listener, weak self] in
      // Closed here and nowhere else: the number of a closed descriptor may by now be another server's listener, whose
      // connections would be taken away.
      defer { close(listener) }
      while true {
        let connection = accept(listener, nil, nil)
        guard connection >= 0 else { return }
        guard let self else {
          close(connection)
          return
        }
        self.serve(connection)
      }
    }
    thread.stackSize = 256 << 10
    thread.start()
  }

  deinit { stop() }

  /// The address of `path` on this server; `host` may be another name of this machine.
  package func url(_ path: String = "/", host: String = "127.0.0.1") -> String {
    "http://\(host):\(port)\(path)"
  }

  /// The requests so far, in the order in which they came.
  package var requests: [Request] { state.withLock { $0.requests } }

  /// How many connections were made.
  package var connectionCount: Int { state.withLock { $0.connections } }

  /// How many bytes the system took from us.
  package var bytesSent: Int { state.withLock { $0.bytesSent } }

  /// Ends everything at once.
  package func stop() {
    state.withLock { state in
      guard !state.stopped else { return }
      state.stopped = true
      for connection in state.open { shutdown(connection, Int32(SHUT_RDWR)) }
      shutdown(listener, Int32(SHUT_RDWR))
    }
  }

  private static func listen(at port: Int) throws -> (Int32, Int) {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
    var reuse: Int32 = 1
    _ = unsafe setsockopt(
      listener, SOL_SOCKET, SO_REUSEADDR, &reuse, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_port = in_port_t(truncatingIfNeeded: port).bigEndian
    address.sin_family = sa_family_t(AF_INET)
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let worked = unsafe withUnsafeMutablePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe bind(listener, address, size) == 0 && Glibc.listen(listener, 1024) == 0
          && getsockname(listener, address, &size) == 0
      }
    }
    guard worked else { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    return (listener, Int(UInt16(bigEndian: address.sin_port)))
  }

  private func serve(_ connection: Int32) {
    let number = state.withLock { state in
      state.connections += 1
      state.open.insert(connection)
      return state.connections
    }
    var one: Int32 = 1
    _ = unsafe setsockopt(
      connection, Int32(IPPROTO_TCP), Int32(TCP_NODELAY), &one, socklen_t(MemoryLayout<Int32>.size))
    let thread = Thread { [self] in
      var reader = RequestReader(connection: connection)
      while let request = reader.next(number: number) {
        state.withLock { $0.requests.append(request) }
        guard perform(respond(request), on: connection) else { break }
      }
      state.withLock {
        _ = $0.open.remove(connection)
        close(connection)
      }
    }
    thread.stackSize = 256 << 10
    thread.start()
  }

  /// Returns whether the connection can be used again.
  private func perform(_ steps: [Step], on connection: Int32) -> Bool {
    for step in steps {
      switch step {
      case .send(let bytes): guard write(bytes, to: connection) else { return false }
      case .flood(let bytes, let times):
        for _ in 0..<times { guard write(bytes, to: connection) else { return false } }
      case .pause(let milliseconds): usleep(UInt32(milliseconds) * 1000)
      case .hang:
        var byte: UInt8 = 0
        while unsafe recv(connection, &byte, 1, 0) > 0 {}
        return false
      case .close: return false
      }
    }
    return true
  }

  private func write(_ bytes: [UInt8], to connection: Int32) -> Bool {
    var rest = bytes[...]
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.send(connection, $0.baseAddress!, $0.count, Int32(MSG_NOSIGNAL))
      }
      guard count > 0 else { return false }
      rest = rest.dropFirst(count)
      state.withLock { $0.bytesSent += count }
    }
    return true
  }
}

extension [LoopbackServer.Step] {
  /// A complete answer with its length.
  package static func answer(
    _ status: Int = 200, _ body: String = "", headers: [String] = []
  ) -> [LoopbackServer.Step] {
    .raw(
      (["HTTP/1.1 \(status) Word", "Content-Length: \(body.utf8.count)"] + headers)
        .map { $0 + "\r\n" }.joined() + "\r\n" + body)
  }

  /// These bytes and nothing else.
  package static func raw(_ text: String) -> [LoopbackServer.Step] { [.send([UInt8](text.utf8))] }

  /// A redirect to `url`.
  package static func redirect(_ url: String, status: Int = 302) -> [LoopbackServer.Step] {
    answer(status, "", headers: ["Location: \(url)"])
  }

  /// A complete answer after a while.
  package static func late(
    _ milliseconds: Int, _ status: Int = 200, _ body: String = ""
  ) -> [LoopbackServer.Step] {
    [.pause(milliseconds: milliseconds)] + answer(status, body)
  }

  /// An answer one byte at a time.
  package static func drip(_ text: String, milliseconds: Int) -> [LoopbackServer.Step] {
    text.utf8.flatMap { byte -> [LoopbackServer.Step] in
      [.send([byte]), .pause(milliseconds: milliseconds)]
    }
  }
}

/// Reads the requests of one connection.
private struct RequestReader {
  let connection: Int32
  private var buffer: [UInt8] = []

  init(connection: Int32) { self.connection = connection }

  mutating func next(number: Int) -> LoopbackServer.Request? {
    let mark = Array("\r\n\r\n".utf8)
    var end = buffer.firstRange(of: mark)
    while end == nil {
      guard fill() else { return nil }
      end = buffer.firstRange(of: mark)
    }
    guard let end else { return nil }
    let lines = String(decoding: buffer[..<end.lowerBound], as: UTF8.self)
      .split(separator: "\r\n", omittingEmptySubsequences: true)
    buffer.removeSubrange(..<end.upperBound)
    let words = lines.first?.split(separator: " ") ?? []
    guard words.count >= 2 else { return nil }
    var request = LoopbackServer.Request(
      method: String(words[0]), path: String(words[1]), headers: [], body: [], connection: number)
    for line in lines.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1)
      guard parts.count == 2 else { continue }
      request.headers.append(
        (String(parts[0]), parts[1].trimmingCharacters(in: .whitespaces)))
    }
    let length = Int(request.header("Content-Length") ?? "") ?? 0
    while buffer.count < length { guard fill() else { return nil } }
    request.body = Array(buffer.prefix(length))
    buffer.removeFirst(length)
    return request
  }

  private mutating func fill() -> Bool {
    let more = unsafe [UInt8](unsafeUninitializedCapacity: 65_536) { space, count in
      count = unsafe max(recv(connection, space.baseAddress!, 65_536, 0), 0)
    }
    buffer += more
    return !more.isEmpty
  }
}
