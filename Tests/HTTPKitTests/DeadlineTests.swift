import HTTPKit
import PurserTestSupport
import Synchronization
import Testing

/// Limits in time: of a request, of a batch, and the user's patience.
@Suite(.serialized) struct DeadlineTests {
  static let silences: [[LoopbackServer.Step]] = [
    [.hang],
    .raw("HTTP/1.1 200") + [.hang],
    .raw("HTTP/1.1 200 OK\r\nContent-Len") + [.hang],
    .raw("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc") + [.hang],
    .drip("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n", milliseconds: 40) + [.hang],
    .answer(302, "", headers: ["Location: /again"]).map { $0 } + [.pause(milliseconds: 1)],
  ]

  @Test(arguments: silences.dropLast())
  func `a server that never ends its answer takes its time and not 100 ms more`(
    steps: [LoopbackServer.Step]
  ) throws {
    let server = try LoopbackServer { _ in steps }
    // A busy machine may hold us up once; the best of five shows what the transport does.
    let totals = try (0..<5).map { _ in
      let outcome = try CurlTransport().send(
        HTTPRequest(.get, server.url(), timeoutMilliseconds: 200))
      #expect(outcome.error?.code == .timedOut)
      #expect(outcome.error?.systemCode == "ETIMEDOUT")
      return try #require(outcome.timings).totalMicroseconds
    }
    #expect(totals.allSatisfy { $0 >= 200_000 })
    #expect(try #require(totals.min()) < 300_000)
  }

  @Test func `a host that hangs in redirects is under the same limit`() throws {
    let server = try LoopbackServer { request in
      [.pause(milliseconds: 60)] + .redirect(request.path + "x")
    }
    let outcome = try CurlTransport().send(
      HTTPRequest(.get, server.url(), timeoutMilliseconds: 200, redirects: .atMost(100)))
    #expect(outcome.error?.code == .timedOut)
  }

  @Test func `the batch ends together, and what was not sent says so`() throws {
    let server = try LoopbackServer { request in
      request.path == "/quick" ? .answer(200, "ok") : [.hang]
    }
    let requests = ["/quick", "/1", "/2", "/3"].map {
      HTTPRequest(.get, server.url($0), timeoutMilliseconds: 60_000)
    }
    let outcomes = try CurlTransport().send(
      requests, limits: HTTPLimits(parallel: 2, deadlineMilliseconds: 250))
    #expect(outcomes[0].response?.text == "ok")
    #expect(outcomes.dropFirst().allSatisfy { $0.error?.code == .deadlinePassed })
    #expect(outcomes.map { $0.timings == nil } == [false, false, false, true])
    let total = try #require(outcomes[1].timings).totalMicroseconds
    #expect(total <= 1_000_000)
  }

  @Test func `hanging servers hold up only their own places`() throws {
    let server = try LoopbackServer { request in
      request.path == "/hang" ? [.hang] : .answer(200, "ok")
    }
    let requests = (0..<60).map {
      HTTPRequest(.get, server.url($0 % 10 == 0 ? "/hang" : "/ok"), timeoutMilliseconds: 300)
    }
    let outcomes = try CurlTransport().send(requests, limits: HTTPLimits(parallel: 16))
    #expect(outcomes.filter { $0.response?.text == "ok" }.count == 54)
    #expect(outcomes.filter { $0.error?.code == .timedOut }.count == 6)
  }

  @Test func `an interruption keeps what is complete and ends the rest`() throws {
    let server = try LoopbackServer { request in
      request.path == "/hang" ? [.hang] : .answer(200, "ok")
    }
    let stop = Atomic(false)
    let transport = CurlTransport { stop.load(ordering: .relaxed) }
    let requests = ["/1", "/hang", "/2", "/hang", "/3"].map {
      HTTPRequest(.get, server.url($0), timeoutMilliseconds: 60_000)
    }
    var told = 0
    let outcomes = try transport.send(requests, limits: HTTPLimits(parallel: 2)) { _, _ in
      told += 1
      if told == 2 { stop.store(true, ordering: .relaxed) }
    }
    #expect(told == 5)
    #expect(
      outcomes.map { $0.response?.text ?? $0.error?.code.rawValue } == [
        "ok", "interrupted", "ok", "interrupted", "interrupted",
      ])
    #expect(outcomes[4].timings == nil)
  }

  @Test func `a name that cannot be looked up does not hold up the end`() throws {
    let outcome = try CurlTransport().send(
      HTTPRequest(.get, "http://nowhere.invalid/", timeoutMilliseconds: 1_000))
    #expect([.unresolved, .timedOut].contains(outcome.error?.code))
    #expect(try #require(outcome.timings).totalMicroseconds < 2_000_000)
  }
}
