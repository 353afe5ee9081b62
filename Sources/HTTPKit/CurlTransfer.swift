import CCurl
import SecretKit

/// One request under way: the handle, what it holds on to, and what has come so far.
@safe
final class CurlTransfer {
  /// What the next step is after the library says that a handle is done.
  enum Step {
    case ended(Result<HTTPResponse, HTTPError>)
    /// Another request has to go out, set up already.
    case again
  }

  let place: Int
  let started: Int64
  let deadline: Int64
  /// Whether the batch's end comes before the request's own.
  let endsWithBatch: Bool
  let handle: CurlHandle

  private let library: CurlLibrary
  private let request: HTTPRequest
  private let surroundings: HTTPSurroundings
  private var url: String
  private var method: HTTPRequest.Method
  private var body: UnsafeMutableRawBufferPointer?
  private var lines: UnsafeMutableRawPointer?
  private var errorText: UnsafeMutablePointer<CChar>
  private var carriesCredentials = true
  private var hops = 0
  private var hopStarted: Int64
  private var received = Received()
  private var connectTime: Int64?
  private var firstByteTime: Int64?

  /// What the library handed over.
  private struct Received {
    var headers: [(name: String, value: String)] = []
    var headerBytes = 0
    var body: [UInt8] = []
    var fault: HTTPError?
  }

  /// The most bytes of all headers of an answer.
  private static let headerLimit = 256 << 10
  private static let errorSize = 512

  init(
    _ request: HTTPRequest, place: Int, handle: CurlHandle, library: CurlLibrary,
    surroundings: HTTPSurroundings, started: Int64, batchDeadline: Int64?
  ) {
    self.request = request
    self.place = place
    self.handle = handle
    self.library = library
    self.surroundings = surroundings
    self.started = started
    hopStarted = started
    let (own, tooLong) = started.addingReportingOverflow(
      request.timeoutMilliseconds.multipliedReportingOverflow(by: 1000).partialValue)
    let end = tooLong || request.timeoutMilliseconds > 1 << 40 ? Int64.max : own
    endsWithBatch = batchDeadline.map { $0 < end } ?? false
    deadline = min(end, batchDeadline ?? end)
    url = request.url
    method = request.method
    unsafe errorText = .allocate(capacity: Self.errorSize)
    unsafe errorText.initialize(repeating: 0, count: Self.errorSize)
    unsafe body = unsafe Self.copy(request.body)
  }

  deinit {
    unsafe ccurl_list_free(library.functions, lines)
    unsafe errorText.deallocate()
    freeBody()
  }

  private func freeBody() {
    guard let held = unsafe body else { return }
    if let start = held.baseAddress { unsafe ccurl_wipe(start, held.count) }
    unsafe held.deallocate()
    unsafe body = nil
  }

  private static func copy(_ body: HTTPRequest.Body) -> UnsafeMutableRawBufferPointer? {
    var bytes: [UInt8]
    switch body {
    case .none: return nil
    case .plain(let plain): bytes = plain
    case .secret(let secret): bytes = secret.reveal()
    }
    let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: bytes.count, alignment: 1)
    unsafe copy.copyBytes(from: bytes)
    wipe(&bytes)
    return unsafe copy
  }

  private static func wipe(_ bytes: inout [UInt8]) {
    unsafe bytes.withUnsafeMutableBytes { bytes in
      if let start = bytes.baseAddress { unsafe ccurl_wipe(start, bytes.count) }
    }
  }
}

// MARK: - Setting up

