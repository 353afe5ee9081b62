import Foundation
import PurserTestSupport
import Testing

@testable import SystemKit

struct AtomicFileTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `a new file has the bytes and the mode asked for`() throws {
    try AtomicFile.write([1, 0, 2], to: folder.path("a"), mode: 0o640)
    #expect(try folder.bytes("a") == [1, 0, 2])
    #expect(try folder.mode("a") == 0o640)
  }

  @Test func `a wide file becomes private when it is replaced`() throws {
    try folder.write("old", to: "a")
    try Directories.setMode(folder.path("a"), 0o666)
    try AtomicFile.write(Array("new".utf8), to: folder.path("a"))
    #expect(try folder.text("a") == "new")
    #expect(try folder.mode("a") == 0o600)
  }

  @Test func `a target that cannot be replaced leaves nothing behind`() throws {
    try folder.write("inner", to: "taken/file")
    #expect(throws: SystemError.self) { try AtomicFile.write([1], to: folder.path("taken")) }
    #expect(try names() == ["taken"])
  }

  @Test func `a missing folder is named as not found`() {
    let error = #expect(throws: SystemError.self) {
      try AtomicFile.write([1], to: folder.path("none/a"))
    }
    #expect(error?.code == .notFound)
    #expect(error?.subject == folder.path("none/a"))
  }

  @Test func `a symbolic link is replaced, not followed`() throws {
    try folder.write("outside", to: "real")
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link"), withDestinationPath: folder.path("real"))
    try AtomicFile.write([7], to: folder.path("link"))
    #expect(try folder.text("real") == "outside")
    #expect(try FileStatus.of(folder.path("link"), followLinks: false)?.kind == .regular)
  }

  @Test func `a file is made once, and what is there is never replaced`() throws {
    #expect(try AtomicFile.create([1], at: folder.path("a")))
    #expect(try !AtomicFile.create([2], at: folder.path("a")))
    #expect(try folder.bytes("a") == [1])
    #expect(try folder.mode("a") == 0o600)
    try FileManager.default.createSymbolicLink(
      atPath: folder.path("link"), withDestinationPath: folder.path("nowhere"))
    #expect(try !AtomicFile.create([2], at: folder.path("link")))
    #expect(try names() == ["a", "link"])
  }

  @Test func `a file is made once where no file can have two names, too`() throws {
    let item = AtomicFile.Item(path: folder.path("a"), bytes: [1], mode: 0o640)
    #expect(try StagedFile.make(item))
    #expect(try !StagedFile.make(AtomicFile.Item(path: folder.path("a"), bytes: [2])))
    #expect(try folder.bytes("a") == [1])
    #expect(try folder.mode("a") == 0o640)
    #expect(try names() == ["a"])
  }

  @Test(arguments: [1, 8]) func `many files are written together`(threads: Int) throws {
    let items = (0..<50).map { number in
      AtomicFile.Item(path: folder.path("f\(number)"), bytes: [UInt8(number)])
    }
    try AtomicFile.write(all: items, threads: threads)
    #expect(try items.map { try FileReader.read($0.path, limit: 9) } == items.map(\.bytes))
    #expect(try names().count == 50)
  }

  @Test func `one unwritable target keeps all the others as they were`() throws {
    try folder.write("old", to: "a")
    let items = ["a", "none/b"].map { AtomicFile.Item(path: folder.path($0), bytes: [1]) }
    #expect(throws: SystemError.self) { try AtomicFile.write(all: items) }
    #expect(try folder.text("a") == "old")
    #expect(try names() == ["a"])
  }

  @Test func `a file that cannot be replaced stopped those after it`() throws {
    try folder.write("inner", to: "b/file")
    let items = ["a", "b", "c"].map { AtomicFile.Item(path: folder.path($0), bytes: [1]) }
    let outcome = try AtomicFile.write(all: items)
    #expect(outcome.failures.map(\.key) == [folder.path("b")])
    #expect(outcome.unsynced == nil)
    #expect(try folder.bytes("c") == [1])
    #expect(try names() == ["a", "b", "c"])
  }

  @Test func `a file that was changed, made or removed since it was read is left as it is`() throws
  {
    for name in ["a", "b", "c", "d"] { try folder.write("old", to: name) }
    let items = try ["a", "b", "c", "d", "e", "f"].map { name in
      let path = folder.path(name)
      let found = try FileStatus.of(path, followLinks: false)
      return AtomicFile.Item(
        path: path, bytes: [1], replaces: found.map { .file($0) } ?? .nothing)
    }
    let outcome = try AtomicFile.write(
      all: items,
      beforeCommit: {
        try folder.write("newer", to: "a")
        try FileManager.default.removeItem(atPath: folder.path("b"))
        try Directories.setMode(folder.path("c"), 0o644)
        try folder.write("new", to: "e")
      })
    let left = ["a", "b", "e"].map { folder.path($0) }
    #expect(outcome.failures.keys.sorted() == left)
    #expect(outcome.failures.values.allSatisfy { $0.code == .conflict })
    #expect(try folder.text("a") == "newer" && folder.text("e") == "new")
    #expect(try ["c", "d", "f"].map { try folder.bytes($0) } == [[1], [1], [1]])
    #expect(try names() == ["a", "c", "d", "e", "f"])
  }

  @Test func `an interrupt while staging leaves the old files`() throws {
    try folder.write("old", to: "a")
    let items = ["a", "b"].map { AtomicFile.Item(path: folder.path($0), bytes: [1]) }
    let error = #expect(throws: SystemError.self) {
      try AtomicFile.write(all: items, isInterrupted: { true })
    }
    #expect(error?.code == .interrupted)
    #expect(try folder.text("a") == "old")
    #expect(try names() == ["a"])
  }

  @Test func `a refusal before the renames leaves the old files`() throws {
    struct Refusal: Error {}
    try folder.write("old", to: "a")
    let items = ["a", "b"].map { AtomicFile.Item(path: folder.path($0), bytes: [1]) }
    #expect(throws: Refusal.self) {
      try AtomicFile.write(all: items, beforeCommit: { throw Refusal() })
    }
    #expect(try folder.text("a") == "old")
    #expect(try names() == ["a"])
  }

  @Test func `only old leftovers of the same file are removed`() throws {
    try folder.write("", to: ".a.0011.purser-tmp")
    try folder.write("", to: ".b.0011.purser-tmp")
    try folder.write("", to: "a")
    #expect(
      try AtomicFile.leftovers(beside: folder.path("a")) == [folder.path(".a.0011.purser-tmp")])
    #expect(try AtomicFile.removeLeftovers(beside: folder.path("a")) == [])
    let removed = try AtomicFile.removeLeftovers(beside: folder.path("a"), ageSeconds: -5)
    #expect(removed == [".a.0011.purser-tmp"])
    #expect(try names() == [".b.0011.purser-tmp", "a"])
  }

  @Test func `a file of the same letters in other scalars lost its temporary file`() throws {
    try folder.write("", to: ".e\u{301}.0011.purser-tmp")
    #expect(try AtomicFile.removeLeftovers(beside: folder.path("\u{e9}"), ageSeconds: -5) == [])
  }

  private func names() throws -> [String] { try Directories.list(folder.path).map(\.name) }
}
