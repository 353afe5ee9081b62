import Glibc
import HTTPKit
import PurserCLI
import PurserDomain
import PurserServices
import PurserStore
import SQLiteKit
import SecretKit
import SystemKit

// The composition root: nothing here but choices.

StandardStreams.keepPlaces()
ProcessMemory.forbidDumps()
let surroundings = Environment.process()
let clock = WallClock { Timestamp(milliseconds: SystemTime.nowMilliseconds()) }
let vault = Vault(environment: surroundings)
// What opens the secrets is for the vault alone: for all else it is not set, whatever names it.
let environment = surroundings.withoutKeys

let stores = StoreSource(
  database: { path, access in
    let isInterrupted: @Sendable () -> Bool = { Interrupt.isRequested }
    return switch access {
    case .read:
      try SQLiteDatabase(path: path, access: .readOnly, isInterrupted: isInterrupted).untilExit()
    case .write: try SQLiteDatabase(path: path, access: .readWrite, isInterrupted: isInterrupted)
    case .create: try SQLiteDatabase(path: path, access: .create, isInterrupted: isInterrupted)
    }
  },
  scratch: { try SQLiteDatabase.memory() },
  foreign: { path in
    try SQLiteDatabase.foreign(
      path: path, temporaryFolder: Directories.temporary(environment),
      isInterrupted: { Interrupt.isRequested })
  },
  settings: { name in
    Store.Settings(name: name, clock: clock) { session in
      try vault.trailDigest(in: session)
    }
  })

let composition = Composition(
  clock: clock,
  userName: { UserAccount.current().name },
  hostName: { UserAccount.hostName() },
  newRequestID: { RandomBytes.hexadecimal(count: 16) },
  stores: stores,
  vault: vault,
  network: Network {
    CurlTransport(
      surroundings: HTTPSurroundings { environment[$0] },
      isInterrupted: { Interrupt.isRequested })
  },
  foreignFault: { error in
    switch error {
    case let error as SecretError:
      Fault(
        code: error.code.rawValue, message: error.message, subject: error.subject,
        hint: error.hint, cause: error.cause)
    case let error as HTTPError:
      Fault(
        code: error.code.rawValue, message: error.message, subject: error.subject,
        hint: error.hint, cause: error.cause)
    default: nil
    }
  })

Interrupt.install()
exit(
  Program.run(
    arguments: Array(CommandLine.arguments.dropFirst()), environment: environment,
    streams: .process(environment), composition: composition))
