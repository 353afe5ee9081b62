package import PurserDomain

/// What the program puts together for the commands: every piece is made on first use, so that a
/// command pays only for what it touches.
package struct Composition: Sendable {
  /// The present time.
  package var clock: WallClock
  /// Login name of the user, for the record.
  package var userName: @Sendable () -> String
  /// A new random id for each run that writes.
  package var newRequestID: @Sendable () -> String
  /// Number of the newest migration this program knows.
  package var schemaVersion: @Sendable () -> Int
  /// Turns errors of targets that this one does not know into faults; nil for unknown ones.
  package var foreignFault: @Sendable (any Error) -> Fault?

  /// Puts the pieces together.
  package init(
    clock: WallClock,
    userName: @escaping @Sendable () -> String,
    newRequestID: @escaping @Sendable () -> String,
    schemaVersion: @escaping @Sendable () -> Int,
    foreignFault: @escaping @Sendable (any Error) -> Fault? = { _ in nil }
  ) {
    self.clock = clock
    self.userName = userName
    self.newRequestID = newRequestID
    self.schemaVersion = schemaVersion
    self.foreignFault = foreignFault
  }
}