extension CurlTransfer {
  /// Makes the handle ready for the next request. Throws `invalid_request`.
  func prepare() throws(HTTPError) {
    guard let origin = library.origin(of: url), ["http", "https"].contains(origin.scheme) else {
      throw CurlFailure.unsendable(
        "Its address is not one of the web.", hint: "Give an http or https address.")
    }
    received = Received()
    unsafe ccurl_easy_reset(library.functions, handle.pointer)
    set(CurlOption.protocols, CurlOption.webProtocols)
    set(CurlOption.refuseUser, 1)
    set(CurlOption.verifyPeer, 1)
    set(CurlOption.verifyHost, 2)
    set(CurlOption.noSignal, 1)
    // A name server that hangs must not hold up the end of a transfer.
    set(CurlOption.quickExit, 1)
    set(CurlOption.version, CurlOption.http2OverTLS)
    set(CurlOption.allowHTTP09, 0)
    set(CurlOption.suppressConnectHeaders, 1)
    set(CurlOption.url, url)
    set(
      CurlOption.proxy,
      (origin.scheme == "https" ? surroundings.httpsProxy : surroundings.httpProxy) ?? "")
    set(CurlOption.noProxy, surroundings.noProxy ?? "")
    if let file = surroundings.certificateFile { set(CurlOption.certificateFile, file) }
    if let folder = surroundings.certificateFolder { set(CurlOption.certificateFolder, folder) }
    if request.acceptsCompression { set(CurlOption.acceptEncoding, "") }
    unsafe errorText.pointee = 0
    unsafe ccurl_set_pointer(library.functions, handle.pointer, CurlOption.errorText, errorText)
      .ignored()
    setMethod()
    try setSignature()
    try setHeaders()
    let user = unsafe Unmanaged.passUnretained(self).toOpaque()
    unsafe ccurl_set_pointer(library.functions, handle.pointer, CurlOption.writeUser, user)
      .ignored()
    unsafe ccurl_set_pointer(library.functions, handle.pointer, CurlOption.headerUser, user)
      .ignored()
    unsafe ccurl_set_sink(library.functions, handle.pointer, CurlOption.writeSink) {
      bytes, size, count, user in
      unsafe CurlTransfer.from(user).take(body: bytes, size * count)
    }.ignored()
    unsafe ccurl_set_sink(library.functions, handle.pointer, CurlOption.headerSink) {
      bytes, size, count, user in
      unsafe CurlTransfer.from(user).take(header: bytes, size * count)
    }.ignored()
  }

  private func setMethod() {
    if method == .head { return set(CurlOption.noBody, 1) }
    if let body = unsafe body {
      set(CurlOption.post, 1)
      unsafe ccurl_set_size(
        library.functions, handle.pointer, CurlOption.bodySize, Int64(body.count)
      ).ignored()
      // An empty body is one too; without a pointer the library would ask for its content.
      let start = unsafe body.baseAddress.map { UnsafeRawPointer($0) }
      unsafe ccurl_set_pointer(
        library.functions, handle.pointer, CurlOption.postFields,
        start ?? UnsafeRawPointer(errorText)
      ).ignored()
    } else if method == .post {
      set(CurlOption.post, 1)
      unsafe ccurl_set_size(library.functions, handle.pointer, CurlOption.bodySize, 0).ignored()
      unsafe ccurl_set_pointer(
        library.functions, handle.pointer, CurlOption.postFields, errorText
      ).ignored()
    }
    if method != .get { set(CurlOption.customMethod, method.rawValue) }
    if method == .get, unsafe body != nil { set(CurlOption.customMethod, "GET") }
  }

  private func setSignature() throws(HTTPError) {
    guard carriesCredentials, let signature = request.signature else { return }
    set(CurlOption.awsSignature, "aws:amz:\(signature.region):\(signature.service)")
    var pair = Array("\(signature.accessKeyID):".utf8) + signature.secretKey.reveal()
    defer { Self.wipe(&pair) }
    guard !pair.contains(0) else { throw CurlFailure.unsendable("Its keys hold a NUL character.") }
    pair.append(0)
    unsafe pair.withUnsafeBytes { pair in
      unsafe ccurl_set_pointer(
        library.functions, handle.pointer, CurlOption.userPassword, pair.baseAddress
      ).ignored()
    }
  }

