package import PurserDomain
package import PurserServices
package import PurserStore

/// What the program puts together for the commands: every piece is made on first use, so that a
/// command pays only for what it touches.
package struct Composition: Sendable {
  /// The present time.
  package var clock: WallClock
  /// Login name of the user, for the record.
  package var userName: @Sendable () -> String
  /// Name of this machine, for the record.
  package var hostName: @Sendable () -> String
  /// A new random id for each run that writes.
  package var newRequestID: @Sendable () -> String
  /// Opens and makes stores.
  package var stores: StoreSource
  /// The vault of this process: the same that seals the trail of `stores`, so that its key is read once.
  package var vault: Vault
  /// The way to the network.
  package var network: Network
  /// Turns errors of targets that this one does not know into faults; nil for unknown ones.
  package var foreignFault: @Sendable (any Error) -> Fault?

  /// Puts the pieces together.
  package init(
    clock: WallClock,
    userName: @escaping @Sendable () -> String,
    hostName: @escaping @Sendable () -> String,
    newRequestID: @escaping @Sendable () -> String,
    stores: StoreSource,
    vault: Vault,
    network: Network,
    foreignFault: @escaping @Sendable (any Error) -> Fault? = { _ in nil }
  ) {
    self.clock = clock
    self.userName = userName
    self.hostName = hostName
    self.newRequestID = newRequestID
    self.stores = stores
    self.vault = vault
    self.network = network
    self.foreignFault = foreignFault
  }
}
