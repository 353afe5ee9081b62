import Foundation
import PurserTestSupport
import SystemKit
import Testing

struct DirectoriesTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `entries are listed sorted by bytes`() throws {
    for name in ["b", "a", "B", "ä"] { try folder.write("", to: name) }
    #expect(try Directories.list(folder.path).map(\.name) == ["B", "a", "b", "ä"])
  }

  @Test func `missing folders are made private, existing ones stay`() throws {
    try folder.makeFolder("open")
    try Directories.setMode(folder.path("open"), 0o755)
    try Directories.create(folder.path("open/a/b"))
    #expect(try folder.mode("open") == 0o755)
    #expect(try folder.mode("open/a") == 0o700)
    #expect(try folder.mode("open/a/b") == 0o700)
  }

  @Test func `a file in the way of a folder is named`() throws {
    try folder.write("", to: "file")
    let error = #expect(throws: SystemError.self) {
      try Directories.create(folder.path("file/below"))
    }
    #expect(error?.code == .notAFolder)
    #expect(error?.hint?.contains("'\(folder.path("file"))' is no folder") == true)
  }

  @Test func `a file system without new folders says so and not that its folder is missing`() {
    let error = #expect(throws: SystemError.self) { try Directories.create("/proc/purser-test") }
    #expect(error?.code == .io || error?.code == .permission)
    #expect(error?.hint != nil)
  }

  @Test func `a place is writable when the nearest folder above it is`() throws {
    try Directories.checkWritable(folder.path("not/there/yet"))
    try folder.write("", to: "plain")
    let error = #expect(throws: SystemError.self) {
      try Directories.checkWritable(folder.path("plain/below"))
    }
    #expect(error?.code == .notAFolder)
  }

  @Test func `a quote with a combining mark behind it ended the quoted part of a hint`() throws {
    let name = "a'\u{301};touch PWN;'\u{301}b"
    try folder.makeFolder(name)
    let error = try #require(throws: SystemError.self) {
      try FileReader.read(folder.path(name), limit: 10)
    }
    let hint = try #require(error.hint)
    let word = #"a'\''"# + "\u{301};touch PWN;" + #"'\''"# + "\u{301}b'"
    #expect(hint.utf8.reversed().starts(with: word.utf8.reversed()), "\(hint)")
  }

  @Test func `folders of programs are absolute, whatever their names begin with`() {
    let given = Environment(["PATH": "/bin:relative:/\u{301}x:\u{301}:/a:"])
    #expect(given.searchPath == ["/bin", "/\u{301}x", "/a"])
  }

  @Test func `places follow the environment when it is absolute`() {
    let given = Environment([
      "HOME": "/h", "XDG_DATA_HOME": "/d", "XDG_CONFIG_HOME": "rel", "TMPDIR": "/t",
    ])
    #expect(Directories.data(given) == "/d")
    #expect(Directories.configuration(given) == "/h/.config")
    #expect(Directories.state(given) == "/h/.local/state")
    #expect(Directories.temporary(given) == "/t")
    #expect(Directories.expandHome("~/x", given) == "/h/x")
    #expect(Directories.expandHome("~", given) == "/h")
    #expect(Directories.expandHome("~x/y", given) == "~x/y")
    #expect(Directories.expandHome("~/\u{301}x", given).utf8.elementsEqual("/h/\u{301}x".utf8))
    #expect(!SystemPath.contains(folder: "/e\u{301}", "/\u{e9}"))
  }

  @Test func `an unusable HOME gives way to the password file`() {
    #expect(Directories.home(Environment(["HOME": "relative"])).hasPrefix("/"))
    #expect(Directories.temporary(Environment()) == "/tmp")
  }

  @Test(arguments: [
    ("/a/b", "/a", "b"), ("/a", "/", "a"), ("a", ".", "a"), ("/a/b//", "/a", "b"),
    ("/", "/", "/"), ("a//b", "a", "b"),
  ])
  func `a path is split into parent and name`(path: String, parent: String, name: String) {
    #expect(SystemPath.parent(of: path) == parent)
    #expect(SystemPath.name(of: path) == name)
  }

  @Test(arguments: [
    ("../x", "/a/b", "/a/x"), ("/p/./q//r/..", "/a", "/p/q"), ("", "/a", "/a"),
    ("../../..", "/a", "/"),
  ])
  func `a path is made absolute as text`(path: String, from: String, expected: String) {
    #expect(SystemPath.absolute(path, from: from) == expected)
  }
}
