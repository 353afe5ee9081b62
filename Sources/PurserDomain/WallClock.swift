/// The only source of the present time: the program makes one from the system's clock, a test one it steps by hand.
package struct WallClock: Sendable {
  private let read: @Sendable () -> Timestamp

  /// Makes a clock of a closure that returns the present instant.
  package init(_ read: @escaping @Sendable () -> Timestamp) {
    self.read = read
  }

  /// A clock that always shows `instant`.
  package static func fixed(_ instant: Timestamp) -> WallClock {
    WallClock { instant }
  }

  /// The present instant.
  package func now() -> Timestamp { read() }
}
