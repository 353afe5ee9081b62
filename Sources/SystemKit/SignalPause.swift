import Glibc

/// Holds back the signals that would end the process while the terminal is in another mode: they
/// only make a waiting read return, and the owner restores the terminal first.
struct SignalPause {
  private static let signals = [SIGINT, SIGTERM, SIGHUP, SIGQUIT]
  private let before: [sigaction]

  /// Whether one of them arrived since the pause began.
  static var arrived: Bool { unsafe pausedSignal != 0 }

  init() {
    unsafe pausedSignal = 0
    var action = sigaction()
    unsafe action.__sigaction_handler.sa_handler = { signal in unsafe pausedSignal = signal }
    _ = unsafe sigemptyset(&action.sa_mask)
    before = Self.signals.map { signal in
      var old = sigaction()
      _ = unsafe sigaction(signal, &action, &old)
      return old
    }
  }

  /// Puts the old handlers back and passes on a signal that arrived meanwhile.
  func end() {
    for index in Self.signals.indices {
      var old = before[index]
      _ = unsafe sigaction(Self.signals[index], &old, nil)
    }
    if unsafe pausedSignal != 0 { _ = unsafe raise(pausedSignal) }
  }
}

nonisolated(unsafe) private var pausedSignal: Int32 = 0
