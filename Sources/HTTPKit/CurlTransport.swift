import CCurl

/// Sends requests through libcurl, all of a batch in the calling thread.
package struct CurlTransport: HTTPTransport {
  private let surroundings: HTTPSurroundings
  private let isInterrupted: @Sendable () -> Bool
  private let libraryNames: [String]?

  /// How long the library waits at most before the flag of an interruption is looked at.
  private static let slice: Int64 = 50_000

  /// Makes a transport; nothing is opened before the first request. `isInterrupted` is asked at least
  /// every 50 ms. `libraryNames` stands for the names under which libcurl is looked for.
  package init(
    surroundings: HTTPSurroundings = HTTPSurroundings(), libraryNames: [String]? = nil,
    isInterrupted: @escaping @Sendable () -> Bool = { false }
  ) {
    self.surroundings = surroundings
    self.libraryNames = libraryNames
    self.isInterrupted = isInterrupted
  }

  package func send(
    _ requests: [HTTPRequest], limits: HTTPLimits, ended: (Int, HTTPOutcome) -> Void
  ) throws(HTTPError) -> [HTTPOutcome] {
    guard !requests.isEmpty else { return [] }
    let batch = try CurlBatch(
      requests, limits: limits, surroundings: surroundings, library: library())
    while !batch.isDone {
      if isInterrupted() {
        batch.stop(
          HTTPError(.interrupted, "Interrupted.", hint: "Run the command again."), ended)
        break
      }
      batch.turn(atMost: Self.slice, ended)
    }
    return batch.finished
  }

  private func library() throws(HTTPError) -> CurlLibrary {
    if let libraryNames { return try CurlLibrary.open(libraryNames) }
    return try CurlLibrary.standard.get()
  }
}

/// The requests of one call: those that wait, those under way, and the outcomes.
@safe
private final class CurlBatch {
  private let requests: [HTTPRequest]
  private let limits: HTTPLimits
  private let surroundings: HTTPSurroundings
  private let library: CurlLibrary
  private let multi: UnsafeMutableRawPointer
  private let deadline: Int64?
  private var next = 0
  private var active: [CurlHandle: CurlTransfer] = [:]
  private var idle: [CurlHandle] = []
  private var outcomes: [HTTPOutcome?]
  private var endedCount = 0

  init(
    _ requests: [HTTPRequest], limits: HTTPLimits, surroundings: HTTPSurroundings,
    library: CurlLibrary
  ) throws(HTTPError) {
    guard let multi = unsafe ccurl_multi_new(library.functions) else {
      throw HTTPError(.unavailable, "libcurl could not be started.")
    }
    unsafe self.multi = unsafe multi
    self.requests = requests
    self.limits = limits
    self.surroundings = surroundings
    self.library = library
    outcomes = Array(repeating: nil, count: requests.count)
    deadline = limits.deadlineMilliseconds.map { ccurl_now() &+ min(max($0, 0), 1 << 40) * 1000 }
  }

  deinit {
    for handle in active.keys {
      unsafe ccurl_multi_remove(library.functions, multi, handle.pointer)
      unsafe ccurl_easy_free(library.functions, handle.pointer)
    }
    for handle in idle { unsafe ccurl_easy_free(library.functions, handle.pointer) }
    unsafe ccurl_multi_free(library.functions, multi)
  }

  var isDone: Bool { endedCount == requests.count }
  var finished: [HTTPOutcome] { outcomes.compactMap { $0 } }

  /// Starts what may start, lets the library work, takes what ended, and waits for more.
  func turn(atMost slice: Int64, _ ended: (Int, HTTPOutcome) -> Void) {
    start(ended)
    unsafe ccurl_multi_perform(library.functions, multi)
    collect(ended)
    expire(ended)
    guard !isDone, !active.isEmpty else { return }
    // Places that became free are filled before waiting.
    if next < requests.count && active.count < limits.parallel { return }
    let now = ccurl_now()
    let nearest = active.values.reduce(now + slice) { min($0, $1.deadline) }
    // Rounded up, so that the last wait of a deadline does not become a busy loop.
    let wait = (max(nearest - now, 0) + 999) / 1000
    unsafe ccurl_multi_poll(library.functions, multi, Int32(wait))
  }

