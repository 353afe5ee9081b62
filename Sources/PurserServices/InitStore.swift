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
  }

  private let source: StoreSource
  private let vault: Vault

  /// Needs the way to make stores and the vault whose key will seal this one's secrets.
  package init(source: StoreSource, vault: Vault) {
    self.source = source
    self.vault = vault
  }

  /// Makes the store at `path` with the folders above it, mode 0700.
  ///
  /// The key comes first: a store without its key would be of no use. Throws `conflict` when there is
  /// a store already, `foreign` when there is another file, and what reading the key throws.
  package func run(at path: String, _ intent: Intent) throws -> Outcome {
    try Directories.create(SystemPath.parent(of: path))
    let key = try vault.keyOrNew()
    _ = try source.create(path, intent) { session in
      try session.trailKey.save(vault.makeTrailKey(at: session.now))
    }
    return Outcome(store: path, keyPlace: vault.place.description, isNewKey: key.isNew)
  }
}
