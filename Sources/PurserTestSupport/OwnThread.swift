import Foundation

/// Runs code on a thread of its own.
package enum OwnThread {
  /// Runs `body` on a new thread and returns what it returns. `stackBytes` is the size of its stack, nil for the system's.
  package static func run<Value: Sendable>(
    stackBytes: Int? = nil, _ body: @escaping @Sendable () throws -> Value
  ) throws -> Value {
    let result = Box<Result<Value, any Error>>()
    let done = DispatchSemaphore(value: 0)
    let thread = Thread {
      result.value = Result { try body() }
      done.signal()
    }
    if let stackBytes { thread.stackSize = stackBytes }
    thread.start()
    done.wait()
    // Set before the signal that was waited for, so this cannot be.
    guard let value = result.value else { preconditionFailure("the thread returned nothing") }
    return try value.get()
  }

  private final class Box<Value>: @unchecked Sendable {
    var value: Value?
  }
}
