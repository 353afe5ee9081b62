/// A keyed digest, given to the store as a value so that the store needs no cryptography of its own.
package struct StoreDigest: Sendable {
  private let begin: @Sendable () -> StoreDigestRun

  /// `begin` starts a new digest each time it is called.
  package init(begin: @escaping @Sendable () -> StoreDigestRun) {
    self.begin = begin
  }

  /// Of a store that is thrown away: every content has the same, and nothing is read for it.
  static let none = StoreDigest { StoreDigestRun(update: { _ in }, finish: { "none:" }) }

  /// A digest of a function over all bytes at once.
  package init(of digest: @escaping @Sendable ([UInt8]) -> String) {
    self.init {
      var all: [UInt8] = []
      return StoreDigestRun(update: { all += $0 }, finish: { digest(all) })
    }
  }

  /// Starts a digest.
  func start() -> StoreDigestRun { begin() }
}

/// One running digest: fed with bytes piece by piece, then read once.
package final class StoreDigestRun {
  private let feed: ([UInt8]) -> Void
  private let end: () -> String

  /// `finish` returns the name of the algorithm, a colon and hexadecimal digits.
  package init(update: @escaping ([UInt8]) -> Void, finish: @escaping () -> String) {
    self.feed = update
    self.end = finish
  }

  /// Adds bytes to what is digested.
  func update(_ bytes: [UInt8]) { feed(bytes) }

  /// Returns the digest; called once.
  func finish() -> String { end() }
}
