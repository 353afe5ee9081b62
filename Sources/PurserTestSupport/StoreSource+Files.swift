package import PurserDomain
package import PurserServices
package import PurserStore
import SQLiteKit
package import SystemKit

extension StoreSource {
  /// Real files with the digests of the key that `environment` names, read by `vault` when one is given:
  /// what the program itself uses.
  package static func files(
    clock: WallClock, environment: Environment, vault: Vault? = nil
  ) -> StoreSource {
    let vault = vault ?? Vault(environment: environment)
    return StoreSource(
      database: { path, access in
        switch access {
        case .read: try SQLiteDatabase(path: path, access: .readOnly)
        case .write: try SQLiteDatabase(path: path, access: .readWrite)
        case .create: try SQLiteDatabase(path: path, access: .create)
        }
      },
      scratch: { try SQLiteDatabase.memory() },
      foreign: { try SQLiteDatabase.foreign(path: $0) },
      settings: { name in
        Store.Settings(name: name, clock: clock) { session in
          try vault.trailDigest(in: session)
        }
      })
  }
}

extension StoreSource {
  /// Real files that can be read and not written.
  package static func readOnly(clock: WallClock, environment: Environment) -> StoreSource {
    let vault = Vault(environment: environment)
    return StoreSource(
      database: { path, _ in try SQLiteDatabase(path: path, access: .readOnly) },
      scratch: { try SQLiteDatabase.memory() },
      foreign: { try SQLiteDatabase.foreign(path: $0) },
      settings: { name in
        Store.Settings(name: name, clock: clock) { session in
          try vault.trailDigest(in: session)
        }
      })
  }
}
