import Glibc
import Synchronization

/// Held while a descriptor is made that no program may get, and while a program is started. glibc shows `pipe2` and `accept4`
/// to GNU sources only, and before a descriptor bears its mark a program that another thread starts would get it: one that gives
/// a secret could then read the next one's, and an end that stays open keeps a reader waiting.
let startingPrograms = Mutex(())

/// A started program with pipes on its three streams.
struct ChildProcess {
  private let program: String
  /// Whether it leads a group of its own, so that what it starts can be ended with it.
  private let isStranger: Bool
  private var id: pid_t = 0
  private var ended: Int32?
  // Our ends: 0 we write to, 1 and 2 we read from; -1 is closed.
  private var ends: [Int32] = [-1, -1, -1]
  private var streams: [[UInt8]] = [[], []]

  init(
    _ arguments: [String], environment: Environment, isStranger: Bool
  ) throws(SystemError) {
    program = arguments[0]
    self.isStranger = isStranger
    var theirs: [Int32] = [-1, -1, -1]
    defer { for file in theirs where file >= 0 { Glibc.close(file) } }
    for stream in 0..<(isStranger ? 2 : 3) {
      var pair: [Int32] = [-1, -1]
      let number = startingPrograms.withLock { _ in
        if unsafe pipe(&pair) != 0 { return errno }
        for file in pair { _ = fcntl(file, F_SETFD, FD_CLOEXEC) }
        return 0
      }
      if number != 0 {
        closeAll()
        throw SystemError(errno: number, doing: "run", path: program)
      }
      theirs[stream] = stream == 0 ? pair[0] : pair[1]
      ends[stream] = stream == 0 ? pair[1] : pair[0]
      _ = fcntl(ends[stream], F_SETFL, O_NONBLOCK)
    }
    let variables = environment.names.map { "\($0)=\(environment[$0] ?? "")" }
    let result = Self.spawn(arguments, variables, theirs, isStranger, &id)
    if result != 0 {
      closeAll()
      throw SystemError(errno: result, doing: "run", path: program)
    }
  }

  /// Feeds `input` and collects both outputs until they end or the program did. `wait` waits a while for one of the three
  /// and returns how many are ready, as `poll` does.
  mutating func exchange(
    _ input: [UInt8], deadline: Int64, limit: Int,
    wait: (inout [pollfd]) -> Int32 = { unsafe poll(&$0, 3, 50) }
  ) throws(SystemError) {
    var rest = input[...]
    if rest.isEmpty { close(stream: 0) }
    while ends[1] >= 0 || ends[2] >= 0 {
      try checkTime(deadline)
      var waits = ends.enumerated().map { stream, file in
        pollfd(fd: file, events: Int16(stream == 0 ? POLLOUT : POLLIN), revents: 0)
      }
      // Woken now and then, to see that the program ended although a grandchild holds its pipes.
      let ready = wait(&waits)
      if ready == 0 && reap() {
        // What it wrote between the two looks is in the pipes still.
        for stream in 1...2 { while try drain(stream, limit: limit) {} }
        break
      }
      if ready <= 0 { continue }
      if waits[0].revents != 0 { feed(&rest) }
      for stream in 1...2 where waits[stream].revents != 0 {
        _ = try drain(stream, limit: limit)
      }
    }
    closeAll()
  }

  /// Waits for the end and returns it with what was collected.
  mutating func finish(deadline: Int64) throws(SystemError) -> Subprocess.Outcome {
    while !reap() {
      try checkTime(deadline)
      usleep(2000)
    }
    let raw = ended ?? 0
    let signal = raw & 0x7F
    return Subprocess.Outcome(
      status: signal == 0 ? (raw >> 8) & 0xFF : nil, signal: signal == 0 ? nil : signal,
      output: streams[0], errorOutput: streams[1])
  }

  /// Ends the program at once and forgets it.
  mutating func kill() {
    guard ended == nil else { return }
    _ = Glibc.kill(isStranger ? -id : id, SIGKILL)
    var raw: Int32 = 0
    while unsafe waitpid(id, &raw, 0) < 0 && errno == EINTR {}
    ended = raw
  }

