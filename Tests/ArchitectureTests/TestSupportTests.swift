import Foundation
import PurserTestSupport
import Testing

@Suite struct TestSupportTests {
  @Test func `a golden file that differs names the first line that parts`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write("one\ntwo\n", to: "golden.txt")
    try Golden.check("one\ntwo\n", file: file, update: false, isCI: true)
    let mismatch = #expect(throws: GoldenMismatch.self) {
      try Golden.check("one\nthree\n", file: file, update: false, isCI: false)
    }
    #expect(mismatch?.difference == "line 2\n  file: two\n  now:  three")
  }

  @Test func `a golden file is rewritten when asked, and never in CI`() throws {
    let folder = try TemporaryFolder()
    let file = folder.path("new/golden.txt")
    #expect(throws: GoldenMismatch.self) {
      try Golden.check("text", file: file, update: true, isCI: true)
    }
    #expect(!folder.exists("new/golden.txt"))
    try Golden.check("text", file: file, update: true, isCI: false)
    #expect(try folder.text("new/golden.txt") == "text")
  }

  @Test func `a temporary folder goes with its value`() throws {
    var folder: TemporaryFolder? = try TemporaryFolder()
    let path = try #require(folder?.path)
    #expect(FileManager.default.fileExists(atPath: path))
    folder = nil
    #expect(!FileManager.default.fileExists(atPath: path))
  }

  @Test func `a copied tree is writable and complete`() throws {
    let folder = try TemporaryFolder()
    let source = try folder.makeFolder("from/empty")
    try folder.write("text", to: "from/a/b.txt")
    try FileManager.default.setAttributes([.posixPermissions: 0o500], ofItemAtPath: source)
    try folder.copy(folder.path("from"), to: "to")
    #expect(try folder.text("to/a/b.txt") == "text")
    #expect(try folder.mode("to/empty") & 0o700 == 0o700)
  }

  @Test func `a program's output, errors, exit code and signal are told apart`() throws {
    let shell = ProgramRunner(environment: ["WORD": "seen"], program: "/bin/sh")
    let done = try shell.run(["-c", "cat; echo $WORD; echo trouble >&2; exit 7"], input: "in ")
    #expect([done.output, done.errors] == ["in seen\n", "trouble\n"])
    #expect(done.exitCode == 7)
    #expect(done.signal == nil)
    let running = try shell.start(["-c", "exec sleep 60"])
    running.send(signal: SIGKILL)
    #expect(try running.wait().signal == SIGKILL)
  }

  @Test func `a program that runs too long is killed`() throws {
    let shell = ProgramRunner(program: "/bin/sh")
    #expect(try shell.run(["-c", "exec sleep 60"], timeout: 0.1).timedOut)
  }

  @Test func `writing to a closed pipe ends a program by its signal`() throws {
    let shell = ProgramRunner(program: "/bin/sh")
    let result = try shell.run(["-c", "echo a; echo b"], output: .closedPipe)
    #expect(result.signal == SIGPIPE || result.exitCode != 0)
  }

  @Test func `the same seed gives the same numbers`() {
    var first = SeededGenerator(seed: 7)
    var second = SeededGenerator(seed: 7)
    var other = SeededGenerator(seed: 8)
    let numbers = (0..<4).map { _ in first.next() }
    #expect(numbers == (0..<4).map { _ in second.next() })
    #expect(numbers != (0..<4).map { _ in other.next() })
  }

  @Test(.enabled(if: Shared.isPresent))
  func `shared vectors can be read`() throws {
    struct Input: Decodable { var raw: String }
    let vectors = try Shared.vectors(
      "provider-id-normalize", input: Input.self, expected: String.self)
    #expect(vectors.count > 10)
    #expect(vectors.contains { $0.input.raw == "Z-AI" && $0.expected == "zai" })
    #expect(Shared.stateDirectories.count == 31)
  }
}
