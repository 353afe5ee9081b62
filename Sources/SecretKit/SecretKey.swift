import CSodium

/// The 32-byte master key of a store.
///
/// It is never used itself: each purpose has its own key derived from it, so that a digest tells
/// nothing about a sealed value.
package struct SecretKey: Sendable, Equatable {
  /// Length of a key in bytes.
  package static let byteCount = 32

  private let bytes: SecretBytes

  /// A printable name of the key, the same wherever the key is, that tells nothing about it:
  /// 16 hexadecimal digits.
  package let id: String

  /// Takes exactly 32 bytes; nil for another count.
  package init?(bytes: some Collection<UInt8>) {
    guard bytes.count == Self.byteCount else { return nil }
    self.bytes = SecretBytes(bytes)
    let name = Self.derive(self.bytes, purpose: "purser key id v1")
    id = unsafe name.withBytes { unsafe Hexadecimal.encode($0.prefix(8)) }
  }

  /// Makes a new random key.
  package static func random() -> SecretKey {
    Sodium.start()
    var bytes = unsafe [UInt8](unsafeUninitializedCapacity: byteCount) { buffer, count in
      unsafe randombytes_buf(buffer.baseAddress!, byteCount)
      count = byteCount
    }
    defer { wipe(&bytes) }
    return SecretKey(bytes: bytes)!
  }

  /// Reads a key from the content of a file or variable: 32 raw bytes, or base64 (either alphabet,
  /// padded or not) or 64 hexadecimal digits with white space around. Throws `invalid_key`.
  package init(parsing content: some Collection<UInt8>) throws(SecretError) {
    var content = Array(content)
    defer { Self.wipe(&content) }
    if let key = SecretKey(bytes: content) {
      self = key
      return
    }
    let blank: Set<UInt8> = [9, 10, 11, 12, 13, 32]
    let start = content.firstIndex { !blank.contains($0) } ?? content.endIndex
    let end = content.lastIndex { !blank.contains($0) }.map { $0 + 1 } ?? start
    let text = content[start..<end]
    var decoded: [UInt8]? =
      text.count == 2 * Self.byteCount ? Hexadecimal.decode(text) : Base64.decode(text)
    defer { if decoded != nil { Self.wipe(&decoded!) } }
    guard let decoded, let key = SecretKey(bytes: decoded) else {
      throw SecretError(
        .invalidKey, "The key is not 32 bytes in base64, hexadecimal or raw form.",
        hint: "Check that the key file is the right one and whole.")
    }
    self = key
  }

  /// Returns the key as base64 with a final newline, the form it is stored in.
  package func fileContent() -> SecretBytes {
    var plain = bytes.reveal()
    defer { Self.wipe(&plain) }
    return SecretBytes(text: Base64.encode(plain) + "\n")
  }

  package static func == (left: SecretKey, right: SecretKey) -> Bool { left.bytes == right.bytes }

  /// Returns the key for one purpose; different purposes give unrelated keys.
  func derived(_ purpose: String) -> SecretBytes { Self.derive(bytes, purpose: purpose) }

  private static func derive(_ master: SecretBytes, purpose: String) -> SecretBytes {
    Sodium.start()
    let message = Array(purpose.utf8)
    var output = [UInt8](repeating: 0, count: byteCount)
    defer { wipe(&output) }
    let result = unsafe master.withBytes { key in
      unsafe crypto_generichash(
        &output, byteCount, message, UInt64(message.count), key.baseAddress!, key.count)
    }
    precondition(result == 0, "key derivation")
    return SecretBytes(output)
  }

  private static func wipe(_ bytes: inout [UInt8]) {
    unsafe bytes.withUnsafeMutableBytes { buffer in
      if let start = buffer.baseAddress { unsafe sodium_memzero(start, buffer.count) }
    }
  }
}

extension SecretKey: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "key \(id)" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: ["id": id], displayStyle: .struct) }
}