  private func setHeaders() throws(HTTPError) {
    unsafe ccurl_list_free(library.functions, lines)
    unsafe lines = nil
    var headers = request.headers
    if let token = request.signature?.sessionToken {
      headers.append(HTTPHeader("x-amz-security-token", secret: token))
    }
    if !carriesCredentials { headers.removeAll(where: \.staysAtOrigin) }
    if unsafe body == nil, request.method == .post, method != .post {
      headers.removeAll { $0.name.lowercased() == "content-type" }
    }
    // The library would wait a second for the server's consent before it sends a larger body.
    headers.append(HTTPHeader("Expect", ""))
    for header in headers { try add(header) }
    unsafe ccurl_set_pointer(library.functions, handle.pointer, CurlOption.headers, lines).ignored()
  }

  private func add(_ header: HTTPHeader) throws(HTTPError) {
    guard header.hasSendableName else {
      throw CurlFailure.unsendable(
        "A header's name is not one: '\(header.name.filter(\.isLetter))'.")
    }
    var line = Array("\(header.name):".utf8)
    defer { Self.wipe(&line) }
    line.reserveCapacity(line.count + header.visible.utf8.count + (header.secret?.count ?? 0) + 2)
    if !(header.visible.isEmpty && header.secret == nil) { line.append(0x20) }
    line += Array(header.visible.utf8)
    if let secret = header.secret {
      var bytes = secret.reveal()
      line += bytes
      Self.wipe(&bytes)
    }
    guard line.allSatisfy({ $0 >= 0x20 && $0 != 0x7F || $0 == 0x09 }) else {
      throw CurlFailure.unsendable(
        "The value of the header '\(header.name)' holds a control character.")
    }
    line.append(0)
    let longer = unsafe line.withUnsafeBytes { line in
      unsafe ccurl_list_add(
        library.functions, lines, line.baseAddress!.assumingMemoryBound(to: CChar.self))
    }
    guard let longer = unsafe longer else {
      throw CurlFailure.unsendable("There is no memory for its headers.")
    }
    unsafe lines = longer
  }

  private func set(_ option: Int32, _ value: Int) {
    unsafe ccurl_set_long(library.functions, handle.pointer, option, value).ignored()
  }

  private func set(_ option: Int32, _ text: String) {
    unsafe text.withCString { text in
      unsafe ccurl_set_pointer(library.functions, handle.pointer, option, text).ignored()
    }
  }
}

extension Int32 {
  /// An older library does not know every option, and does well without; what matters is checked by
  /// tests.
  fileprivate func ignored() {}
}

// MARK: - What comes

extension CurlTransfer {
  private static func from(_ user: UnsafeMutableRawPointer?) -> CurlTransfer {
    unsafe Unmanaged<CurlTransfer>.fromOpaque(user!).takeUnretainedValue()
  }

  private func take(body bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    guard received.body.count + count <= request.bodyLimit else {
      received.fault = HTTPError(
        .tooLarge, "The answer is larger than \(request.bodyLimit) bytes.",
        hint: "Check that the address is that of the API.")
      return 0
    }
    guard let bytes = unsafe bytes else { return count }
    unsafe received.body.append(contentsOf: UnsafeRawBufferPointer(start: bytes, count: count))
    return count
  }

