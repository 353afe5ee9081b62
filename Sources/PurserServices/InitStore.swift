package import PurserStore
import SystemKit

/// Makes a store and, where it may, the master key that seals its secrets.
package struct InitStore {
  /// What was made, and where.
  package struct Outcome: Equatable, Sendable {
    /// Path of the store.
    package let store: String
    /// Where the master key is.
    package let keyPlace: String
    /// Whether the key was made now; otherwise it was there.
    package let isNewKey: Bool
    /// The revision of the store as it was made; 0 for one that was not.
    package let revision: Int64
  }

  private let source: StoreSource
  private let vault: Vault

  /// Needs the way to make stores and the vault whose key will seal this one's secrets.
  package init(source: StoreSource, vault: Vault) {
    self.source = source
    self.vault = vault
  }

  /// Returns what `run` would make; makes nothing. Throws as `run` before it makes anything.
  package func preview(at path: String) throws -> Outcome {
    try source.requireNoStore(at: path)
    return Outcome(
      store: path, keyPlace: vault.place.description, isNewKey: try vault.wouldMakeKey(),
      revision: 0)
  }

  /// Makes the store at `path` with the folders above it, mode 0700.
  ///
  /// The key comes first: a store without its key would be of no use. Throws `conflict` when there is
  /// a store already, also one that another process has just made, `foreign` when there is another file, and what reading
  /// the key throws.
  package func run(at path: String, _ intent: Intent) throws -> Outcome {
    // Before a key is made: beside a store whose key is elsewhere just now, a new one would only hide that.
    try source.requireNoStore(at: path)
    try Directories.create(SystemPath.parent(of: path))
    let key = try vault.keyOrNew()
    var revision: Int64 = 0
    _ = try source.create(path, intent) { session in
      try session.trailKey.save(vault.makeTrailKey(at: session.now))
      revision = session.eventID
    }
    return Outcome(
      store: path, keyPlace: vault.place.description, isNewKey: key.isNew, revision: revision)
  }
}
