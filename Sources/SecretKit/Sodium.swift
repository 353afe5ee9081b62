import CSodium

/// The crypto library's start, made on first need: a run that seals nothing does not pay for it.
enum Sodium {
  private static let started: Bool = sodium_init() >= 0

  /// Traps when the library cannot start; without it no promise about a secret could be kept.
  static func start() {
    precondition(started, "libsodium could not be started")
  }
}
