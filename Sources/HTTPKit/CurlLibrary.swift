import CCurl

/// The opened library.
@safe
final class CurlLibrary: @unchecked Sendable {
  // Never closed: other threads may still be inside, and one process needs it once.
  let functions: OpaquePointer

  private init(_ functions: OpaquePointer) { unsafe self.functions = unsafe functions }

  /// The library of every transport that names none, opened by the first that sends.
  static let standard = Result { () throws(HTTPError) in
    try CurlLibrary.open(["libcurl.so.4", "libcurl-gnutls.so.4"])
  }

  /// Opens the first of `names` that there is. Throws `unavailable`.
  static func open(_ names: [String]) throws(HTTPError) -> CurlLibrary {
    var causes: [String] = []
    for name in names {
      var text = [CChar](repeating: 0, count: 512)
      if let functions = unsafe ccurl_open(name, &text, text.count) {
        return unsafe CurlLibrary(functions)
      }
      causes.append(
        String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self))
    }
    throw HTTPError(
      .unavailable, "The library '\(names.first ?? "libcurl")' cannot be used.",
      subject: names.first, hint: "Install it: apt-get install libcurl4",
      cause: causes.joined(separator: "; "))
  }

  /// `url` without user and password; nil when the library does not read it.
  func withoutUser(_ url: UnsafePointer<CChar>) -> String? {
    var text = [CChar](repeating: 0, count: 8192)
    guard unsafe ccurl_without_user(functions, url, &text, text.count) == 0 else { return nil }
    return String(decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
  }

  /// Scheme, host and port of `url` as the library reads it; nil when it does not.
  func origin(of url: String) -> Origin? {
    var text = [CChar](repeating: 0, count: 1024)
    guard unsafe ccurl_origin(functions, url, &text, text.count) == 0 else { return nil }
    let words = String(
      decoding: text.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self
    )
    .split(separator: " ")
    guard words.count == 3 else { return nil }
    return Origin(
      scheme: words[0].lowercased(), host: words[1].lowercased(), port: String(words[2]))
  }
}

/// A transfer's handle, which its batch owns.
@safe
struct CurlHandle: Hashable {
  let pointer: UnsafeMutableRawPointer

  init(pointer: UnsafeMutableRawPointer) { unsafe self.pointer = pointer }

  /// A new one; nil when there is no memory.
  init?(of library: CurlLibrary) {
    guard let pointer = unsafe ccurl_easy_new(library.functions) else { return nil }
    unsafe self.pointer = pointer
  }

  static func == (left: CurlHandle, right: CurlHandle) -> Bool {
    unsafe left.pointer == right.pointer
  }

  func hash(into hasher: inout Hasher) { unsafe hasher.combine(pointer) }
}

/// What credentials belong to: the same server under the same protection.
struct Origin: Equatable {
  var scheme: String
  var host: String
  var port: String
}
