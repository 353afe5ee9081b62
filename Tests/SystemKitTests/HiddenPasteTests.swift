import Foundation
import SystemKit
import Testing

/// What is read of a line that is typed unseen. A pipe stands for the terminal: what is read is the same.
struct HiddenPasteTests {
  private func read(_ bytes: [UInt8], limit: Int = 20) throws -> [UInt8] {
    let pipe = Pipe()
    try pipe.fileHandleForWriting.write(contentsOf: Data(bytes))
    defer { try? pipe.fileHandleForWriting.close() }
    let line = try Terminal.readPaste(pipe.fileHandleForReading.fileDescriptor, limit: limit)
    return line
  }

  @Test(arguments: [
    ("key-0123\n", "key-0123"), ("kex\u{8}y\n", "key"), ("wrong\u{15}key\n", "key"), ("\n", ""),
    ("key\n\n", "key\n"),
  ])
  func `a line comes as it was typed`(typed: String, line: String) throws {
    #expect(try read(Array(typed.utf8)) == Array(line.utf8))
  }

  @Test(arguments: ["one\ntwo\n", "one\r\ntwo", "one\ntwo\nthree\n"])
  func `several lines that are pasted were cut to the first without a word`(typed: String) throws {
    #expect(try read(Array(typed.utf8)).contains(10))
  }

  @Test(arguments: ["\nleft", "\n", "\none\ntwo\n"])
  func `a paste that is too long left its rest to be shown`(rest: String) throws {
    let pipe = Pipe()
    let file = pipe.fileHandleForReading.fileDescriptor
    let bytes = Array((String(repeating: "k", count: 30_000) + rest).utf8)
    try pipe.fileHandleForWriting.write(contentsOf: Data(bytes))
    let error = #expect(throws: SystemError.self) { try Terminal.readPaste(file, limit: 65) }
    #expect(error?.code == .tooLarge)
    try pipe.fileHandleForWriting.close()
    #expect(pipe.fileHandleForReading.readDataToEndOfFile().isEmpty)
  }

  @Test(arguments: ["\u{3}", "abc\u{3}", "\u{4}"])
  func `a line that is given up is none`(typed: String) {
    let error = #expect(throws: SystemError.self) { try read(Array(typed.utf8)) }
    #expect(error?.code == .interrupted)
  }
}
