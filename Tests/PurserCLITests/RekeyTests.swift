import Foundation
import PurserDomain
import PurserServices
import PurserStore
import PurserTestSupport
import SystemKit
import Testing

@testable import PurserCLI

@Suite struct RekeyTests {
  private static let secret = "sk-PlantedPlantedPlanted0000000000"
  let folder: TemporaryFolder
  var harness: ProgramHarness

  /// A store with the key of one provider sealed in it.
  init() throws {
    folder = try TemporaryFolder()
    harness = ProgramHarness(in: folder)
    harness.input = Self.secret
    try done("init")
    try done(
      "providers add lab --base-url https://lab.example --api openai-completions --key-stdin "
        + "--header-from-env x-api-key=HOME")
  }

  @discardableResult
  private func done(_ line: String) throws -> RunResult {
    let result = harness.run(line)
    try #require(result.exitCode == 0, "\(line): \(result.errors)")
    return result
  }

  private static let keys = ".config/purser/"

  /// Files beside the key, with ids of keys as words.
  private func keyFiles() throws -> [String] {
    try Directories.list(folder.path(Self.keys)).map(\.name)
  }

  /// The key ids of all sealed values, the key of the trail last.
  private func keyIDs() throws -> [String] {
    try store().read { session in
      try session.secrets.countByKey().map(\.keyID) + [session.trailKey.find()?.keyID ?? ""]
    }
  }

  private func store() throws -> Store {
    let source = StoreSource.files(clock: harness.clock, environment: harness.environment)
    return try source.open(folder.path(".local/share/purser/purser.db"), .write)
  }

  /// Makes the sealed header one of a key that nobody has.
  private func breakHeader() throws {
    try store().write(TemporaryStore.intent()) { session in
      var bad = try #require(try session.secrets.list().last)
      bad.keyID = "0123456789abcdef"
      try session.secrets.reseal(bad)
    }
  }

