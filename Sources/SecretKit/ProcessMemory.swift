import CSodium

/// What others may see of this process's memory.
package enum ProcessMemory {
  /// Keeps what this process holds out of core files, and keeps other processes of the same user from reading its memory
  /// and environment (prctl(2), PR_SET_DUMPABLE). Programs that it starts are not touched by it.
  package static func forbidDumps() {
    _ = purser_forbid_dumps()
  }
}
