import Glibc

extension String {
  /// Whether the text holds a NUL, where C would cut it short.
  ///
  /// Asked of every path, so the bytes are searched at once and not one by one.
  var holdsNUL: Bool {
    unsafe utf8.withContiguousStorageIfAvailable { bytes in
      guard let start = bytes.baseAddress else { return false }
      return unsafe memchr(start, 0, bytes.count) != nil
    } ?? utf8.contains(0)
  }
}
