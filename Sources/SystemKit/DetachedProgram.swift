import Glibc
import Synchronization

/// Programs that are started and left alone, such as a browser.
package enum DetachedProgram {
  /// Starts `arguments[0]`, the absolute path of a program, with the other arguments and exactly `environment`, without
  /// a shell, in a session of its own, with no streams. Returns whether it was started; how it ends is not asked.
  package static func start(_ arguments: [String], environment: Environment) -> Bool {
    guard let program = arguments.first, program.utf8.first == UInt8(ascii: "/"),
      arguments.allSatisfy({ !$0.holdsNUL })
    else { return false }
    var actions = unsafe posix_spawn_file_actions_t()
    _ = unsafe posix_spawn_file_actions_init(&actions)
    defer { _ = unsafe posix_spawn_file_actions_destroy(&actions) }
    for stream in 0..<Int32(3) {
      _ = unsafe posix_spawn_file_actions_addopen(
        &actions, stream, "/dev/null", stream == 0 ? O_RDONLY : O_WRONLY, 0)
    }
    var attributes = posix_spawnattr_t()
    _ = unsafe posix_spawnattr_init(&attributes)
    defer { _ = unsafe posix_spawnattr_destroy(&attributes) }
    // We ignore SIGPIPE; the program must not inherit that.
    var ordinary = sigset_t()
    _ = unsafe sigfillset(&ordinary)
    _ = unsafe posix_spawnattr_setsigdefault(&attributes, &ordinary)
    // A session of its own: the interrupt of a terminal that ends us does not end the browser. The flag is
    // POSIX_SPAWN_SETSID, which glibc shows to GNU sources only.
    let session: Int16 = 0x80
    _ = unsafe posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF) | session)
    var words = unsafe arguments.map { unsafe strdup($0) } + [nil]
    let variables = environment.names.map { "\($0)=\(environment[$0] ?? "")" }
    var settings = unsafe variables.map { unsafe strdup($0) } + [nil]
    defer { unsafe (words + settings).forEach { unsafe free($0) } }
    var id: pid_t = 0
    return startingPrograms.withLock { _ in
      unsafe posix_spawn(&id, words[0]!, &actions, &attributes, &words, &settings) == 0
    }
  }

  /// The absolute path of the program `name` in the folders of `PATH`, nil when there is none.
  package static func find(_ name: String, _ environment: Environment) -> String? {
    for folder in environment.searchPath {
      let path = "\(folder)/\(name)"
      if let status = try? FileStatus.of(path), status.kind == .regular, status.mode & 0o111 != 0 {
        return path
      }
    }
    return nil
  }
}
