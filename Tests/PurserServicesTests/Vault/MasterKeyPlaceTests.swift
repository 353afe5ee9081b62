import PurserServices
import PurserTestSupport
import SecretKit
import SystemKit
import Testing

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
}