  /// Ends everything that has not ended with `error`.
  func stop(_ error: HTTPError, _ ended: (Int, HTTPOutcome) -> Void) {
    let now = ccurl_now()
    for transfer in active.values.sorted(by: { $0.place < $1.place }) {
      leave(transfer, .failure(error), at: now, ended)
    }
    while next < requests.count {
      end(next, .failure(error), nil, ended)
      next += 1
    }
  }

  private func start(_ ended: (Int, HTTPOutcome) -> Void) {
    while next < requests.count && active.count < limits.parallel {
      let now = ccurl_now()
      if let deadline, now >= deadline {
        return stop(
          HTTPError(
            .deadlinePassed, "The time for all requests ended before this one.",
            hint: "Give the run more time."), ended)
      }
      let place = next
      next += 1
      guard let easy = idle.popLast() ?? CurlHandle(of: library) else {
        end(place, .failure(HTTPError(.other, "There is no memory for the request.")), nil, ended)
        continue
      }
      let transfer = CurlTransfer(
        requests[place], place: place, handle: easy, library: library, surroundings: surroundings,
        started: now, batchDeadline: deadline)
      do throws(HTTPError) {
        try transfer.prepare()
        active[easy] = transfer
        unsafe ccurl_multi_add(library.functions, multi, easy.pointer)
      } catch {
        release(easy)
        end(place, .failure(error), nil, ended)
      }
    }
  }

  private func collect(_ ended: (Int, HTTPOutcome) -> Void) {
    var code: Int32 = 0
    while let pointer = unsafe ccurl_multi_done(library.functions, multi, &code) {
      let handle = unsafe CurlHandle(pointer: pointer)
      guard let transfer = active[handle] else { continue }
      let now = ccurl_now()
      unsafe ccurl_multi_remove(library.functions, multi, pointer)
      switch transfer.step(after: code, at: now) {
      case .again: unsafe ccurl_multi_add(library.functions, multi, pointer)
      case .ended(let result):
        let timings = transfer.timings(at: now)
        active[handle] = nil
        release(handle)
        end(transfer.place, result, timings, ended)
      }
    }
  }

  private func expire(_ ended: (Int, HTTPOutcome) -> Void) {
    let now = ccurl_now()
    for transfer in active.values where transfer.deadline <= now {
      leave(transfer, .failure(transfer.expiry), at: now, ended)
    }
  }

  private func leave(
    _ transfer: CurlTransfer, _ result: Result<HTTPResponse, HTTPError>, at now: Int64,
    _ ended: (Int, HTTPOutcome) -> Void
  ) {
    // The handle forgets them when it is released.
    let timings = transfer.timings(at: now)
    unsafe ccurl_multi_remove(library.functions, multi, transfer.handle.pointer)
    active[transfer.handle] = nil
    release(transfer.handle)
    end(transfer.place, result, timings, ended)
  }

  /// Keeps the handle for another request and lets it forget the memory of its transfer, which goes now. Its connections
  /// stay, since they are the batch's.
  private func release(_ handle: CurlHandle) {
    unsafe ccurl_easy_reset(library.functions, handle.pointer)
    idle.append(handle)
  }

  private func end(
    _ place: Int, _ result: Result<HTTPResponse, HTTPError>, _ timings: HTTPTimings?,
    _ ended: (Int, HTTPOutcome) -> Void
  ) {
    let outcome = HTTPOutcome(result, timings: timings)
    outcomes[place] = outcome
    endedCount += 1
    ended(place, outcome)
  }
}
