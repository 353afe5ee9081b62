import PurserStore
import PurserTestSupport
import SecretKit
import SystemKit
import Testing

@testable import PurserServices

@Suite struct MasterKeyPlaceTests {
  let folder: TemporaryFolder
  let environment: Environment

  init() throws {
    folder = try TemporaryFolder()
    environment = Environment(["HOME": folder.path])
  }

  private var place: MasterKeyPlace { .file(path: folder.path("keys/master.key")) }

  @Test func `of two creators at once each kept a key of its own`() throws {
    for round in 0..<20 {
      let place = MasterKeyPlace.file(path: folder.path("keys\(round)/master.key"))
      let keys = Threads.map(Array(0..<4), threads: 4) { [environment] _ in
        Result { try place.readOrCreate(environment) }
      }
      let made = try keys.map { try $0.get() }
      #expect(made.count(where: \.isNew) == 1)
      #expect(Set(made.map(\.key.id)).count == 1)
      #expect(try place.read(environment).id == made[0].key.id)
      #expect(try Directories.list(folder.path("keys\(round)")).map(\.name) == ["master.key"])
    }
  }

  @Test func `the second creator gets the key of the first`() throws {
    let first = try place.readOrCreate(environment)
    let second = try place.readOrCreate(environment)
    #expect(first.isNew && !second.isNew)
    #expect(first.key.id == second.key.id)
    #expect(try folder.mode("keys/master.key") == 0o600)
  }

  @Test func `a link to a key that is not there was replaced by a new key`() throws {
    try folder.makeFolder("keys")
    #expect(
      try Subprocess.run(["ln", "-s", folder.path("away.key"), folder.path("keys/master.key")])
        .succeeded)
    #expect(throws: (any Error).self) { try place.readOrCreate(environment) }
    #expect(
      try FileStatus.of(folder.path("keys/master.key"), followLinks: false)?.kind == .symbolicLink)
    #expect(!folder.exists("away.key"))
  }

  @Test func `stores that changed their key at once lost one for ever`() throws {
    for round in 0..<30 {
      let place = MasterKeyPlace.file(path: folder.path("many\(round)/master.key"))
      let old = try place.readOrCreate(environment).key
      let new = (0..<6).map { _ in SecretKey.random() }
      let outcomes = Threads.map(new, threads: 6) { key in
        Result {
          try place.stage(key)
          try place.install(key, insteadOf: old)
        }
      }
      for outcome in outcomes { try outcome.get() }
      for key in new + [old] { #expect(place.changedKey(key.id)?.id == key.id) }
      // One in the file, the others beside it, and no lock.
      let files = try Directories.list(folder.path("many\(round)")).map(\.name)
      #expect(files.count == 7 && !files.contains("master.key.lock"), "\(files)")
    }
  }

  @Test func `a staged key that two stores took up was lost when a third one came between`() throws
  {
    try folder.makeFolder("keys")
    let old = try place.readOrCreate(environment).key
    let (both, third) = (SecretKey.random(), SecretKey.random())
    for key in [both, third, both] {
      if key.id != both.id { try place.stage(key) }
      try place.install(key, insteadOf: old)
      #expect(try place.read(environment).id == key.id)
    }
    for key in [both, third, old] { #expect(place.changedKey(key.id)?.id == key.id) }
  }

  @Test func `what lies in the place of the key and cannot be read was overwritten`() throws {
    let old = try place.readOrCreate(environment).key
    try folder.setMode("keys/master.key", 0o644)
    let new = SecretKey.random()
    try place.stage(new)
    #expect(throws: StoreError.self) { try place.install(new, insteadOf: old) }
    #expect(place.changedKey(new.id)?.id == new.id)
    try folder.setMode("keys/master.key", 0o600)
    #expect(try place.read(environment).id == old.id)
  }
}
