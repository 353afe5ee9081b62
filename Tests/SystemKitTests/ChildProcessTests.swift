import Glibc
import Testing

@testable import SystemKit

struct ChildProcessTests {
  @Test func `what a program wrote just before its end was lost behind a pause`() throws {
    var child = try ChildProcess(
      ["/bin/sh", "-c", "echo said; echo complained >&2"], environment: Environment(),
      isStranger: false)
    defer { child.closeAll() }
    let deadline = SystemTime.steadyMilliseconds() + 60_000
    // As if it wrote and ended right after a look that found nothing.
    try child.exchange([], deadline: deadline, limit: 1000) { waits in
      _ = unsafe poll(&waits, 3, -1)
      return 0
    }
    let outcome = try child.finish(deadline: deadline)
    #expect(String(decoding: outcome.output, as: UTF8.self) == "said\n")
    #expect(String(decoding: outcome.errorOutput, as: UTF8.self) == "complained\n")
  }
}