  @Test func `everything opens with the new key and nothing else has changed`() throws {
    let old = try #require(try keyIDs().first)
    let result = try done("store rekey")
    let new = try #require(try keyIDs().first)
    #expect(old != new)
    #expect(try keyIDs() == [new, new])
    #expect(
      result.output == """
        Sealed 2 secrets and the key of the trail under key \(new).
        Key           : ~/.config/purser/master.key (new; keep a copy)
        Old key       : ~/.config/purser/master.key.\(old) (for copies made before, and for other stores under it)

        """)
    #expect(try keyFiles() == ["master.key", "master.key.\(old)"])
    #expect(try folder.mode(Self.keys + "master.key") == 0o600)
    #expect(try folder.mode(Self.keys + "master.key.\(old)") == 0o600)
    #expect(try done("providers show lab").output.contains("sk-Plant...00000000"))
    try done("audit verify")
    let log = try done("audit log --json").output
    #expect(
      log.contains("store rekey (2 secrets and the key of the trail, from key \(old) to \(new))"))
    // The digests are the same, so the same key again is no change.
    #expect(try done("providers set lab --key-stdin").output.hasPrefix("No change in "))
  }

  @Test func `the file was named that has the key of another store`() throws {
    let old = try #require(try keyIDs().first)
    try done("--store ~/other.db init")
    try done("--store ~/other.db store rekey")
    let info = try done("store info --json").output
    #expect(info.contains("master.key.\(old)\""), "\(info)")
    #expect(info.contains("\"keyFileExists\": true"), "\(info)")
    let other = try done("--store ~/other.db store info --json").output
    #expect(other.contains("master.key\""), "\(other)")
  }

  @Test func `another key took the name of one that is kept for other stores`() throws {
    let old = try #require(try keyIDs().first)
    try done("--store ~/other.db init")
    try done("--store ~/third.db init")
    try done("store rekey")
    var kept = self
    kept.harness.environment = harness.environment.setting(
      "PURSER_KEY_FILE", folder.path(Self.keys + "master.key.\(old)"))
    let refused = kept.harness.run("--store ~/other.db store rekey")
    #expect(refused.exitCode == 77, "\(refused)")
    #expect(refused.errors.contains("keeps a key under its id for other stores"), "\(refused)")
    try done("--store ~/other.db audit verify")
    try done("--store ~/third.db audit verify")
  }

  @Test func `a dry run leaves everything as it is`() throws {
    let before = try keyIDs()
    let result = try done("store rekey --dry-run")
    #expect(
      result.output
        == "Dry run: 2 secrets and the key of the trail would be sealed under a new key.\n")
    #expect(try keyIDs() == before)
    #expect(try keyFiles() == ["master.key"])
  }

  @Test func `what does not open is named, and stays where that is asked for`() throws {
    try breakHeader()
    let refused = harness.run("store rekey")
    #expect(refused.exitCode == 77)
    #expect(
      refused.errors.contains(
        "The value 'headers.x-api-key' of provider 'lab' is undecryptable: "),
      "\(refused.errors)")
    #expect(
      refused.errors.hasSuffix(
        "Hint: To give it again: purser providers set lab --header-stdin x-api-key. "
          + "To leave such values as they are: purser store rekey --skip-undecryptable\n"),
      "\(refused.errors)")
    #expect(try keyFiles() == ["master.key"])
    let result = try done("store rekey --skip-undecryptable --json")
    #expect(result.output.contains("\"resealed\": 1"))
    #expect(result.output.contains("\"reason\": \"other_key\""))
    #expect(try keyIDs().contains("0123456789abcdef"))
    let verified = try done("audit verify")
    #expect(verified.output.contains("Not checked: 1 sealed value of another master key."))
  }

  @Test func `one value that does not open stops no reader of the others`() throws {
    try breakHeader()
    #expect(try done("providers show lab").output.contains("undecryptable"))
    #expect(try done("providers show lab").output.contains("sk-Plant...00000000"))
    try done("agents add ops --agent-dir \(folder.path("ops"))")
    let export = try done("export --agent ops --secrets")
    #expect(
      (export.output + export.errors).contains(
        "'headers.x-api-key' is undecryptable: it is sealed under another master key"),
      "\(export)")
    #expect(try folder.text("ops/models.json").contains(Self.secret))
    try store().write(TemporaryStore.intent()) { session in
      for var secret in try session.secrets.list() {
        secret.keyID = "0123456789abcdef"
        try session.secrets.reseal(secret)
      }
    }
    let status = harness.run("models status")
    #expect(status.output.contains("lab effective=missing"), "\(status)")
    #expect(status.output.contains("models.json=undecryptable"))
  }

  @Test func `a new key may be given in a file`() throws {
    try folder.write(String(repeating: "ab", count: 32), to: "new.key")
    try Directories.setMode(folder.path("new.key"), 0o600)
    var other = self
    other.harness.environment = harness.environment.setting(
      "PURSER_NEW_KEY_FILE", folder.path("new.key"))
    try other.done("store rekey")
    let again = harness.run("store rekey --new-key-file ~/new.key")
    #expect(again.exitCode == 65)
    #expect(again.errors.contains("is the present one"))
    try done("audit verify")
  }

  @Test func `a new key that is open, missing or none is refused`() throws {
    let before = try keyIDs()
    try folder.write(String(repeating: "ab", count: 32), to: "open.key")
    try Directories.setMode(folder.path("open.key"), 0o644)
    try folder.write("no key", to: "bad.key")
    try Directories.setMode(folder.path("bad.key"), 0o600)
    for (name, code) in [("open", 77), ("bad", 65), ("missing", 78)] {
      let result = harness.run("store rekey --new-key-file ~/\(name).key")
      #expect(result.exitCode == Int32(code), "\(result.errors)")
    }
    #expect(try keyIDs() == before)
  }

  @Test func `a key that is no file is changed by its owner`() throws {
    let text = try folder.text(Self.keys + "master.key")
    var other = self
    other.harness.environment = harness.environment.setting("PURSER_KEY", text)
    let refused = other.harness.run("store rekey")
    #expect(refused.exitCode == 78)
    #expect(refused.errors.contains("--new-key-file PATH"))
    let new = String(repeating: "ab", count: 32)
    try folder.write(new, to: "new.key")
    try Directories.setMode(folder.path("new.key"), 0o600)
    let result = try other.done("store rekey --new-key-file ~/new.key")
    #expect(result.errors.contains("change the variable PURSER_KEY."))
    #expect(other.harness.run("audit verify").exitCode != 0)
    other.harness.environment = harness.environment.setting("PURSER_KEY", new)
    try other.done("audit verify")
    #expect(try keyFiles() == ["master.key"])
  }

  @Test func `a change that was stopped before its end is finished and told`() throws {
    let old = try #require(try keyIDs().first)
    try done("store rekey")
    let new = try #require(try keyIDs().first)
    // As it is between the commit and the renaming.
    let base = folder.path(Self.keys + "master.key")
    try FileManager.default.moveItem(atPath: base, toPath: "\(base).new.\(new)")
    try FileManager.default.moveItem(atPath: "\(base).\(old)", toPath: base)
    #expect(try done("providers show lab").output.contains("sk-Plant...00000000"))
    let first = try done("audit verify")
    #expect(first.errors.contains("Note: An interrupted 'store rekey' was finished"))
    #expect(try keyFiles() == ["master.key", "master.key.\(old)"])
    #expect(try done("audit verify").errors == "")
    try done("providers set lab --key-env LAB_KEY")
  }

  @Test func `a file was named that does not open the store while a new key waits for its name`()
    throws
  {
    let old = try #require(try keyIDs().first)
    try done("store rekey")
    let new = try #require(try keyIDs().first)
    try FileManager.default.moveItem(atPath: keyPath, toPath: "\(keyPath).new.\(new)")
    try FileManager.default.moveItem(atPath: "\(keyPath).\(old)", toPath: keyPath)
    let info = try done("store info --json").output
    #expect(info.contains("master.key.new.\(new)\""), "\(info)")
    try done("audit verify")
    #expect(try done("store info --json").output.contains("master.key\""))
  }

  @Test func `the key of an earlier copy is named when it lies beside the new one`() throws {
    let old = try #require(try keyIDs().first)
    let copy = folder.path("copy.db")
    try store().copy(to: copy)
    try done("store rekey")
    try folder.setMode(Self.keys + "master.key.\(old)", 0o644)
    let result = harness.run("--store \(copy) providers set lab --no-key")
    #expect(result.exitCode == 77)
    #expect(result.errors.contains("master.key.\(old)' is the key of this store."))
  }

  /// What may be typed where the path of a key's file belongs.
  private func mistaken() throws -> [String] {
    let key = try String(decoding: FileReader.contents(keyPath, limit: 100).bytes, as: UTF8.self)
    return [key.filter { !$0.isWhitespace }, String(repeating: "0f", count: 32), Self.secret]
  }

  private var keyPath: String { folder.path(Self.keys + "master.key") }

  @Test(arguments: [
    ("store info", true), ("audit verify --json", true), ("models auth list", false),
    ("init", false), ("store rekey", true),
  ])
  func `the master key in the place of its file's name was printed`(
    line: String, isToldOf: Bool
  ) throws {
    for key in try mistaken() {
      var harness = harness
      harness.environment = harness.environment.setting("PURSER_KEY_FILE", key)
      let result = harness.run(line)
      #expect(!result.output.contains(key) && !result.errors.contains(key), "\(line)")
      let told = (result.output + result.errors).contains("PURSER_KEY_FILE")
      #expect(told || !isToldOf, "\(line): \(result)")
      #expect(try FileStatus.of(folder.path(key)) == nil)
    }
  }

  @Test func `a new master key in the place of its file's name was printed`() throws {
    for key in try mistaken() {
      let result = harness.run("store rekey --new-key-file \(key)")
      #expect(result.exitCode != 0 && !result.errors.contains(key))
      var harness = harness
      harness.environment = harness.environment.setting("PURSER_NEW_KEY_FILE", key)
      let second = harness.run("store rekey")
      #expect(second.exitCode != 0 && !second.errors.contains(key))
    }
  }

  @Test func `a file of the new key that is not there was advised to hold the old one`() {
    let result = harness.run("store rekey --new-key-file /nope/key")
    #expect(result.errors.contains("The file of the new key '/nope/key' does not exist."))
    #expect(!result.errors.contains("PURSER_KEY_FILE"))
  }

  @Test func `a new key of one store took the key from every other store`() throws {
    let other = folder.path("other.db")
    let first = try #require(try keyIDs().first)
    try done("--store \(other) init")
    let rekeyed = try done("store rekey")
    #expect(rekeyed.output.contains("(for copies made before, and for other stores under it)"))
    let paste = "models auth paste-token --provider xai --profile-id xai:t --expires-in 1h"
    try done("--store \(other) \(paste)")
    let source = StoreSource.files(clock: harness.clock, environment: harness.environment)
    func keys() throws -> Set<String> {
      try source.open(other, .write).read { session in
        Set(
          try session.secrets.countByKey().map(\.keyID) + [session.trailKey.find()?.keyID ?? ""])
      }
    }
    #expect(try keys() == [first])
    try done("--store \(other) agents add one")
    try done("--store \(other) audit verify")
    // The key of the first store is in the file, and must not go when the other one gets its own.
    try done("--store \(other) store rekey")
    #expect(try !keys().contains(first))
    for line in ["audit verify", "providers set lab --key-stdin", "--store \(other) audit verify"] {
      #expect(try done(line).errors == "")
    }
    #expect(try keyFiles().count == 3)
  }
}
