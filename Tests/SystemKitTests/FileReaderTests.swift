import Foundation
import PurserTestSupport
import SystemKit
import Testing

struct FileReaderTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `a file comes back byte for byte with its status`() throws {
    let path = try folder.write([0, 255, 10], to: "a")
    let contents = try FileReader.contents(path, limit: 3)
    #expect(contents.bytes == [0, 255, 10])
    #expect(contents.status == (try FileStatus.of(path)))
    #expect(try FileReader.read(try folder.write("", to: "empty"), limit: 0) == [])
  }

  @Test func `a file of the year 2400 ended the program`() throws {
    let path = try folder.write("abc", to: "a")
    #expect(try Subprocess.run(["touch", "-d", "2400-01-01", path]).succeeded)
    #expect(try FileStatus.of(path)?.modifiedNanoseconds == Int64.max)
    #expect(try FileReader.contents(path, limit: 3).bytes == Array("abc".utf8))
  }

  @Test func `a large file is read whole`() throws {
    let bytes = [UInt8](repeating: 7, count: (1 << 24) + 5)
    #expect(try FileReader.read(try folder.write(bytes, to: "a"), limit: 1 << 25) == bytes)
  }

  @Test func `a file above the limit is refused unread`() throws {
    #expect(code { try FileReader.read(try folder.write("abcd", to: "a"), limit: 3) } == .tooLarge)
  }

  @Test func `pipes, folders and devices are refused without waiting`() throws {
    #expect(try Subprocess.run(["mkfifo", folder.path("pipe")]).succeeded)
    for path in [folder.path("pipe"), folder.path, "/dev/zero"] {
      #expect(code { try FileReader.read(path, limit: 10) } == .notARegularFile)
    }
  }

  @Test func `a NUL in a path is refused`() {
    #expect(code { try FileReader.read("/etc/passwd\0.json", limit: 10) } == .invalidPath)
    #expect(code { try FileReader.read("", limit: 10) } == .invalidPath)
  }

  @Test func `a missing file is not found`() {
    #expect(code { try FileReader.read(folder.path("none"), limit: 10) } == .notFound)
  }

  @Test func `a link is followed only where that is allowed`() throws {
    try folder.write("x", to: "inside/real")
    try folder.write("y", to: "outside")
    try link("inside/link", to: folder.path("inside/real"))
    try link("inside/escape", to: folder.path("outside"))
    let root = folder.path("inside")
    #expect(try FileReader.read(root + "/link", limit: 9) == [120])
    #expect(try FileReader.read(root + "/link", limit: 9, within: root) == [120])
    #expect(
      code { try FileReader.read(root + "/link", limit: 9, followLinks: false) } == .notARegularFile
    )
    #expect(
      code { try FileReader.read(root + "/escape", limit: 9, within: root) } == .outsideRoot)
    #expect(
      code { try FileReader.read(root + "/../outside", limit: 9, within: root) } == .outsideRoot)
  }

  @Test func `a root's name as prefix of a sibling does not let it in`() throws {
    try folder.makeFolder("root")
    let path = try folder.write("x", to: "root-two/a")
    #expect(
      code { try FileReader.read(path, limit: 9, within: folder.path("root")) } == .outsideRoot)
  }

  private func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.path(name), withDestinationPath: target)
  }

  private func code(_ body: () throws -> some Any) -> SystemError.Code? {
    do {
      _ = try body()
      return nil
    } catch {
      return (error as? SystemError)?.code
    }
  }
}
