import Glibc

extension [UInt8] {
  /// Whether both hold the same bytes. For whole files: `==` looks at them one at a time.
  package func hasSameBytes(as other: [UInt8]) -> Bool {
    guard count == other.count else { return false }
    return unsafe memcmp(self, other, count) == 0
  }
}
