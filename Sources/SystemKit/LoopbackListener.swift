import Glibc
import Synchronization

/// A listener on 127.0.0.1 that takes a few small requests, such as the one a browser is sent back with.
///
/// Nobody else on the network can reach it. Whoever can on this machine is taken for hostile: heads of requests are
/// limited in bytes and time, connections in number, and what is not a plain `GET` is refused.
package struct LoopbackListener: ~Copyable {
  /// A request, as far as it is of interest.
  package struct Request: Equatable, Sendable {
    /// Path and query as they came: printable ASCII only.
    package var target: String
    /// The header `Host`; nil when there is none.
    package var host: String?
  }

  /// What is answered: a page of plain text.
  package struct Reply: Equatable, Sendable {
    package var status: Int
    package var text: String

    /// Makes a reply.
    package init(_ status: Int, _ text: String) {
      self.status = status
      self.text = text
    }
  }

  private struct Connection {
    var file: Int32
    var bytes: [UInt8] = []
    var deadline: Int64
  }

  private static let headLimit = 16_384
  private static let connectionLimit = 16
  private static let patience: Int64 = 5_000

  /// The port it listens at.
  package let port: Int
  private let listener: Int32
  private var open: [Connection] = []

  /// Listens at `port`, with 0 at one that the system chooses. Throws `exists` when it is taken, and what the system
  /// says.
  package init(port: Int = 0) throws(SystemError) {
    let kind =
      Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue) | Int32(SOCK_NONBLOCK.rawValue)
    let file = socket(AF_INET, kind, 0)
    guard file >= 0 else { throw Self.fault(errno, port) }
    var one: Int32 = 1
    _ = unsafe setsockopt(
      file, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = UInt16(truncatingIfNeeded: port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    var size = socklen_t(MemoryLayout<sockaddr_in>.size)
    let worked = unsafe withUnsafeMutablePointer(to: &address) { address in
      unsafe address.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
        unsafe bind(file, address, size) == 0 && Glibc.listen(file, 16) == 0
          && getsockname(file, address, &size) == 0
      }
    }
    guard worked else {
      let number = errno
      close(file)
      throw Self.fault(number, port)
    }
    listener = file
    self.port = Int(UInt16(bigEndian: address.sin_port))
  }

  deinit {
    for connection in open { close(connection.file) }
    close(listener)
  }

  /// Waits as long as `milliseconds` for something to arrive and hands each request that is complete to `answer`, whose
  /// reply is sent. Throws `interrupted`.
  package mutating func serve(
    waitingMilliseconds milliseconds: Int32, _ answer: (Request) -> Reply
  ) throws(SystemError) {
    var waits = [pollfd(fd: listener, events: Int16(POLLIN), revents: 0)]
    waits += open.map { pollfd(fd: $0.file, events: Int16(POLLIN), revents: 0) }
    let ready = unsafe poll(&waits, nfds_t(waits.count), milliseconds)
    try Interrupt.check()
    let now = SystemTime.steadyMilliseconds()
    var kept: [Connection] = []
    for (place, connection) in open.enumerated() {
      let isReady = ready > 0 && waits[place + 1].revents != 0
      if let rest = advance(connection, isReady: isReady, now: now, answer) { kept.append(rest) }
    }
    open = kept
    if ready > 0, waits[0].revents != 0 { accept(now) }
  }

  private mutating func accept(_ now: Int64) {
    while true {
      let file = startingPrograms.withLock { _ in
        let file = Glibc.accept(listener, nil, nil)
        if file >= 0 { _ = fcntl(file, F_SETFD, FD_CLOEXEC) }
        return file
      }
      guard file >= 0 else { return }
      _ = fcntl(file, F_SETFL, O_NONBLOCK)
      // Those that say nothing make room for the one that is waited for.
      if open.count >= Self.connectionLimit { close(open.removeFirst().file) }
      open.append(Connection(file: file, deadline: now + Self.patience))
    }
  }

  /// Returns the connection when its request is not complete yet; nil when it is done with.
  private func advance(
    _ connection: Connection, isReady: Bool, now: Int64, _ answer: (Request) -> Reply
  ) -> Connection? {
    var connection = connection
    if isReady {
      let limit = Self.headLimit + 1 - connection.bytes.count
      var hasEnded = false
      connection.bytes += unsafe [UInt8](unsafeUninitializedCapacity: limit) { buffer, count in
        let got = unsafe recv(connection.file, buffer.baseAddress!, limit, 0)
        hasEnded = got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)
        count = max(got, 0)
      }
      if let head = Self.head(connection.bytes) {
        let reply = Self.request(head).map(answer) ?? Reply(400, "This is not what was waited for.")
        finish(connection.file, reply)
        return nil
      }
      if connection.bytes.count > Self.headLimit {
        finish(connection.file, Reply(431, "The request is too large."))
        return nil
      }
      if hasEnded {
        close(connection.file)
        return nil
      }
    }
    if now >= connection.deadline {
      close(connection.file)
      return nil
    }
    return connection
  }

  /// The lines before the first empty one; nil while there is none.
  private static func head(_ bytes: [UInt8]) -> [Substring]? {
    guard bytes.count >= 4 else { return nil }
    let mark: [UInt8] = [13, 10, 13, 10]
    guard let end = (0...(bytes.count - 4)).first(where: { bytes[$0...].starts(with: mark) }) else {
      return nil
    }
    return String(decoding: bytes[..<end], as: UTF8.self).split(separator: "\r\n")
  }

  private static func request(_ head: [Substring]) -> Request? {
    let words = head.first?.split(separator: " ", omittingEmptySubsequences: false) ?? []
    guard words.count == 3, words[0] == "GET", words[2].hasPrefix("HTTP/1."),
      words[1].hasPrefix("/"), words[1].utf8.count <= 8192,
      words[1].utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F })
    else { return nil }
    var hosts: [String] = []
    for line in head.dropFirst() {
      let parts = line.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
      guard parts.count == 2 else { return nil }
      if parts[0].lowercased() == "host" {
        hosts.append(String(parts[1].drop { $0 == " " }.prefix { $0 != " " }))
      }
    }
    guard hosts.count <= 1 else { return nil }
    return Request(target: String(words[1]), host: hosts.first)
  }

  private func finish(_ file: Int32, _ reply: Reply) {
    let word = reply.status == 200 ? "OK" : "Error"
    let text = reply.text + "\n"
    let head = [
      "HTTP/1.1 \(reply.status) \(word)", "Content-Type: text/plain; charset=utf-8",
      "Content-Length: \(text.utf8.count)", "Cache-Control: no-store",
      "X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer", "Connection: close",
    ]
    let bytes = Array((head.map { $0 + "\r\n" }.joined() + "\r\n" + text).utf8)
    // Smaller than any buffer of a socket; who does not take it has gone away.
    _ = unsafe send(file, bytes, bytes.count, Int32(MSG_NOSIGNAL))
    _ = shutdown(file, Int32(SHUT_WR))
    close(file)
  }

  private static func fault(_ number: Int32, _ port: Int) -> SystemError {
    let isTaken = number == EADDRINUSE
    return SystemError(
      isTaken ? .exists : number == EACCES ? .permission : .unavailable,
      isTaken
        ? "Port \(port) of this machine is in use."
        : "Nothing can listen at port \(port) of this machine.",
      subject: String(port), hint: "See who uses it: ss -ltnp 'sport = :\(port)'",
      cause: SystemError.text(of: number))
  }
}
