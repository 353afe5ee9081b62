import Foundation
import Glibc
import PurserTestSupport
import Synchronization
import SystemKit
import Testing

struct ProcessTests {
  @Test func `input, output, errors and status are passed on`() throws {
    let outcome = try Subprocess.runShell("cat; echo oops >&2; exit 3", input: Array("in".utf8))
    #expect(outcome.output == Array("in".utf8))
    #expect(outcome.errorOutput == Array("oops\n".utf8))
    #expect(outcome.status == 3)
    #expect(!outcome.succeeded)
  }

  @Test func `the environment is exactly the one given`() throws {
    let environment = Environment(["A": "1", "PATH": "/usr/bin:/bin"])
    let outcome = try Subprocess.run(["/usr/bin/env"], environment: environment)
    #expect(String(decoding: outcome.output, as: UTF8.self) == "A=1\nPATH=/usr/bin:/bin\n")
  }

  @Test func `input and output larger than a pipe do not block each other`() throws {
    let input = [UInt8](repeating: 65, count: 300_000)
    #expect(try Subprocess.run(["cat"], input: input).output == input)
  }

  @Test func `a program that does not read its input is no fault`() throws {
    let input = [UInt8](repeating: 65, count: 300_000)
    #expect(try Subprocess.run(["true"], input: input).succeeded)
  }

  @Test func `a program got the pipes of one that another thread had started`() throws {
    let outputs = Mutex<[[UInt8]]>([])
    DispatchQueue.concurrentPerform(iterations: 300) { _ in
      let outcome = try? Subprocess.run(["ls", "-l", "/proc/self/fd"], input: [1])
      outputs.withLock { $0.append(outcome?.output ?? []) }
    }
    var (own, others): (Set<String>, Set<String>) = ([], [])
    for output in outputs.withLock({ $0 }) {
      for line in String(decoding: output, as: UTF8.self).split(separator: "\n") {
        let words = line.split(separator: " ").suffix(3).map(String.init)
        guard words.count == 3, words[2].hasPrefix("pipe:"), let number = Int(words[0]) else {
          continue
        }
        if number < 3 { own.insert(words[2]) } else { others.insert(words[2]) }
      }
    }
    #expect(own.count == 900)
    #expect(own.isDisjoint(with: others))
  }

  @Test func `a program that takes too long is ended`() {
    let error = #expect(throws: SystemError.self) {
      try Subprocess.run(["sleep", "60"], timeoutMilliseconds: 100)
    }
    #expect(error?.code == .timedOut)
  }

  @Test func `a grandchild that keeps the pipes does not hold us`() throws {
    let outcome = try Subprocess.runShell("sleep 5 & echo done", timeoutMilliseconds: 60_000)
    #expect(outcome.output == Array("done\n".utf8))
  }

  @Test func `too much output is refused`() {
    let error = #expect(throws: SystemError.self) {
      try Subprocess.run(["yes"], outputLimit: 1000)
    }
    #expect(error?.code == .tooLarge)
  }

  @Test func `a program that is not there is not found`() {
    let error = #expect(throws: SystemError.self) { try Subprocess.run(["/no/such/program"]) }
    #expect(error?.code == .notFound)
  }

  @Test func `the end by a signal is told`() throws {
    let outcome = try Subprocess.runShell("kill -TERM $$")
    #expect(outcome.signal == SIGTERM)
    #expect(outcome.status == nil)
  }

  @Test func `the process's environment and account are seen`() {
    let path = Environment.process()["PATH"]
    #expect(path == ProcessInfo.processInfo.environment["PATH"])
    #expect(UserAccount.current().id == geteuid())
    #expect(!UserAccount.current().name.isEmpty)
    #expect(!UserAccount.hostName().isEmpty)
  }

  @Test func `random bytes have the length asked for and differ`() {
    #expect(RandomBytes.make(count: 700).count == 700)
    #expect(RandomBytes.hexadecimal(count: 8).utf8.count == 16)
    #expect(RandomBytes.make(count: 16) != RandomBytes.make(count: 16))
  }

  @Test func `answers of several threads keep their order`() {
    let values = Array(0..<101)
    #expect(Threads.map(values, threads: 7) { $0 * 2 } == values.map { $0 * 2 })
    #expect(Threads.map([Int](), threads: 7) { $0 } == [])
  }

  @Test func `the width comes from COLUMNS when it is sensible`() {
    #expect(Terminal.width(of: .output, Environment(["COLUMNS": "123"])) == 123)
    #expect(Terminal.width(of: .output, Environment(["COLUMNS": "-4"])) != -4)
  }

  @Test func `a pipe that does not wait, as Node hands over, was refused`() throws {
    let pipe = Pipe()
    let descriptor = pipe.fileHandleForReading.fileDescriptor
    #expect(fcntl(descriptor, F_SETFL, O_NONBLOCK) == 0)
    let writer = pipe.fileHandleForWriting
    Thread.detachNewThread {
      for piece in ["late ", "words"] {
        usleep(100_000)
        try? writer.write(contentsOf: Data(piece.utf8))
      }
      try? writer.close()
    }
    let bytes = try StandardStreams.read(descriptor: descriptor, limit: 100)
    #expect(String(decoding: bytes, as: UTF8.self) == "late words")
  }

  @Test func `reading a descriptor stops at the limit`() throws {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: [1, 2, 3])
    try pipe.fileHandleForWriting.close()
    let descriptor = pipe.fileHandleForReading.fileDescriptor
    let error = #expect(throws: SystemError.self) {
      try StandardStreams.read(descriptor: descriptor, limit: 2)
    }
    #expect(error?.code == .tooLarge)
  }
}
