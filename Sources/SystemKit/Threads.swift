import Glibc

/// Runs the same blocking work on many values with a few threads.
///
/// For work that waits for the disk: syncs of different files that overlap share one flush of the
/// file system's journal.
package enum Threads {
  /// Returns what `body` gives for each element, in the order of `values`.
  package static func map<Value: Sendable, Answer: Sendable>(
    _ values: [Value], threads: Int, _ body: @escaping @Sendable (Value) -> Answer
  ) -> [Answer] {
    let count = min(threads, values.count)
    guard count > 1 else { return values.map(body) }
    // Each thread takes every count-th value and gives its answers back when it is joined, so
    // nothing is shared while they run.
    let shares = (0..<count).map { first in
      Share { stride(from: first, to: values.count, by: count).map { body(values[$0]) } }
    }
    for share in shares { share.start() }
    let answers = shares.map { $0.join() }
    return values.indices.map { answers[$0 % count][$0 / count] }
  }
}

/// One thread's part; used by its thread between start and join, by its owner before and after.
private class Work: @unchecked Sendable {
  func run() {}
}

private final class Share<Answer: Sendable>: Work, @unchecked Sendable {
  private let body: @Sendable () -> [Answer]
  private var answers: [Answer] = []
  private var thread: pthread_t?

  init(_ body: @escaping @Sendable () -> [Answer]) { self.body = body }

  override func run() { answers = body() }

  func start() {
    var handle = pthread_t()
    let context = unsafe Unmanaged.passRetained(self as Work)
    let result = unsafe pthread_create(
      &handle, nil,
      { argument in
        unsafe Unmanaged<Work>.fromOpaque(argument!).takeRetainedValue().run()
        return nil
      }, context.toOpaque())
    if result == 0 {
      thread = handle
    } else {
      unsafe context.release()
    }
  }

  /// Waits for the thread; does the work itself when no thread could be had.
  func join() -> [Answer] {
    if let thread {
      pthread_join(thread, nil)
    } else {
      run()
    }
    return answers
  }
}
