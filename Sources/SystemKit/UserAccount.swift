import Glibc

/// Who runs the program, and where.
package struct UserAccount: Equatable, Sendable {
  /// Login name, or the number of a user without one.
  package var name: String
  /// Home folder by the password file.
  package var home: String?
  package var id: UInt32

  /// Returns the account of the effective user.
  package static func current() -> UserAccount {
    let id = geteuid()
    var entry = unsafe passwd()
    var found: UnsafeMutablePointer<passwd>? = nil
    var buffer = [CChar](repeating: 0, count: 16_384)
    let count = buffer.count
    return unsafe buffer.withUnsafeMutableBufferPointer { space in
      let result = unsafe getpwuid_r(id, &entry, space.baseAddress!, count, &found)
      guard result == 0, unsafe found != nil, let name = unsafe entry.pw_name else {
        return UserAccount(name: String(id), home: nil, id: id)
      }
      let home = unsafe entry.pw_dir.map { unsafe String(cString: $0) }
      return unsafe UserAccount(
        name: String(cString: name), home: home?.utf8.first == UInt8(ascii: "/") ? home : nil,
        id: id)
    }
  }

  /// Returns the name of this machine; "localhost" when it has none.
  package static func hostName() -> String {
    var buffer = [CChar](repeating: 0, count: 257)
    let count = buffer.count - 1
    let result = unsafe buffer.withUnsafeMutableBufferPointer {
      unsafe gethostname($0.baseAddress!, count)
    }
    let bytes = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
    let name = String(decoding: bytes, as: UTF8.self)
    return result == 0 && !name.isEmpty ? name : "localhost"
  }
}