  mutating func closeAll() { for stream in 0..<3 { close(stream: stream) } }

  private mutating func close(stream: Int) {
    if ends[stream] >= 0 { Glibc.close(ends[stream]) }
    ends[stream] = -1
  }

  private mutating func reap() -> Bool {
    if ended != nil { return true }
    var raw: Int32 = 0
    guard unsafe waitpid(id, &raw, WNOHANG) == id else { return false }
    ended = raw
    return true
  }

  private mutating func feed(_ rest: inout ArraySlice<UInt8>) {
    let count = unsafe rest.withUnsafeBytes {
      unsafe Glibc.write(ends[0], $0.baseAddress!, $0.count)
    }
    if count > 0 { rest = rest.dropFirst(count) }
    // A program that does not read its input is no error.
    if rest.isEmpty || (count < 0 && errno != EAGAIN && errno != EINTR) { close(stream: 0) }
  }

  /// Takes what is there, at most 64 KB; false when nothing was.
  private mutating func drain(_ stream: Int, limit: Int) throws(SystemError) -> Bool {
    let file = ends[stream]
    guard file >= 0 else { return false }
    var failed = false
    let chunk = unsafe [UInt8](unsafeUninitializedCapacity: 65_536) { buffer, count in
      let got = unsafe Glibc.read(file, buffer.baseAddress!, 65_536)
      failed = got < 0
      count = max(got, 0)
    }
    if failed && errno == EINTR { return true }
    if failed && errno == EAGAIN { return false }
    guard !chunk.isEmpty else {
      close(stream: stream)
      return false
    }
    streams[stream - 1] += chunk
    if streams[stream - 1].count > limit {
      throw SystemError(
        .tooLarge, "The program '\(program)' wrote more than \(limit) bytes.", subject: program)
    }
    return true
  }

  private func checkTime(_ deadline: Int64) throws(SystemError) {
    try Interrupt.check()
    if SystemTime.steadyMilliseconds() >= deadline {
      throw SystemError(
        .timedOut, "The program '\(program)' did not end in time.", subject: program,
        hint: "Run it by hand to see what it waits for.")
    }
  }

  private static func spawn(
    _ arguments: [String], _ variables: [String], _ files: [Int32], _ isStranger: Bool,
    _ id: inout pid_t
  ) -> Int32 {
    var actions = unsafe posix_spawn_file_actions_t()
    _ = unsafe posix_spawn_file_actions_init(&actions)
    defer { _ = unsafe posix_spawn_file_actions_destroy(&actions) }
    for (stream, file) in files.enumerated() where file >= 0 {
      _ = unsafe posix_spawn_file_actions_adddup2(&actions, file, Int32(stream))
    }
    if isStranger {
      _ = unsafe posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    }
    // We ignore SIGPIPE; the program must not inherit that.
    var attributes = posix_spawnattr_t()
    _ = unsafe posix_spawnattr_init(&attributes)
    defer { _ = unsafe posix_spawnattr_destroy(&attributes) }
    var ordinary = sigset_t()
    _ = unsafe sigfillset(&ordinary)
    _ = unsafe posix_spawnattr_setsigdefault(&attributes, &ordinary)
    var none = sigset_t()
    _ = unsafe sigemptyset(&none)
    _ = unsafe posix_spawnattr_setsigmask(&attributes, &none)
    let flags =
      POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | (isStranger ? POSIX_SPAWN_SETPGROUP : 0)
    _ = unsafe posix_spawnattr_setflags(&attributes, Int16(flags))
    _ = unsafe posix_spawnattr_setpgroup(&attributes, 0)
    var words = unsafe arguments.map { unsafe strdup($0) } + [nil]
    var settings = unsafe variables.map { unsafe strdup($0) } + [nil]
    defer { unsafe (words + settings).forEach { unsafe free($0) } }
    return startingPrograms.withLock { _ in
      unsafe posix_spawnp(&id, words[0]!, &actions, &attributes, &words, &settings)
    }
  }
}
