import CSodium

/// Bytes that must not be seen: they cannot be printed, are compared in constant time, and their
/// memory is wiped when they go away.
@safe
package final class SecretBytes: @unchecked Sendable {
  // Written in `init` only, so sharing between threads is safe.
  private let storage: UnsafeMutableRawBufferPointer

  /// Copies `bytes`; the caller's own copy is the caller's affair.
  package init(_ bytes: some Collection<UInt8>) {
    unsafe storage = .allocate(byteCount: bytes.count, alignment: 16)
    unsafe storage.copyBytes(from: bytes)
  }

  /// Copies the UTF-8 of `text`.
  package convenience init(text: String) { self.init(text.utf8) }

  deinit {
    if let start = unsafe storage.baseAddress { unsafe sodium_memzero(start, storage.count) }
    unsafe storage.deallocate()
  }

  /// How many bytes there are.
  package var count: Int { unsafe storage.count }

  /// Whether there are none.
  package var isEmpty: Bool { count == 0 }

  /// Returns a plain copy of the bytes, for the place that must have them.
  package func reveal() -> [UInt8] { unsafe [UInt8](storage) }

  /// Returns the bytes as text; nil when they are not UTF-8.
  package func revealText() -> String? { unsafe String(validating: storage, as: UTF8.self) }

  func withBytes<Answer>(_ body: (UnsafeRawBufferPointer) -> Answer) -> Answer {
    unsafe body(UnsafeRawBufferPointer(storage))
  }
}

extension SecretBytes: Equatable {
  package static func == (left: SecretBytes, right: SecretBytes) -> Bool {
    guard left.count == right.count else { return false }
    if left.isEmpty { return true }
    return unsafe left.withBytes { a in
      unsafe right.withBytes { b in
        unsafe sodium_memcmp(a.baseAddress!, b.baseAddress!, a.count) == 0
      }
    }
  }
}

extension SecretBytes: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  package var description: String { "(secret)" }
  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: [], displayStyle: .class) }
}
