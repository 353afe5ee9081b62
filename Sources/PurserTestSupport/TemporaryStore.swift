import PurserDomain
package import PurserStore
import SQLKit
package import SQLiteKit

/// The kinds of database that the store's conformance tests run over.
package enum Backend: String, CaseIterable, Sendable {
  /// SQLite in memory.
  case memory
  /// A SQLite file.
  case file

  /// Those that can be used here.
  package static var available: [Backend] { allCases }
}

/// A fresh store with a clock that stands still, gone with this object.
package final class TemporaryStore: Sendable {
  /// The store, with the scope of the defaults and the event that made it.
  package let store: Store
  /// What the store's times come from.
  package let clock: SteppedClock
  /// The driver, to look at the database beside the store.
  package let database: SQLiteDatabase
  /// The folder of the file; nil in memory.
  package let folder: TemporaryFolder?

  /// Makes a store, in memory unless told otherwise. `digest` seals its events.
  package init(
    _ backend: Backend = .memory, digest: StoreDigest = TemporaryStore.digest
  ) throws {
    clock = SteppedClock()
    switch backend {
    case .memory:
      folder = nil
      database = try SQLiteDatabase.memory()
    case .file:
      let folder = try TemporaryFolder()
      self.folder = folder
      database = try SQLiteDatabase(path: folder.path("purser.db"), access: .create)
    }
    store = try Store.create(
      in: database, Self.settings(clock, digest: digest), Self.intent("init")
    ) { _ in }
  }

  /// The path of the file; traps for a store in memory.
  package var path: String {
    // A test that asks this of a store in memory is wrong itself; there is nothing it could go on with.
    guard let folder else { preconditionFailure("a store in memory has no path") }
    return folder.path("purser.db")
  }

  /// Opens the file once more, as another process would.
  package func reopen(
    _ access: SQLiteDatabase.Access = .readWrite, digest: StoreDigest = TemporaryStore.digest
  ) throws -> Store {
    try Store.open(
      SQLiteDatabase(path: path, access: access), Self.settings(clock, digest: digest))
  }

  /// What a store of the tests is given.
  package static func settings(
    _ clock: SteppedClock = SteppedClock(), digest: StoreDigest = TemporaryStore.digest
  ) -> Store.Settings {
    Store.Settings(
      name: "test.db",
      clock: WallClock { Timestamp(milliseconds: clock.milliseconds) },
      digest: { _ in digest })
  }

  /// Who writes in the tests.
  package static func intent(_ command: String = "test") -> Intent {
    Intent(
      actor: "tester", host: "testhost", command: command, requestID: "request-1",
      programVersion: "0.0.0")
  }

  /// A digest that is quick and not secret (FNV-1a).
  package static let digest = digest(salt: 0)

  /// Another digest for each salt, as another key would give.
  package static func digest(salt: UInt64) -> StoreDigest {
    StoreDigest { bytes in
      var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ salt
      for byte in bytes { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
      return "fnv1a:" + String(hash, radix: 16)
    }
  }
}
