import Foundation
import PurserTestSupport
import Synchronization
import SystemKit
import Testing

@Suite struct FileLockTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  @Test func `of many one at a time holds it, and no file is left`() throws {
    let path = folder.path("lock")
    let inside = Mutex(0)
    let outcomes = Threads.map(Array(0..<200), threads: 16) { _ in
      Result {
        try FileLock.holding(path, patience: 60_000) {
          let count = inside.withLock { count in
            count += 1
            return count
          }
          usleep(100)
          inside.withLock { $0 -= 1 }
          return count
        }
      }
    }
    #expect(try outcomes.allSatisfy { try $0.get() == 1 })
    #expect(try Directories.list(folder.path).isEmpty)
  }

  @Test func `the file that a killed process left locks nobody out`() throws {
    try folder.write("", to: "lock")
    #expect(try FileLock.holding(folder.path("lock")) { 5 } == 5)
    #expect(!folder.exists("lock"))
  }

  @Test func `who waits too long is told, and what was thrown inside is passed on`() throws {
    let path = folder.path("lock")
    let error = #expect(throws: SystemError.self) {
      try FileLock.holding(path) { try FileLock.holding(path, patience: 20) {} }
    }
    #expect(error?.code == .timedOut && error?.subject == path)
    #expect(!folder.exists("lock"))
    let none = #expect(throws: SystemError.self) {
      try FileLock.holding(folder.path("none/lock")) {}
    }
    #expect(none?.code == .notFound)
  }
}