  private func take(header bytes: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int {
    received.headerBytes += count
    guard received.headerBytes <= Self.headerLimit else {
      received.fault = HTTPError(
        .tooLarge, "The headers of the answer are larger than \(Self.headerLimit) bytes.")
      return 0
    }
    guard let bytes = unsafe bytes else { return count }
    let raw = unsafe UnsafeRawBufferPointer(start: bytes, count: count)
    let line = unsafe String(decoding: raw, as: UTF8.self).filter { $0 != "\r\n" && $0 != "\n" }
    // Each answer of a row, such as `100 Continue`, begins with a line of its own.
    if line.utf8.starts(with: "HTTP/".utf8) {
      received.headers = []
    } else if let colon = line.firstIndex(of: ":") {
      let value = line[line.index(after: colon)...]
      received.headers.append(
        (line[..<colon].lowercased(), String(value.drop { $0 == " " || $0 == "\t" })))
    }
    return count
  }

  /// What to do now that the library ended the request with `code`.
  func step(after code: Int32, at now: Int64) -> Step {
    noteTimes()
    if let fault = received.fault { return .ended(.failure(fault)) }
    guard code == 0 else { return .ended(.failure(failure(code))) }
    let status = Int(unsafe ccurl_get_long(library.functions, handle.pointer, CurlInfo.status))
    if request.redirects != .none, [301, 302, 303, 307, 308].contains(status),
      let next = unsafe ccurl_get_text(library.functions, handle.pointer, CurlInfo.redirectURL)
    {
      do throws(HTTPError) {
        // The library puts the keys of a signature into it as user and password.
        try redirect(to: unsafe library.withoutUser(next) ?? "", status: status)
        hopStarted = now
        try prepare()
        return .again
      } catch {
        return .ended(.failure(error))
      }
    }
    return .ended(.success(response(status)))
  }

  private func response(_ status: Int) -> HTTPResponse {
    let version = unsafe ccurl_get_long(library.functions, handle.pointer, CurlInfo.version)
    let versions = [1: "1.0", 2: "1.1", 3: "2", 30: "3"]
    return HTTPResponse(
      status: status, headers: received.headers, body: received.body,
      version: versions[version] ?? "1.1", redirects: hops)
  }

  /// Goes on to `next`, leaving at home what is not for it.
  private func redirect(to next: String, status: Int) throws(HTTPError) {
    guard hops < request.redirects.most else {
      throw CurlFailure.tooManyRedirects(request.redirects.most)
    }
    guard let from = library.origin(of: url), let to = library.origin(of: next),
      ["http", "https"].contains(to.scheme)
    else { throw CurlFailure.refusedRedirect("to an address that is not one of the web") }
    if from.scheme == "https" && to.scheme == "http" {
      throw CurlFailure.refusedRedirect("to an unencrypted address")
    }
    if status == 303 && method != .head || (status < 303 && method == .post) {
      method = .get
      freeBody()
    }
    if from != to {
      guard unsafe body == nil, method == .get || method == .head else {
        throw CurlFailure.refusedRedirect("with its body to another server, '\(to.host)'")
      }
      if case .withCredentials = request.redirects, request.hasCredentials {
        throw CurlFailure.refusedRedirect(
          "to another server, '\(to.host)', where its credentials do not go")
      }
      carriesCredentials = false
    }
    url = next
    hops += 1
  }

  private func noteTimes() {
    func time(_ info: Int32) -> Int64 {
      unsafe ccurl_get_time(library.functions, handle.pointer, info)
    }
    let before = hopStarted - started
    let connected = max(time(CurlInfo.connectTime), time(CurlInfo.encryptedTime))
    let isNew =
      unsafe ccurl_get_long(library.functions, handle.pointer, CurlInfo.newConnections) > 0
    if connectTime == nil {
      if isNew { connectTime = connected > 0 ? connected : nil } else { connectTime = 0 }
    }
    let first = time(CurlInfo.firstByteTime)
    if first > 0 { firstByteTime = before + first }
  }

  /// The times at the end of the request.
  func timings(at now: Int64) -> HTTPTimings {
    noteTimes()
    let hasAnswer = received.headerBytes > 0 || hops > 0
    let connect = connectTime == 0 && !hasAnswer ? nil : connectTime
    return HTTPTimings(
      connectMicroseconds: connect, firstByteMicroseconds: hasAnswer ? firstByteTime : nil,
      totalMicroseconds: now - started)
  }

  /// The error of a request whose time is over.
  var expiry: HTTPError {
    endsWithBatch
      ? CurlFailure.batchEnded : CurlFailure.expired(after: request.timeoutMilliseconds)
  }

  private func failure(_ code: Int32) -> HTTPError {
    let text = unsafe String(cString: errorText)
    let said =
      text.isEmpty ? unsafe String(cString: ccurl_error_text(library.functions, code)) : text
    // What the library says can hold words of the server.
    let clean = String(
      String.UnicodeScalarView(said.unicodeScalars.filter { $0.value >= 0x20 && $0.value != 0x7F }))
    return CurlFailure.error(code, host: library.origin(of: url)?.host ?? "", said: clean)
  }
}
