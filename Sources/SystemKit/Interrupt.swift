import Glibc

/// Whether the user or the system asked the program to stop.
///
/// Long operations ask between steps, so that they can undo what is half done; nothing is torn down
/// inside the signal handler.
package enum Interrupt {
  /// Makes SIGINT, SIGTERM and SIGHUP set the flag instead of ending the process. A second signal ends it
  /// at once, in case an operation does not look. A SIGHUP that is ignored, as after `nohup`, stays so.
  package static func install() {
    unsafe requested = 0
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { signal in
      if unsafe requested != 0 { _exit(128 + signal) }
      unsafe requested = signal
    }
    _ = unsafe sigemptyset(&action.sa_mask)
    // Without SA_RESTART, so that a waiting read returns and its loop can look at the flag.
    action.sa_flags = 0
    _ = unsafe sigaction(SIGINT, &action, nil)
    _ = unsafe sigaction(SIGTERM, &action, nil)
    var before = sigaction()
    _ = unsafe sigaction(SIGHUP, &action, &before)
    let ignored = unsafe unsafeBitCast(SIG_IGN, to: Int.self)
    let was = unsafe unsafeBitCast(before.__sigaction_handler.sa_handler, to: Int.self)
    if was == ignored { _ = unsafe sigaction(SIGHUP, &before, nil) }
  }

  /// Whether a signal arrived since `install`; inside `deferred` it counts as not arrived.
  package static var isRequested: Bool { signal != nil }

  /// The signal that arrived, such as 2 for SIGINT; nil when none did, and inside `deferred`.
  package static var signal: Int32? {
    let value = current()
    return value == 0 || isDeferred ? nil : value
  }

  /// Runs `body`, in which this thread does not heed a first signal, and returns what it returns.
  ///
  /// For the little that must not be left half done because of others, and that has an end of its own. A second signal ends
  /// the process there, too.
  package static func deferred<Value>(_ body: () throws -> Value) rethrows -> Value {
    guard !isDeferred else { return try body() }
    _ = unsafe pthread_setspecific(deferral, UnsafeRawPointer(bitPattern: 1))
    defer { pthread_setspecific(deferral, nil) }
    return try body()
  }

  private static var isDeferred: Bool { unsafe pthread_getspecific(deferral) != nil }

  /// Of each thread, since others go on as before.
  private static let deferral = {
    var key = pthread_key_t()
    _ = unsafe pthread_key_create(&key, nil)
    return key
  }()

  /// Throws `interrupted` when a signal arrived.
  package static func check() throws(SystemError) {
    if isRequested { throw error }
  }

  static var error: SystemError {
    SystemError(.interrupted, "Interrupted.", hint: "Run the command again.")
  }

  // Not inlined, so that a loop really looks each time.
  @inline(never)
  private static func current() -> Int32 { unsafe requested }
}

// An aligned word that only the handler and `install` write: `sig_atomic_t` in C's terms.
nonisolated(unsafe) private var requested: Int32 = 0
