import Glibc

/// Writes whole buffers to a descriptor.
enum FileWriter {
  /// Writes all of `bytes`, going on after short writes and signals.
  static func write(
    _ bytes: ArraySlice<UInt8>, to file: Int32, subject: String
  ) throws(SystemError) {
    var rest = bytes
    while !rest.isEmpty {
      let count = unsafe rest.withUnsafeBytes {
        unsafe Glibc.write(file, $0.baseAddress!, $0.count)
      }
      if count >= 0 {
        rest = rest.dropFirst(count)
        continue
      }
      let number = errno
      if number == EINTR { continue }
      if number == EAGAIN {
        var wait = pollfd(fd: file, events: Int16(POLLOUT), revents: 0)
        _ = unsafe poll(&wait, 1, -1)
        continue
      }
      throw SystemError(errno: number, doing: "write", path: subject)
    }
  }
}
