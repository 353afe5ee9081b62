import Foundation

/// Runs code as a user without privileges on files, where the tests themselves run as root.
///
/// Root may write into every folder, so a test of one that cannot be written needs another user. Linux
/// keeps the user that owns file accesses per thread, so the change touches nobody else.
package enum UnprivilegedThread {
  /// Runs `body` on a thread of its own, as user 65534 when the tests run as root, and returns what it
  /// returns.
  package static func run<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
  ) throws -> Value {
    try OwnThread.run {
      if geteuid() == 0 { dropPrivileges() }
      return try body()
    }
  }

  private static func dropPrivileges() {
    // Not in the Glibc module.
    typealias SetUser = @convention(c) (UInt32) -> Int32
    // Going on as root would let every test of permissions pass.
    guard let symbol = unsafe dlsym(nil, "setfsuid") else { preconditionFailure("no setfsuid") }
    let setUser = unsafe unsafeBitCast(symbol, to: SetUser.self)
    _ = setUser(65_534)
  }
}
