package import HTTPKit

/// The way to the network, made on first use, so that what does not need it pays nothing and what uses it names no transport.
package struct Network: Sendable {
  private let make: @Sendable () -> any HTTPTransport

  /// Makes the way from a closure that returns its transport.
  package init(_ make: @escaping @Sendable () -> any HTTPTransport) {
    self.make = make
  }

  /// What requests are sent through.
  package var transport: any HTTPTransport { make() }
}
